import type { Value } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import type { RecordType, Tables } from '../../store/tables.ts'
import { titleOf } from '../records.ts'
import type { ListColumn } from './columns.ts'
import type { Looker } from './filters.ts'
import type { LinkStateName } from './links-seen.ts'
import type { Sort } from './sorts.ts'

/** A row of a list; list values as item keys. */
export interface FoundRow {
  readonly id: number
  readonly title: string
  readonly company: { readonly id: number; readonly name: string } | null
  readonly values: Readonly<Record<string, Value>>
  readonly link: LinkStateName | null
  readonly updatedAt: string
  readonly deletedAt: string | null
  readonly keys: readonly (string | null)[]
}

type Row = Readonly<Record<string, Value>> & {
  id: number
  title: string
  companyId: number | null
  companyName: string | null
  updatedAt: string
  deletedAt: string | null
}

/** The rows of these ids, in their order; those that went in the meantime are left out. */
export async function readRows(
  db: Kysely<Tables>,
  recordType: RecordType,
  ids: readonly number[],
  columns: readonly ListColumn[],
  sort: Sort,
  looker: Looker,
): Promise<readonly FoundRow[]> {
  if (ids.length === 0) return []
  const withValue = columns.filter(({ value }) => value !== undefined)
  const values = withValue.map(({ value }, at) => sql`${value} as ${sql.ref(`v${at}`)}`)
  const keys = sort.columns.map((column, at) => sql`${column} as ${sql.ref(`k${at}`)}`)
  const ofCompany =
    recordType === 'company'
      ? sql`null::bigint as company_id, null as company_name`
      : sql`c.id as company_id, c.name as company_name`
  const { rows } = await sql<Row>`
    /* kept */
    select t.id, ${titleOf(recordType, 't')} as title, ${ofCompany}, t.updated_at, t.deleted_at, ${sql.join([...keys, ...values])}
    from ${sql.table(recordType)} t
    ${recordType === 'company' ? sql`` : sql`left join company c on c.id = t.company_id and c.deleted_at is null`}
    where t.id = any(${[...ids]}::bigint[])`.execute(db)
  const links = columns.some(({ type }) => type === 'link')
    ? await linksOf(db, recordType, ids, looker)
    : new Map<number, LinkStateName>()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [foundRow(row, withValue, sort, links.get(id) ?? null)] : []
  })
}

function foundRow(
  row: Row,
  columns: readonly ListColumn[],
  sort: Sort,
  link: LinkStateName | null,
): FoundRow {
  const { id, title, companyId, companyName, updatedAt, deletedAt } = row
  return {
    id,
    title,
    company: companyId === null ? null : { id: companyId, name: companyName ?? '' },
    values: Object.fromEntries(columns.map(({ key }, at) => [key, row[`v${at}`] ?? null])),
    link,
    updatedAt,
    deletedAt,
    keys: sort.columns.map((_, at) => (row[`k${at}`] ?? null) as string | null),
  }
}

const urgency: readonly LinkStateName[] = ['failed', 'conflict', 'held', 'waiting', 'inSync']

async function linksOf(
  db: Kysely<Tables>,
  recordType: RecordType,
  ids: readonly number[],
  { links, connectionIds }: Looker,
): Promise<ReadonlyMap<number, LinkStateName>> {
  const found = new Map<number, LinkStateName>()
  if (connectionIds.length === 0) return found
  const { rows } = await sql<{ recordId: number; state: LinkStateName }>`
    /* kept */
    select l.record_id, ${links.linkState('l')} as state from link l
    where l.record_type = ${recordType} and l.record_id = any(${[...ids]}::bigint[]) and l.ended_at is null
      and l.connection_id = any(${[...connectionIds]}::bigint[])`.execute(db)
  for (const { recordId, state } of rows) {
    const known = found.get(recordId)
    if (!known || urgency.indexOf(state) < urgency.indexOf(known)) found.set(recordId, state)
  }
  return found
}
