import { undoOfLink } from '../src/engine/index.ts'
import { undoneBy } from '../src/engine/undo/listing.ts'
import { inCrm, inErp, type Linked, log, type World } from './engine-world.ts'

export type Started = Linked & { readonly connectionId: number }

/** What tests of undo do again and again. */
export function undoDesk(world: World) {
  /** A pass that carries over what `change` changed; its run. */
  async function runOf(one: Started, change: () => unknown): Promise<number> {
    await change()
    await world.pass(one.connectionId)
    return (await log(world, one.linkId)).at(-1)?.runId ?? 0
  }

  /** Undoes what a run wrote to the record; the run that undid it. */
  async function undoing({ linkId }: Started, runId: number, valueId?: number): Promise<number> {
    return await undoOfLink(world.parts(), { linkId, runId, valueId, userId: 'anna' })
  }

  async function undo(one: Started, runId: number, valueId?: number) {
    return await outcomes(await undoing(one, runId, valueId))
  }

  function reportOf(runId: number) {
    return undoneBy(world.db.db, runId, { offset: 0, limit: 200 }, 'en')
  }

  async function outcomes(runId: number) {
    const { rows } = await reportOf(runId)
    return rows.map(({ direction, erpField, outcome }) => [direction, erpField.key, outcome])
  }

  async function logged({ linkId }: Started, rule: string) {
    const rows = (await log(world, linkId)).filter((row) => row.rule === rule)
    return rows.map(({ direction, erpField, oldValue, newValue }) => [
      direction,
      erpField,
      oldValue,
      newValue,
    ])
  }

  /** [ERP, CRM] */
  async function values({ key, recordId }: Started) {
    return {
      phone: [inErp(world, key, 'PHONE'), await inCrm(world, recordId, 'phone')],
      city: [inErp(world, key, 'STREETCITY'), await inCrm(world, recordId, 'streetCity')],
    }
  }

  async function baseOf({ linkId }: Started) {
    const { base } = await world.db.db
      .selectFrom('link')
      .select('base')
      .where('id', '=', linkId)
      .executeTakeFirstOrThrow()
    return base
  }

  return { runOf, undoing, undo, reportOf, outcomes, logged, values, baseOf }
}
