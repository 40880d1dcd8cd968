import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Step } from '../../src/engine/index.ts'
import type { Store } from '../../src/store/index.ts'
import { eventually } from '../eventually.ts'
import { editBothSides, endOf, settled } from './ends.ts'
import { endProcessesAfterwards, quick, startWorker, stop } from './processes.ts'
import { makeStage, onlySide } from './stage.ts'

endProcessesAfterwards()

const moments: readonly Step[] = [
  'leased',
  'fetched',
  'written',
  'committed',
  'claimed',
  'answered',
  'finished',
]

describe('a worker that stands still for longer than its lease', { concurrency: 4 }, () => {
  for (const at of moments) {
    test(`at ${at}: another takes over, and when it wakes it writes nothing on either side`, async () => {
      const stage = await makeStage()
      try {
        const side = onlySide(stage)
        await editBothSides(stage, side)
        const zombie = startWorker(stage.store.url, { at, signal: 'SIGSTOP' })
        await zombie.says(/reached/)
        const heir = startWorker(stage.store.url)
        await settled(stage, side)
        const before = await endOf(stage, side)
        const passes = await passesDone(stage.store, side.connectionId)

        zombie.child.kill('SIGCONT')

        // Both beat, and the next passes have gone by.
        await eventually(async () => {
          assert.equal((await stage.store.db.selectFrom('worker').select('id').execute()).length, 2)
          assert.ok((await passesDone(stage.store, side.connectionId)) > passes + 2)
        }, 30_000)
        assert.deepEqual(await endOf(stage, side), before)
        await settled(stage, side)
        await editBothSides(stage, side, ' again')
        await settled(stage, side)
        await Promise.all([stop(zombie), stop(heir)])
      } finally {
        await stage.close()
      }
    })
  }

  test('while it told the ERP something: the answer that waited for it changes nothing', async () => {
    const stage = await makeStage()
    try {
      const side = onlySide(stage)
      await editBothSides(stage, side)
      const asked = side.proxy.inject({ kind: 'delay', everyMs: 300, match: /PATCH/ })
      const zombie = startWorker(stage.store.url, { times: { ...quick, leaseMs: 3_000 } })
      await asked
      zombie.child.kill('SIGSTOP')
      const heir = startWorker(stage.store.url)
      await settled(stage, side)
      const before = await endOf(stage, side)

      zombie.child.kill('SIGCONT')

      await eventually(async () => {
        assert.equal((await stage.store.db.selectFrom('worker').select('id').execute()).length, 2)
      })
      await settled(stage, side)
      assert.deepEqual(await endOf(stage, side), before)
      await Promise.all([stop(zombie), stop(heir)])
    } finally {
      await stage.close()
    }
  })
})

/** Every lease is one fence. */
async function passesDone({ db }: Store, connectionId: number): Promise<number> {
  const { rows } = await sql<{
    fence: number
  }>`select fence from connection where id = ${connectionId}`.execute(db)
  return rows[0]?.fence ?? 0
}
