import { type Text, textIn } from '@koppel/sdk'
import type { z } from '../../contract.ts'
import { line } from '../../csv.ts'
import type { Db } from '../../store/index.ts'
import type { Language } from '../monitor/listing.ts'
import type { difference } from './contract.ts'
import { type DifferenceSearch, differences } from './listing.ts'

type Difference = z.infer<typeof difference>

const rowsAtOnce = 1_000

/** The differences as CSV, read and sent a page at a time: their number does not matter for the memory. */
export function exportDifferences(
  db: Db,
  comparisonId: number,
  search: DifferenceSearch,
  crmName: string,
  language: Language,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let offset = 0
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const heads = columns.map(({ head }) => textIn(head(crmName), language))
        // The mark tells spreadsheets that it is UTF-8.
        controller.enqueue(encoder.encode(`\uFEFF${line(heads, language)}`))
      },
      async pull(controller) {
        const { rows } = await differences(db, comparisonId, search, { offset, limit: rowsAtOnce }, language)
        offset += rows.length
        const cells = (row: Difference) => columns.map(({ cell }) => textIn(cell(row), language))
        if (rows.length > 0)
          controller.enqueue(encoder.encode(rows.map((row) => line(cells(row), language)).join('')))
        if (rows.length < rowsAtOnce) controller.close()
      },
    },
    { highWaterMark: 1 },
  )
}

interface Column {
  readonly head: (crm: string) => Text
  readonly cell: (row: Difference) => Text
}

const columns: readonly Column[] = [
  { head: () => ({ en: 'Record', nl: 'Element' }), cell: ({ record }) => record.title ?? '' },
  { head: () => ({ en: 'Record number', nl: 'Elementnummer' }), cell: ({ record }) => String(record.id) },
  { head: () => ({ en: 'Actor key', nl: 'ERP-sleutel' }), cell: ({ actorKey }) => actorKey },
  { head: () => ({ en: 'Kind', nl: 'Soort' }), cell: ({ kind }) => kinds[kind] },
  { head: () => ({ en: 'ERP field', nl: 'ERP-veld' }), cell: ({ erpField }) => erpField?.label ?? '' },
  {
    head: (crm) => ({ en: `${crm} field`, nl: `${crm}-veld` }),
    cell: ({ crmField }) => crmField?.label ?? '',
  },
  { head: () => ({ en: 'In the ERP', nl: 'In het ERP' }), cell: ({ erpText }) => erpText },
  { head: (crm) => ({ en: `In ${crm}`, nl: `In ${crm}` }), cell: ({ crmText }) => crmText },
  {
    head: () => ({ en: 'Last agreed, ERP', nl: 'Laatst gelijk, ERP' }),
    cell: ({ baseErpText }) => baseErpText ?? '',
  },
  {
    head: (crm) => ({ en: `Last agreed, ${crm}`, nl: `Laatst gelijk, ${crm}` }),
    cell: ({ baseCrmText }) => baseCrmText ?? '',
  },
]

const kinds: Readonly<Record<Difference['kind'], Text>> = {
  agreed: { en: 'In step, stored differently', nl: 'Gelijk op, anders opgeslagen' },
  deliberate: { en: 'Deliberately different', nl: 'Bewust verschillend' },
  waits: { en: 'Waits', nl: 'Wacht' },
  missed: { en: 'Missed change', nl: 'Gemiste wijziging' },
  conflict: { en: 'Conflict', nl: 'Conflict' },
  doesNotFit: { en: 'Does not fit', nl: 'Past niet' },
  actorMissing: { en: 'No longer in the ERP', nl: 'Niet meer in het ERP' },
}
