import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { eventually } from '../eventually.ts'
import { editBothSides, endOf, settled } from './ends.ts'
import { endProcessesAfterwards, startWorker, stop } from './processes.ts'
import type { Fault } from './proxy.ts'
import { crmValues, editCrm, erpValues, makeStage, onlySide, type Side, type Stage } from './stage.ts'

endProcessesAfterwards()

type End = Awaited<ReturnType<typeof endOf>>
let undisturbed: Promise<End> | undefined

function expected(): Promise<End> {
  undisturbed ??= ending(async () => undefined)
  return undisturbed
}

/** How the same edits end when `disturb` has happened on the way to the ERP. */
async function ending(disturb: (stage: Stage, side: Side) => Promise<void>): Promise<End> {
  const stage = await makeStage({ links: 8 })
  try {
    const side = onlySide(stage)
    await editBothSides(stage, side)
    const disturbed = disturb(stage, side)
    const worker = startWorker(stage.store.url, { callMs: 2_000 })
    await disturbed
    await settled(stage, side)
    await stop(worker)
    return await endOf(stage, side)
  } finally {
    await stage.close()
  }
}

const write = /PATCH/
const read = /\/changes/
const faults: Readonly<Record<string, Fault>> = {
  'a write that is cut off before the ERP hears of it': { kind: 'cutRequest', match: write },
  'a write whose answer is cut off before its first byte': { kind: 'cutAnswer', match: write },
  'a write whose answer breaks off in the middle': { kind: 'cutBody', match: write },
  'a write whose answer never comes': { kind: 'swallowAnswer', match: write },
  'a write that goes nowhere': { kind: 'blackHole', match: write },
  'three writes in a row without an answer': { kind: 'cutAnswer', match: write, times: 3 },
  'a page that breaks off in the middle': { kind: 'cutBody', match: read },
  'a page that never comes': { kind: 'blackHole', match: read },
  'a page that comes a byte a second': { kind: 'drip', match: read },
  'a sign-in that is cut off': { kind: 'cutRequest', match: /GET/ },
}

describe('on the way to the ERP', { concurrency: 4 }, () => {
  for (const [what, fault] of Object.entries(faults)) {
    test(`${what}: it ends as if nothing had happened`, async () => {
      const end = await ending(async (stage, side) => {
        await side.proxy.inject(fault)
        await tryUntilOk(stage, side)
      })
      assert.deepEqual(end, await expected())
    })
  }

  test('nobody answers at all: the connection says since when, and goes on when somebody does', async () => {
    const end = await ending(async (stage, side) => {
      await side.proxy.refuse()
      const { stateReason } = await eventually(async () => {
        const found = await connection(stage, side)
        assert.equal(found.state, 'retrying')
        return found
      }, 20_000)
      assert.equal(stateReason?.code, 'unavailable')
      await side.proxy.accept()
      await tryUntilOk(stage, side)
    })
    assert.deepEqual(end, await expected())
  })
})

test('ERPs that hang delay no other connection', async (t) => {
  const hanging = 5
  const stage = await makeStage({ connections: hanging + 1, links: 2 })
  const worker = startWorker(stage.store.url)
  try {
    const [good, ...bad] = stage.sides
    assert.ok(good)
    const undisturbed = await lags(stage, good, 5)
    const hit = bad.map(({ proxy }) => proxy.inject({ kind: 'blackHole', times: Number.POSITIVE_INFINITY }))
    await Promise.all(hit)
    const disturbed = await lags(stage, good, 5)
    t.diagnostic(`an edit took ${undisturbed} ms to arrive, ${disturbed} ms beside ${hanging} that hang`)
    assert.ok(disturbed < Math.max(3_000, undisturbed * 2))
    for (const side of bad) {
      await editBothSides(stage, side)
      side.proxy.heal()
    }
    for (const side of bad) await tryUntilOk(stage, side)
    for (const side of stage.sides) await settled(stage, side)
    await stop(worker)
  } finally {
    await stage.close()
  }
})

/** The longest of a few edits, one in the CRM and one in the ERP each. */
async function lags(stage: Stage, side: Side, rounds: number): Promise<number> {
  const [one, two] = side.pairs
  assert.ok(one && two)
  let longest = 0
  for (let n = 0; n < rounds; n += 1) {
    const value = `${performance.now()}`
    const since = performance.now()
    await editCrm(stage, one, { phone: value })
    side.erp.edit('customer', two.key, { PHONE: value })
    await eventually(async () => {
      assert.equal(erpValues(side, one).PHONE, value)
      assert.equal((await crmValues(stage, two)).phone, value)
    }, 60_000)
    longest = Math.max(longest, performance.now() - since)
  }
  return Math.round(longest)
}

/** Asks for a pass, as an administrator who does not want to wait for the next try. */
async function tryUntilOk(stage: Stage, side: Side): Promise<void> {
  const since = performance.now()
  await eventually(async () => {
    const { state, leasedUntil, lastSyncedAt } = await connection(stage, side)
    if (state !== 'ok' && leasedUntil === null) {
      await sql`select pg_notify('koppel_pass_request', ${String(side.connectionId)})`.execute(stage.store.db)
    }
    assert.equal(state, 'ok')
    assert.ok(lastSyncedAt && performance.now() > since)
  }, 30_000)
}

async function connection({ store }: Stage, { connectionId }: Side) {
  return await store.db
    .selectFrom('connection')
    .select(['state', 'stateReason', 'leasedUntil', 'lastSyncedAt'])
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow()
}
