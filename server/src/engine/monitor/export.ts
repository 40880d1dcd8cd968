import { type Text, textIn, type Value } from '@koppel/sdk'
import type { Db } from '../../store/index.ts'
import type { Language } from './listing.ts'
import { findRows, type LogSearch, type MovedValue, movedIn } from './log.ts'
import { ruleText } from './rule-text.ts'
import { textsFor } from './texts.ts'

const rowsAtOnce = 1_000

/**
 * The field log as CSV, newest first: read and sent a page at a time, as fast as it is taken, so that its length does
 * not matter for the memory.
 */
export function exportLog(
  db: Db,
  search: Omit<LogSearch, 'after' | 'limit'>,
  crmName: string,
  language: Language,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let after: string | undefined
  let ended = false
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // The mark tells spreadsheets that it is UTF-8.
        const heads = columns.map(({ head }) => textIn(head(crmName), language))
        controller.enqueue(encoder.encode(`\uFEFF${line(heads, language)}`))
      },
      async pull(controller) {
        let text = ''
        // A search may go far before it finds something; whoever waits for it gets it in one piece.
        while (text === '' && !ended) {
          const page = await findRows(db, {
            ...search,
            ...(after === undefined ? {} : { after }),
            limit: rowsAtOnce,
          })
          const texts = await textsFor(db, page.rows, language)
          text = page.rows
            .map((row) => cellsOf(movedIn(row, texts), crmName, language))
            .map((cells) => line(cells, language))
            .join('')
          ended = page.next === null
          after = page.next ?? undefined
        }
        if (text !== '') controller.enqueue(encoder.encode(text))
        if (ended) controller.close()
      },
    },
    { highWaterMark: 1 },
  )
}

interface Column {
  readonly head: (crm: string) => Text
  readonly cell: (row: MovedValue, crm: string) => Text
}

const columns: readonly Column[] = [
  {
    head: () => ({ en: 'Time (UTC)', nl: 'Tijd (UTC)' }),
    cell: ({ at }) => at.slice(0, 19).replace('T', ' '),
  },
  { head: () => ({ en: 'Connection', nl: 'Verbinding' }), cell: ({ connection }) => connection.name },
  {
    head: () => ({ en: 'Record type', nl: 'Soort kaart' }),
    cell: ({ record }) => recordTypes[record.recordType],
  },
  { head: () => ({ en: 'Record', nl: 'Kaart' }), cell: ({ record }) => record.title ?? '' },
  { head: () => ({ en: 'Record number', nl: 'Kaartnummer' }), cell: ({ record }) => String(record.id) },
  { head: () => ({ en: 'Actor key', nl: 'ERP-sleutel' }), cell: ({ actorKey }) => actorKey },
  { head: (crm) => ({ en: `${crm} field`, nl: `${crm}-veld` }), cell: ({ crmField }) => crmField.label },
  { head: () => ({ en: 'ERP field', nl: 'ERP-veld' }), cell: ({ erpField }) => erpField.label },
  {
    head: () => ({ en: 'Direction', nl: 'Richting' }),
    cell: ({ direction }, crm) => (direction === 'toCrm' ? `ERP → ${crm}` : `${crm} → ERP`),
  },
  { head: () => ({ en: 'Old value', nl: 'Oude waarde' }), cell: (row) => asCell(row.oldValue, row.oldText) },
  {
    head: () => ({ en: 'New value', nl: 'Nieuwe waarde' }),
    cell: (row) => asCell(row.newValue, row.newText),
  },
  { head: () => ({ en: 'Reason', nl: 'Reden' }), cell: ({ rule }, crm) => ruleText(rule, crm) },
  { head: () => ({ en: 'Run', nl: 'Uitvoering' }), cell: ({ runId }) => String(runId) },
  { head: () => ({ en: 'Asked for by', nl: 'Gevraagd door' }), cell: ({ requestedBy }) => requestedBy ?? '' },
]

const recordTypes = {
  company: { en: 'Company', nl: 'Bedrijf' },
  person: { en: 'Contact', nl: 'Persoon' },
  project: { en: 'Project', nl: 'Project' },
} as const

function cellsOf(row: MovedValue, crm: string, language: Language): string[] {
  return columns.map(({ cell }) => textIn(cell(row, crm), language))
}

const number = /^-?\d+(\.\d+)?$/

// What is a number stays the number it is: no grouping, so that it can be added up.
function asCell(value: Value, text: string): Text {
  return value !== null && number.test(String(value)) && /^[-\d.,\s\u00a0\u202f]+$/.test(text)
    ? { en: String(value), nl: String(value).replace('.', ',') }
    : text
}

/** One line, with the separator spreadsheets of that language expect. */
export function line(cells: readonly string[], language: Language): string {
  const separator = language === 'nl' ? ';' : ','
  return `${cells.map((cell) => quoted(harmless(cell))).join(separator)}\r\n`
}

/** Never a formula: a spreadsheet would carry it out. A number is none. */
export function harmless(cell: string): string {
  return /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) && !/^-?\d+([.,]\d+)?$/.test(cell)
    ? `'${cell}`
    : cell
}

function quoted(cell: string): string {
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
