import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually } from '../eventually.ts'
import { editBothSides, restOf, settled } from './ends.ts'
import { endProcessesAfterwards, startProgram, stop } from './processes.ts'
import { makeStage, onlySide, type Stage } from './stage.ts'

endProcessesAfterwards()

describe('a worker that is asked to stop', { concurrency: 2 }, () => {
  test('in the middle of a call ends within ten seconds, and another goes on without a trace of trouble', async () => {
    await onStage(async (stage) => {
      const side = onlySide(stage)
      await editBothSides(stage, side)
      const asked = side.proxy.inject({ kind: 'blackHole', match: /PATCH/ })
      const worker = await startProgram(stage.store.url, 'worker')
      await asked
      await stop(worker)

      const { state, attempts, parked, running } = await restOf(stage, side)
      assert.deepEqual(
        { state, attempts, parked, running },
        { state: 'ok', attempts: 0, parked: 0, running: 0 },
      )
      const { leasedBy } = await stage.store.db
        .selectFrom('connection')
        .select('leasedBy')
        .where('id', '=', side.connectionId)
        .executeTakeFirstOrThrow()
      assert.equal(leasedBy, null)
      side.proxy.heal()
      const next = await startProgram(stage.store.url, 'worker')
      await settled(stage, side)
      await stop(next)
    })
  })

  test('while it starts and waits for a migration ends as cleanly', async () => {
    await onStage(async (stage) => {
      const client = await stage.store.pool.connect()
      await client.query('select pg_advisory_lock(4703551)')
      const worker = await startProgram(stage.store.url, 'worker')
      await eventually(async () => {
        const { rows } = await client.query(
          `select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
        )
        assert.equal(rows.length, 1)
      }, 30_000)

      await stop(worker)
      client.release(true)
    })
  })

  test('a moment after its start, whenever that is', async () => {
    await onStage(async (stage) => {
      const worker = await startProgram(stage.store.url, 'worker')
      await eventually(async () => {
        const { rows } = await stage.store.pool.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'koppel'`,
        )
        assert.ok(rows.length > 0)
      }, 30_000)
      await stop(worker)
      assert.deepEqual(await stage.store.db.selectFrom('worker').select('id').execute(), [])
    })
  })
})

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await makeStage({ links: 4 })
  try {
    await play(stage)
  } finally {
    await stage.close()
  }
}
