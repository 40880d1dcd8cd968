import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, useDesk } from './erp-desk.ts'
import { importDesk, openImports } from './import-desk.ts'
import { score } from './import-found.ts'
import { plant } from './import-planted.ts'

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
  },
})
const imports = importDesk(desk)

test('an import finds planted duplicates, and takes nothing for the same that only looks like it', async () => {
  const keys = desk.erp.generate(200)
  const planted = []
  for (const one of plant(desk.erp, keys, 12))
    planted.push({ ...one, recordId: await desk.record('company', one.company) })
  const id = await imports.begin(connection)
  done(await desk.call('POST', `/imports/${id}/rows`, { keys }))
  await imports.preview(id)

  const { rows } = await desk.db.pool.query('select * from import_row where import_id = $1', [id])
  const scores = score(
    planted,
    rows.map((row) => ({
      actorKey: row.actor_key,
      verdict: row.verdict,
      matchedBy: row.matched_by,
      recordId: row.record_id,
      candidates: row.candidates,
    })),
  )

  for (const key of ['number', 'vatNo', 'email', 'nameAndZip'] as const) {
    assert.equal(scores.recall[key], 1, `recall of ${key}: ${JSON.stringify(scores)}`)
    assert.equal(scores.precision[key], 1, `precision of ${key}: ${JSON.stringify(scores)}`)
  }
  assert.ok(scores.recall.nearName >= 0.75, JSON.stringify(scores))
  assert.deepEqual(scores.linkedWrongly, {
    sameStreetAndPhone: 0,
    sisterCompany: 0,
    sharedEmail: 0,
    otherVatSameName: 0,
  })
})
