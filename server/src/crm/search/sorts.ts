import { type RawBuilder, sql } from 'kysely'
import type { RecordType } from '../../store/tables.ts'

export type SortKey = 'title' | 'city' | 'number' | 'endDate' | 'updatedAt'

/** An order with an index of its own in migrations: these columns of a row `t`, then its id. */
export interface Sort {
  readonly columns: readonly RawBuilder<unknown>[]
  readonly types: readonly ('text' | 'date' | 'timestamptz')[]
  /** Rows without a first column come last, whichever way. */
  readonly blanksLast: boolean
}

/** The orders a list of this type has. */
export function sortsOf(recordType: RecordType): Partial<Record<SortKey, Sort>> {
  return sorts[recordType]
}

const title: Sort = { columns: [sql`t.sort_name`], types: ['text'], blanksLast: false }
const city: Sort = {
  columns: [sql`t.sort_city`, sql`t.sort_name`],
  types: ['text', 'text'],
  blanksLast: true,
}
const number: Sort = { columns: [sql`search_text(t.number)`], types: ['text'], blanksLast: true }
const endDate: Sort = { columns: [sql`t.end_date`], types: ['date'], blanksLast: true }
const updatedAt: Sort = { columns: [sql`t.updated_at`], types: ['timestamptz'], blanksLast: false }

const sorts: Record<RecordType, Partial<Record<SortKey, Sort>>> = {
  company: { title, city, number, updatedAt },
  person: { title, city, updatedAt },
  project: { title, number, endDate, updatedAt },
}

/** The sort of a column; the others cannot be sorted by. */
export function sortOfColumn(recordType: RecordType, column: string): SortKey | undefined {
  const key = recordType === 'person' && column === 'postalCity' ? 'city' : column
  return Object.keys(sorts[recordType]).find((sort): sort is SortKey => sort === key)
}
