import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Store } from '../../src/store/index.ts'
import { eventually } from '../eventually.ts'
import { editBothSides, endOf, settled, stillBeats } from './ends.ts'
import { endProcessesAfterwards, startWorker, stop } from './processes.ts'
import { erpHistory, makeStage, onlySide, type Side, type Stage } from './stage.ts'

endProcessesAfterwards()

interface Switch {
  readonly off: (store: Store, connectionId: number) => Promise<unknown>
  readonly on: (store: Store, connectionId: number) => Promise<unknown>
}

const told = (store: Store, kind: string) =>
  sql`select pg_notify('koppel_live', ${JSON.stringify({ kind })})`.execute(store.db)

const switches: Readonly<Record<string, Switch>> = {
  'pausing the engine': {
    off: async (store) => {
      await sql`update engine set running = false`.execute(store.db)
      await told(store, 'engine')
    },
    on: async (store) => {
      await sql`update engine set running = true`.execute(store.db)
      await told(store, 'engine')
    },
  },
  'deactivating the connection': {
    off: async (store, id) => {
      await sql`update connection set active = false where id = ${id}`.execute(store.db)
      await told(store, 'connections')
    },
    on: async (store, id) => {
      await sql`update connection set active = true where id = ${id}`.execute(store.db)
      await told(store, 'connections')
    },
  },
  'deleting the connection': {
    off: async (store, id) => {
      await sql`update connection set active = false, deleted_at = now() where id = ${id}`.execute(store.db)
      await told(store, 'connections')
    },
    on: async (store, id) => {
      await sql`update connection set active = true, deleted_at = null where id = ${id}`.execute(store.db)
      await told(store, 'connections')
    },
  },
}

describe('during a pass', { concurrency: 3 }, () => {
  for (const [what, { off, on }] of Object.entries(switches)) {
    test(`${what} ends the call that is under way, and nothing is written on either side until it is back`, async () => {
      const stage = await makeStage({ links: 8 })
      try {
        const side = onlySide(stage)
        await editBothSides(stage, side)
        const asked = side.proxy.inject({ kind: 'blackHole', match: /PATCH/ })
        const worker = startWorker(stage.store.url)
        await asked
        const history = erpHistory(side)

        await off(stage.store, side.connectionId)

        const since = performance.now()
        await eventually(async () => assert.deepEqual(await leaseOf(stage, side), { leasedBy: null }))
        assert.ok(performance.now() - since < 3_000)
        side.proxy.heal()
        const before = await endOf(stage, side)
        assert.deepEqual([before.state, before.attempts, before.running], ['ok', 0, 0])
        await editBothSides(stage, side, ' meanwhile')
        const edits = 6
        await stillBeats(stage)
        assert.equal(erpHistory(side), history + edits)
        assert.deepEqual((await endOf(stage, side)).log, before.log)

        await on(stage.store, side.connectionId)
        await settled(stage, side)
        await stop(worker)
      } finally {
        await stage.close()
      }
    })
  }
})

async function leaseOf({ store }: Stage, { connectionId }: Side) {
  return await store.db
    .selectFrom('connection')
    .select('leasedBy')
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow()
}
