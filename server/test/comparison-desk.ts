import { startComparison } from '../src/engine/comparison/begin.ts'
import { comparisonWith, differences } from '../src/engine/comparison/listing.ts'
import { workBeside } from '../src/engine/long-work/beside.ts'
import { undoOfLink } from '../src/engine/undo/now.ts'
import { log, started, type World } from './engine-world.ts'

export type Started = Awaited<ReturnType<typeof started>>

/** What tests of comparison and repair do again and again. */
export function comparisonDesk(world: World) {
  async function compare({ connectionId }: Pick<Started, 'connectionId'>) {
    const id = await startComparison(world.db.store, connectionId, {}, 'anna')
    await finishAll(id)
    return await comparisonWith(world.db.db, id, 'en')
  }

  async function finishAll(runId: number): Promise<void> {
    await workBeside(world.parts(), { runId }, new AbortController().signal)
  }

  async function listed(id: number, search?: string) {
    return (await differences(world.db.db, id, { search }, { offset: 0, limit: 50 }, 'en')).rows
  }

  async function undone(more: Readonly<Record<string, string>> = {}): Promise<Started> {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2', ...more })
    await world.pass(one.connectionId)
    const runId = (await log(world, one.linkId)).at(-1)?.runId ?? 0
    await undoOfLink(world.parts(), { linkId: one.linkId, runId, userId: 'anna' })
    return one
  }

  async function linkOf({ linkId }: Started) {
    return await world.db.db.selectFrom('link').selectAll().where('id', '=', linkId).executeTakeFirstOrThrow()
  }

  return { compare, finishAll, listed, undone, linkOf }
}
