import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { eventually } from '../eventually.ts'
import { editBothSides, settled } from './ends.ts'
import { endProcessesAfterwards, startWorker, stop } from './processes.ts'
import { rogueIds } from './rogues.ts'
import { makeStage, onlySide } from './stage.ts'

endProcessesAfterwards()

describe('a connector that fails where nobody waits for it', () => {
  const stages: Awaited<ReturnType<typeof makeStage>>[] = []
  after(async () => {
    for (const stage of stages.reverse()) await stage.close()
  })

  test('stops its own connection with a reason; the process lives and the others go on', async () => {
    const good = await makeStage({ links: 4 })
    stages.push(good)
    const bad = []
    for (const connector of rogueIds) {
      const stage = await makeStage({ links: 4, connector, store: good.store })
      stages.push(stage)
      bad.push(onlySide(stage))
    }
    const side = onlySide(good)
    const worker = startWorker(good.store.url)

    await eventually(async () => {
      const { rows } = await sql<{ state: string; code: string; detail: string }>`
        select state, state_reason->>'code' as code, state_reason->>'detail' as detail from connection
        where id <> ${side.connectionId} order by id`.execute(good.store.db)
      assert.deepEqual(
        rows.map(({ state, code, detail }) => [state, code, detail]),
        [
          ['stopped', 'connectorBug', 'Error: nobody waits for this'],
          ['stopped', 'connectorBug', 'Error: too late'],
          ['stopped', 'connectorBug', 'Error: out of a timer'],
          ['stopped', 'connectorBug', 'Error: nobody listens'],
        ],
      )
    }, 30_000)
    await editBothSides(good, side)
    await settled(good, side)
    assert.equal(bad.length, 4)
    await stop(worker)
    assert.doesNotMatch(worker.output(), /died/)
  })
})
