import { type Text, textIn, type Value } from '@koppel/sdk'
import { csvStream } from '../../csv.ts'
import type { Db } from '../../store/index.ts'
import type { Language } from './listing.ts'
import { findRows, type LogSearch, type MovedValue, movedIn } from './log.ts'
import { ruleText } from './rule-text.ts'
import { textsFor } from './texts.ts'

const rowsAtOnce = 1_000

/** The field log as CSV, newest first. */
export function exportLog(
  db: Db,
  search: Omit<LogSearch, 'after' | 'limit'>,
  crmName: string,
  language: Language,
): ReadableStream<Uint8Array> {
  let after: string | undefined
  let ended = false
  const heads = columns.map(({ head }) => textIn(head(crmName), language))
  return csvStream(heads, language, async () => {
    if (ended) return undefined
    const page = await findRows(db, {
      ...search,
      ...(after === undefined ? {} : { after }),
      limit: rowsAtOnce,
    })
    const texts = await textsFor(db, page.rows, language)
    ended = page.next === null
    after = page.next ?? undefined
    return page.rows.map((row) => cellsOf(movedIn(row, texts), crmName, language))
  })
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
