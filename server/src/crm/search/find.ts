import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import type { Store } from '../../store/index.ts'
import type { RecordType, Tables } from '../../store/tables.ts'
import { crmFields } from '../fields.ts'
import { type ListColumn, listColumns } from './columns.ts'
import type { ListQuery } from './contract.ts'
import { filterCondition, type Looker } from './filters.ts'
import { type Place, placeIn, placeText } from './order.ts'
import { findAllIds, findIds, type Search } from './page.ts'
import { type FoundRow, readRows } from './rows.ts'
import { type Sort, sortsOf } from './sorts.ts'
import { wordConditions } from './words.ts'

export interface PageQuery extends ListQuery {
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

export interface FoundPage {
  readonly rows: readonly FoundRow[]
  readonly columns: readonly ListColumn[]
  readonly total: number
  readonly more: boolean
  readonly next: string | null
  readonly previous: string | null
}

/** One page of a list. */
export async function findRecords(
  store: Store,
  recordType: RecordType,
  query: PageQuery,
  looker: Looker,
): Promise<FoundPage> {
  const { columns, search, sort } = await prepare(store.db, recordType, query, looker)
  const backwards = query.before !== undefined
  const given = query.before ?? query.after
  const from = given === undefined ? undefined : placeOf(given, sort)
  const step = { sort, descending: query.order === 'desc', from, backwards, limit: query.limit + 1 }
  const { ids, total, more } = await findIds(store, search, step)
  const shown = ids.slice(0, query.limit)
  if (backwards) shown.reverse()
  const rows = await readRows(store.db, recordType, shown, columns, sort, looker)
  const beyond = ids.length > query.limit
  const [first, last] = [rows[0], rows.at(-1)]
  return {
    rows,
    columns,
    total,
    more,
    next: last && (backwards || beyond) ? placeText(last) : null,
    previous: first && (backwards ? beyond : from !== undefined) ? placeText(first) : null,
  }
}

/** Everything a list shows, to be read a part at a time. `tx` is a transaction. */
export async function findWhole(
  tx: Kysely<Tables>,
  recordType: RecordType,
  query: ListQuery,
  looker: Looker,
) {
  const { columns, search, sort } = await prepare(tx, recordType, query, looker)
  const step = {
    sort,
    descending: query.order === 'desc',
    from: undefined,
    backwards: false,
    limit: 100_000_000,
  }
  return { columns, sort, ids: await findAllIds(tx, search, step) }
}

async function prepare(tx: Kysely<Tables>, recordType: RecordType, query: ListQuery, looker: Looker) {
  const fields = await crmFields(tx, recordType)
  const known = listColumns(recordType, fields)
  const inCustom = fields.some(({ custom, type }) => custom && type === 'text')
  const sorts = sortsOf(recordType)
  const { conditions, indexed, bySpelling } = wordConditions(query.q, inCustom)
  const filters = query.filters.filter(({ kind }) => kind !== 'deleted')
  const search: Search = {
    recordType,
    deleted: filters.length < query.filters.length,
    filters: [
      // PostgreSQL holds no NUL, so no record has one; asking for it would be an error.
      ...(query.q.includes('\0') ? [sql`false`] : []),
      ...(query.companyId === undefined ? [] : [companyIs(recordType, query.companyId)]),
      ...filters.map((filter) => filterCondition(filter, recordType, known, looker)),
    ],
    words: query.q.includes('\0') ? [] : conditions,
    indexed,
    bySpelling,
  }
  return { columns: chosen(known, query.columns), search, sort: sorts[query.sort] ?? (sorts.title as Sort) }
}

// A column may have gone since it was chosen.
function chosen(known: readonly ListColumn[], keys: readonly string[]): readonly ListColumn[] {
  const found = [...new Set(keys)].flatMap((key) => known.find((column) => column.key === key) ?? [])
  return found.length > 0 ? found : known.filter(({ preset }) => preset)
}

function placeOf(text: string, sort: Sort): Place {
  const place = placeIn(text, sort)
  if (place) return place
  throw new ProblemError(400, 'unknownPlace', {
    en: 'This place in the list is not known. Begin at the first page.',
    nl: 'Deze plek in de lijst is niet bekend. Begin bij de eerste pagina.',
  })
}

function companyIs(recordType: RecordType, companyId: number) {
  return recordType === 'company' ? sql`t.id = ${companyId}` : sql`t.company_id = ${companyId}`
}
