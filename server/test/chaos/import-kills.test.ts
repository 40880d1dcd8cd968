import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { judgeAnew } from '../../src/engine/import/settings.ts'
import type { Step } from '../../src/engine/index.ts'
import { partsOf } from '../engine-world.ts'
import { eventually } from '../eventually.ts'
import { ask, begin, carryToEnd, type Stage as ImportStage, stages } from '../whole-import.ts'
import { endProcessesAfterwards, startWorker, stop } from './processes.ts'
import { makeStage, onlySide, type Stage } from './stage.ts'

// An import is carried out a thousand rows at a time: a worker dies in the first thousand, or between it and the rest.

endProcessesAfterwards()
const customers = 1_050

const deaths: readonly [ImportStage, Step][] = [
  ['importCollection', 'worked'],
  ['importPreview', 'worked'],
  ['import', 'fetched'],
  ['import', 'written'],
  ['import', 'committed'],
  ['import', 'worked'],
]

describe('a worker that is killed in an import', { concurrency: 2 }, () => {
  for (const [doomedIn, at] of deaths) {
    test(`(${doomedIn}, at ${at}) has its work ended by another: each customer once, none missing`, async () => {
      const stage = await makeStage({ links: 0 })
      try {
        const { erp, connectionId } = onlySide(stage)
        const { db } = stage.store
        // What a worker comes by is the import only.
        await sql`update engine set running = false`.execute(db)
        erp.generate(customers)
        const importId = await begin(db, { connectionId })
        for (const before of stages.slice(0, stages.indexOf(doomedIn)))
          await carryToEnd(partsOf(stage.store, erp.url), importId, before)
        // As after other settings: rows are judged as they are collected.
        if (doomedIn === 'importPreview') await judgeAnew(db, importId)

        const runId = await ask(db, importId, doomedIn)
        const doomed = startWorker(stage.store.url, { at })
        assert.equal(await doomed.ended, 'SIGKILL', doomed.output())
        const heir = startWorker(stage.store.url)
        await eventually(async () => assert.equal(await stateOf(stage, runId), 'done'), 60_000)
        await stop(heir)

        for (const after of stages.slice(stages.indexOf(doomedIn) + 1))
          await carryToEnd(partsOf(stage.store, erp.url), importId, after)
        assert.deepEqual(await endOf(stage), {
          ...{ rows: customers, created: customers, companies: customers },
          ...{ links: customers, actors: customers, logged: customers, waiting: 0 },
        })
      } finally {
        await stage.close()
      }
    })
  }
})

async function stateOf({ store }: Stage, runId: number): Promise<string | undefined> {
  const run = store.db.selectFrom('run').select('state').where('id', '=', runId)
  return (await run.executeTakeFirst())?.state
}

async function endOf({ store }: Stage) {
  const { rows } = await sql`
    select (select count(*) from import_row) as rows,
      (select count(*) from import_row where outcome = 'created') as created,
      (select count(*) from company) as companies,
      (select count(*) from link where ended_at is null) as links,
      (select count(distinct actor_key) from link) as actors,
      (select count(distinct record_id) from sync_log where erp_field = 'NAME') as logged,
      (select count(*) from crm_change) + (select count(*) from erp_write) as waiting`.execute(store.db)
  return rows[0]
}
