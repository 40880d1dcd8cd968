import { writeXlsxStream } from 'hucre/xlsx'
import { type CsvLanguage, csvStream } from './csv.ts'

// Tables as files, whatever their length: read and written a page at a time, as fast as they are taken.

export type TableFormat = 'csv' | 'xlsx'
export type TableValue = string | number | boolean | null

/** A column of a file; its type says how its values are written. */
export interface TableColumn {
  readonly head: string
  readonly type: 'text' | 'integer' | 'decimal' | 'checkbox' | 'date' | 'datetime'
}

export type TableRow = readonly TableValue[]

export interface Table {
  /** Of the file, without its ending, and of the sheet. */
  readonly name: string
  readonly columns: readonly TableColumn[]
  readonly language: CsvLanguage
  /** Rows in the order of the columns: exact decimals and ISO dates as text, as everywhere. */
  readonly pages: AsyncIterable<readonly TableRow[]>
}

/** A file to download. Whoever stops taking it stops the reading of `pages`. */
export interface TableFile {
  readonly body: ReadableStream<Uint8Array>
  readonly head: Readonly<Record<string, string>>
}

export function tableFile(format: TableFormat, table: Table): TableFile {
  return {
    body: format === 'csv' ? csvOf(table) : xlsxOf(table),
    head: {
      'content-type': contentTypes[format],
      'content-disposition': `attachment; filename="${table.name}.${format}"`,
      'cache-control': 'no-store',
    },
  }
}

const contentTypes: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

function csvOf({ columns, language, pages }: Table): ReadableStream<Uint8Array> {
  const iterator = pages[Symbol.asyncIterator]()
  const heads = columns.map(({ head }) => head)
  return csvStream(heads, language, async () => {
    const { value, done } = await iterator.next()
    if (done) return undefined
    return value.map((row) => columns.map(({ type }, at) => csvCell(type, row[at] ?? null, language)))
  })
}

function csvCell(type: TableColumn['type'], value: TableValue, language: CsvLanguage): string {
  if (value === null) return ''
  if (type === 'checkbox') return value ? yes[language] : no[language]
  const text = String(value)
  if (type === 'decimal') return language === 'nl' ? text.replace('.', ',') : text
  return type === 'datetime' ? text.slice(0, 19).replace('T', ' ') : text
}

const yes = { nl: 'ja', en: 'yes' }
const no = { nl: 'nee', en: 'no' }

function xlsxOf({ name, columns, pages }: Table): ReadableStream<Uint8Array> {
  return writeXlsxStream(cellsOf(columns, pages), {
    name,
    columns: columns.map(({ head, type }) => ({ header: head, width: widths[type], ...format(type) })),
    freezePane: { rows: 1 },
  })
}

const widths: Record<TableColumn['type'], number> = {
  text: 24,
  integer: 12,
  decimal: 14,
  checkbox: 10,
  date: 12,
  datetime: 20,
}

function format(type: TableColumn['type']) {
  if (type === 'date') return { numFmt: 'yyyy-mm-dd' }
  return type === 'datetime' ? { numFmt: 'yyyy-mm-dd hh:mm:ss' } : {}
}

async function* cellsOf(columns: readonly TableColumn[], pages: Table['pages']) {
  for await (const page of pages) {
    for (const row of page) yield columns.map(({ type }, at) => xlsxCell(type, row[at] ?? null))
  }
}

// A text stays a text whatever it begins with: a spreadsheet carries out formulas only.
function xlsxCell(type: TableColumn['type'], value: TableValue) {
  if (value === null || typeof value === 'boolean') return value
  if (type === 'date' || type === 'datetime') return new Date(value)
  if (type !== 'decimal' && type !== 'integer') return String(value)
  const number = Number(value)
  return isExact(number, String(value)) ? number : String(value)
}

/** Whether a double holds this number, every digit of it. */
function isExact(number: number, text: string): boolean {
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return String(number) === plain && plain.replace(/\D/g, '').length <= 15
}
