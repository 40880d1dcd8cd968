import { type RawBuilder, sql } from 'kysely'
import type { RecordType } from '../../store/tables.ts'

export type SortKey = 'title' | 'city' | 'company' | 'number' | 'endDate' | 'updatedAt'

/** An order with an index of its own in migrations: these columns of a row `t`, or of its company `c`, then its id. */
export interface Sort {
  readonly columns: readonly RawBuilder<unknown>[]
  readonly types: readonly ('text' | 'date' | 'timestamptz')[]
  /** Rows without a first column come last, whichever way. */
  readonly blanksLast: boolean
  /** Where the first column comes from, if not from the row itself. */
  readonly join?: RawBuilder<unknown>
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
// Company by company along its index, the few rows of each sorted as they come.
const company: Sort = {
  columns: [sql`c.sort_name`, sql`t.sort_name`],
  types: ['text', 'text'],
  blanksLast: true,
  join: sql`left join company c on c.id = t.company_id and c.deleted_at is null`,
}
const number: Sort = { columns: [sql`search_text(t.number)`], types: ['text'], blanksLast: true }
const endDate: Sort = { columns: [sql`t.end_date`], types: ['date'], blanksLast: true }
const updatedAt: Sort = { columns: [sql`t.updated_at`], types: ['timestamptz'], blanksLast: false }

const sorts: Record<RecordType, Partial<Record<SortKey, Sort>>> = {
  company: { title, city, number, updatedAt },
  person: { title, company, city, updatedAt },
  project: { title, company, number, endDate, updatedAt },
}

/** The sort of a column; the others cannot be sorted by. */
export function sortOfColumn(recordType: RecordType, column: string): SortKey | undefined {
  const key = recordType === 'person' && column === 'postalCity' ? 'city' : column
  return Object.keys(sorts[recordType]).find((sort): sort is SortKey => sort === key)
}
