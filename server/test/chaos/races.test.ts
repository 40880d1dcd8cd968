import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { editBothSides, settled, stillBeats } from './ends.ts'
import { endProcessesAfterwards, quick } from './processes.ts'
import { loggedOnce, race, raceForConnection, raceForCreations, raceForRecords } from './race.ts'
import { onlySide, type Side, type Stage } from './stage.ts'

endProcessesAfterwards()

for (const workers of [2, 4]) {
  describe(`${workers} workers`, () => {
    test('on one connection write every edit once', async () => {
      await race(workers, 8, async (stage) => {
        for (let round = 0; round < 3; round += 1) await raceForConnection(stage, ` ${round}`)
        await loggedOnce(stage, onlySide(stage))
      })
    })

    test('that are all asked for the same records at once tell the ERP once of each', async () => {
      await race(workers, 4, async (stage, running) => {
        for (let round = 1; round <= 3; round += 1) await raceForRecords(stage, running, String(round))
        await loggedOnce(stage, onlySide(stage))
      })
    })

    test('that all make the same actors at once make one of each company', async () => {
      await race(workers, 1, async (stage, running) => {
        await raceForCreations(stage, running, 'a', 6)
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
