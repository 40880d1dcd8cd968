import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readXlsx } from 'hucre/xlsx'
import { exportRows } from '../src/engine/import/export-rows.ts'
import { stored } from '../src/engine/import/rights.ts'
import type { TableFormat } from '../src/table-file.ts'
import { done, useDesk } from './erp-desk.ts'
import { importDesk, mixedCustomers, newCustomer, openImports } from './import-desk.ts'
import { assertReadAsTaken } from './taken-slowly.ts'

let connection = 0
const desk = useDesk({
  prepare: async () => {
    connection = await openImports(desk)
  },
})
const imports = importDesk(desk)

async function exported(id: number, filter: object, format: TableFormat, language: 'nl' | 'en' = 'nl') {
  const of = await stored(desk.db.db, id)
  assert.ok(of)
  const file = await exportRows(desk.db.store, { of, filter, format, userId: 'chief', language })
  return new Uint8Array(await new Response(file.body).arrayBuffer())
}

async function csv(id: number, filter: object, language: 'nl' | 'en' = 'nl') {
  const lines = new TextDecoder().decode(await exported(id, filter, 'csv', language)).split('\r\n')
  const [head = [], ...rows] = lines
    .filter((line) => line !== '')
    .map((line) => line.split(language === 'nl' ? ';' : ','))
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name.replace('\uFEFF', ''), row[at]])))
}

test('the rows of an import are exported with their verdicts, as they are filtered', async () => {
  const { keys, records } = await mixedCustomers(desk, 'Uitvoer')
  const id = await imports.judged(connection, keys)

  const all = await csv(id, {})
  assert.deepEqual(
    all.map((row) => row['Sleutel in het ERP']),
    keys,
  )
  assert.deepEqual(
    (await csv(id, { verdict: 'update' })).map((row) => [row.Oordeel, row['Gevonden op'], row.Kaartnummer]),
    records.map((record) => ['Bijwerken', 'Btw-nummer', String(record)]),
  )
  const [duplicate] = await csv(id, { verdict: 'duplicate' }, 'en')
  assert.equal(duplicate?.Verdict, 'Possible duplicate')
  assert.match(duplicate?.['Possible cards'] ?? '', /Noord .*; Zuid /)
})

test('after an import is carried out its file says what became of each row', async () => {
  const { keys } = await mixedCustomers(desk, 'Gedaan')
  const id = await imports.judged(connection, keys)
  await imports.run(id)

  const results = (await csv(id, {})).map((row) => row.Resultaat)
  assert.deepEqual(
    ['Nieuw', 'Bijgewerkt', ''].map((word) => results.filter((one) => one === word).length),
    [5, 4, 1],
  )
  assert.equal((await csv(id, { outcome: 'created' })).length, 5)
})

test('more rows than are read at once all come, in order, and no value becomes a formula', async () => {
  const keys = [newCustomer(desk, { NAME: '=1+1' }), ...desk.erp.generate(1_100)]
  const id = await imports.begin(connection)
  for (let from = 0; from < keys.length; from += 200)
    done(await desk.call('POST', imports.path(id, '/rows'), { keys: keys.slice(from, from + 200) }))

  const { sheets } = await readXlsx(await exported(id, {}, 'xlsx'))
  const rows = sheets[0]?.rows.slice(1) ?? []
  assert.deepEqual(
    rows.map((row) => row[1]),
    keys,
  )
  assert.equal((await csv(id, { q: '=1+1' }))[0]?.['ERP-actor'], "'=1+1")
})

test('a long import is read from the database as its file is taken', async () => {
  const id = await imports.begin(connection)
  await desk.db.pool.query(
    `insert into import_row (import_id, actor_key, title, fields) select $1, 'L' || n, 'Lang ' || n, '{}'
     from generate_series(1, 15000) n`,
    [id],
  )
  const of = await stored(desk.db.db, id)
  assert.ok(of)
  for (const format of ['csv', 'xlsx'] as const) {
    await assertReadAsTaken(desk.db.pool, async () => {
      const asked = { of, filter: {}, format, userId: 'chief', language: 'nl' } as const
      return (await exportRows(desk.db.store, asked)).body
    })
  }
})
