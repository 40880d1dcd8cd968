import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readXlsx } from 'hucre/xlsx'
import { type Table, type TableColumn, type TableRow, tableFile } from './table-file.ts'

const columns: readonly TableColumn[] = [
  { head: 'Naam', type: 'text' },
  { head: 'Aantal', type: 'integer' },
  { head: 'Bedrag', type: 'decimal' },
  { head: 'Actief', type: 'checkbox' },
  { head: 'Datum', type: 'date' },
  { head: 'Tijd', type: 'datetime' },
]

function table(...rows: readonly TableRow[]): Table {
  async function* pages() {
    yield rows
  }
  return { name: 'Test', columns, language: 'nl', pages: pages() }
}

const bytes = async (body: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(body).arrayBuffer())

async function sheet(...rows: readonly TableRow[]) {
  const { sheets } = await readXlsx(await bytes(tableFile('xlsx', table(...rows)).body))
  return sheets[0]?.rows ?? []
}

const awkward = [
  '=1+1',
  '+32 2 555',
  '-cmd',
  '@sum(A1)',
  '\t=1',
  'Søren "de" Vries; & <b>\nregel 2',
  '田中',
  ' 007',
]

test('a spreadsheet gets every text as a text, also one that looks like a formula', async () => {
  const rows = await sheet(...awkward.map((text) => [text, null, null, null, null, null]))

  assert.deepEqual(rows[0], ['Naam', 'Aantal', 'Bedrag', 'Actief', 'Datum', 'Tijd'])
  assert.deepEqual(
    rows.slice(1).map(([name]) => name),
    awkward,
  )
})

test('a spreadsheet gets numbers as numbers where a double holds them, else every digit as text', async () => {
  const decimals = [
    '12.50',
    '0.1',
    '-3',
    '12345678901234567890.12',
    '0.1234567890123456789',
    '100',
    '1200.00',
  ]
  const rows = await sheet(...decimals.map((decimal) => ['a', 7, decimal, null, null, null]))

  assert.deepEqual(
    rows.slice(1).map(([, , decimal]) => decimal),
    [12.5, 0.1, -3, '12345678901234567890.12', '0.1234567890123456789', 100, 1200],
  )
  assert.equal(rows[1]?.[1], 7)
})

test('a spreadsheet gets dates and times as such, and ticks as true and false', async () => {
  const rows = await sheet(['a', null, null, true, '2027-02-28', '2026-11-21T21:05:09.123456Z'])
  const [, , , tick, date, time] = rows[1] ?? []

  assert.equal(tick, true)
  assert.ok(date instanceof Date && time instanceof Date)
  assert.equal(date.toISOString(), '2027-02-28T00:00:00.000Z')
  assert.equal(time.toISOString().slice(0, 19), '2026-11-21T21:05:09')
})

test('CSV has the signs of the language and no formulas', async () => {
  const given = table(['=1+1', 7, '12.50', true, '2027-02-28', '2026-11-21T21:05:09.123456Z'])
  const [head, row] = new TextDecoder().decode(await bytes(tableFile('csv', given).body)).split('\r\n')

  assert.equal(head?.replace('\uFEFF', ''), 'Naam;Aantal;Bedrag;Actief;Datum;Tijd')
  assert.equal(row, '\'=1+1;7;"12,50";ja;2027-02-28;2026-11-21 21:05:09')
})

test('a file that is no longer taken is no longer read for', async () => {
  for (const format of ['csv', 'xlsx'] as const) {
    let read = 0
    async function* pages() {
      for (; ; read++) yield [Array.from({ length: 6 }, () => null)]
    }
    const reader = tableFile(format, { ...table(), pages: pages() }).body.getReader()
    await reader.read()
    await reader.cancel()
    const after = read
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(read - after <= 1, `${format}: ${read - after}`)
  }
})
