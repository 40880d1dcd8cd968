import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readXlsx } from 'hucre/xlsx'
import { done } from './crm-desk.ts'
import { useWholeApp } from './whole-app.ts'

let cookie = ''
let reader = ''
const app = useWholeApp({
  prepare: async () => {
    cookie = await app.signedIn('anna', 'user')
    reader = await app.signedIn('rik', 'readOnly')
  },
})

async function add(recordType: string, fields: object): Promise<void> {
  const body = { fields, companyId: null }
  const answer = await app.request('POST', `/api/v1/records/${recordType}`, { body, cookie })
  done({ status: answer.status, body: await answer.json() })
}

function exported(recordType: string, query: Record<string, string>, as = cookie) {
  const path = `/api/v1/records/${recordType}/export?${new URLSearchParams(query)}`
  return app.request('GET', path, { cookie: as, headers: { 'accept-language': 'nl' } })
}

test('a list is exported with its words, filters, order and columns, as it is seen', async () => {
  await add('company', { name: '=cmd()', postalCity: 'Gent', number: '007', phone: '+32 9' })
  await add('company', { name: 'Élan export', postalCity: 'Aalst', number: '8' })
  await add('company', { name: 'Zonder stad export' })
  await add('company', { name: 'Ander export', postalCity: 'Gent' })
  const filters = JSON.stringify([{ kind: 'blank', field: 'number', blank: false }])
  const query = { filters, sort: 'city', columns: 'number,city,phone' }

  const csv = await exported('company', { ...query, format: 'csv' }, reader)
  assert.match(csv.headers.get('content-disposition') ?? '', /filename="bedrijven\.csv"/)
  const lines = (await csv.text()).split('\r\n').map((line) => line.replace('\uFEFF', '').split(';').slice(1))
  assert.deepEqual(lines, [
    ['Naam', 'Nummer', 'Plaats', 'Telefoon'],
    ['Élan export', '8', 'Aalst', ''],
    ["'=cmd()", '007', 'Gent', "'+32 9"],
    [],
  ])

  const xlsx = await exported('company', { ...query, format: 'xlsx' })
  const { sheets } = await readXlsx(new Uint8Array(await xlsx.arrayBuffer()))
  assert.deepEqual(
    sheets[0]?.rows.slice(1).map((row) => row.slice(1)),
    [
      ['Élan export', '8', 'Aalst', null],
      ['=cmd()', '007', 'Gent', '+32 9'],
    ],
  )
})

test('who exports what stands in the audit', async () => {
  await (await exported('project', { q: 'geheim plan', format: 'csv' }, reader)).text()
  const { rows } = await app.database.pool.query(
    `select subject, new_value from audit where action = 'exportRecords' and subject = 'records/project'`,
  )
  assert.equal(rows.length, 1)
  assert.deepEqual(
    [rows[0].new_value.records, rows[0].new_value.q, rows[0].new_value.format],
    [0, 'geheim plan', 'csv'],
  )
})

test('while a long list is taken slowly no transaction stays open, and none begins when nobody takes it any more', async () => {
  await app.database.pool.query(
    `insert into project (name) select 'Lang ' || n from generate_series(1, 20000) n`,
  )
  const answer = await exported('project', { q: 'lang', format: 'csv' })
  const stream = answer.body?.getReader()
  await stream?.read()
  await stream?.read()
  const { rows } = await app.database.pool.query(
    `select count(*)::int as open from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%'`,
  )
  assert.equal(rows[0].open, 0)
  await stream?.cancel()
})

test('an export has every record once, in the order of the list', async () => {
  await app.database.pool.query(
    `insert into person (last_name) select 'Rij ' || lpad(n::text, 5, '0') from generate_series(1, 3500) n`,
  )
  const text = await (await exported('person', { q: 'rij', order: 'desc', format: 'csv' })).text()
  const names = text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(';')[1])

  assert.equal(names.length, 3500)
  assert.deepEqual(names, names.toSorted().reverse())
})
