import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { editBothSides, settled, stillBeats } from './ends.ts'
import { endProcessesAfterwards, quick, type Running, startWorker, stop } from './processes.ts'
import { editCrm, erpHistory, makeStage, onlySide, type Side, type Stage } from './stage.ts'

endProcessesAfterwards()

async function race(
  workers: number,
  links: number,
  play: (stage: Stage, running: readonly Running[]) => Promise<void>,
) {
  const stage = await makeStage({ links })
  try {
    const running = Array.from({ length: workers }, () => startWorker(stage.store.url))
    for (const worker of running) await worker.says(/running/)
    await play(stage, running)
    await Promise.all(running.map(stop))
  } finally {
    await stage.close()
  }
}

for (const workers of [2, 4]) {
  describe(`${workers} workers`, () => {
    test('on one connection write every edit once', async () => {
      await race(workers, 8, async (stage) => {
        const side = onlySide(stage)
        for (let round = 0; round < 3; round += 1) {
          const before = erpHistory(side)
          await editBothSides(stage, side, ` ${round}`)
          await settled(stage, side)
          // Of eight links two are edited in the ERP only, and two in the same field, where the ERP wins.
          assert.equal(erpHistory(side) - before, 6 + 4)
        }
        await loggedOnce(stage, side)
      })
    })

    test('that are all asked for the same record at once tell the ERP once', async () => {
      await race(workers, 1, async (stage, running) => {
        const side = onlySide(stage)
        const [pair] = side.pairs
        assert.ok(pair)
        for (let round = 1; round <= 3; round += 1) {
          const before = erpHistory(side)
          await editCrm(stage, pair, { phone: `race ${round}` })
          for (const { child } of running) child.stdin?.write(`sync ${pair.linkId}\n`)
          const done = new RegExp(`(synced ${pair.linkId} \\w+\\s[^]*){${round}}`)
          for (const worker of running) await worker.says(done)
          await settled(stage, side)
          assert.equal(erpHistory(side) - before, 1)
        }
        await loggedOnce(stage, side)
      })
    })
  })
}

test('a pass that takes longer than a worker may be silent keeps its connection', async () => {
  await race(2, 2, async (stage) => {
    const side = onlySide(stage)
    const asked = side.proxy.inject({ kind: 'delay', everyMs: 2 * quick.deadMs, match: /PATCH/ })
    await editBothSides(stage, side)
    await asked
    const holder = await holderOf(stage, side)
    assert.ok(holder)
    // Of two workers: for longer than the time after which what the dead held is freed.
    await stillBeats(stage, (2 * 0.8 * quick.deadMs) / quick.beatMs)
    assert.equal(await holderOf(stage, side), holder)
    await settled(stage, side)
  })
})

async function holderOf({ store }: Stage, { connectionId }: Side): Promise<string | null | undefined> {
  const { rows } = await sql<{ leasedBy: string | null }>`
    select leased_by from connection where id = ${connectionId} and leased_until > now()`.execute(store.db)
  return rows[0]?.leasedBy
}

/** No value was overwritten twice: what one line of the log wrote is what the next found. */
async function loggedOnce({ store }: Stage, { connectionId }: Side): Promise<void> {
  const { rows } = await sql`
    select * from (
      select link_id, erp_field, new_value,
        lag(new_value) over (partition by link_id, erp_field, direction order by id) as before
      from sync_log where connection_id = ${connectionId}) x
    where new_value = before`.execute(store.db)
  assert.deepEqual(rows, [])
}
