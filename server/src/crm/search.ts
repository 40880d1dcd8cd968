import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RecordType, Tables } from '../store/tables.ts'
import { titleOf } from './records.ts'

export interface RecordQuery {
  readonly q: string
  readonly companyId?: number | undefined
  readonly sort: 'title' | 'city' | 'updatedAt'
  readonly order: 'asc' | 'desc'
  readonly offset: number
  readonly limit: number
}

export interface FoundRecord {
  readonly id: number
  readonly title: string
  readonly companyId: number | null
  readonly companyName: string | null
  readonly number: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly city: string | null
  /** Ids of list items. */
  readonly country: number | null
  readonly category: number | null
  readonly endDate: string | null
  readonly linked: boolean
  readonly updatedAt: string
}

/** One page of records in which every word of `q` occurs, and how many there are in all. */
export async function findRecords(
  db: Kysely<Tables>,
  recordType: RecordType,
  query: RecordQuery,
): Promise<{ rows: readonly FoundRecord[]; total: number }> {
  // PostgreSQL holds no NUL, so no record has one; asking for it would be an error.
  if (query.q.includes('\0')) return { rows: [], total: 0 }
  const { columns, sortColumns } = shapes[recordType]
  const inCustom = await hasCustomTexts(db, recordType)
  const words = query.q.split(/\s+/).filter((word) => word !== '')
  const conditions = [
    sql`t.deleted_at is null`,
    ...words.map((word) => {
      const pattern = sql`'%' || ${escaped(sql`search_text(${word})`)} || '%'`
      return inCustom
        ? sql`(t.search like ${pattern} or (t.custom_search <> '' and t.custom_search like ${pattern}))`
        : sql`t.search like ${pattern}`
    }),
    ...(query.companyId === undefined ? [] : [companyIs(recordType, query.companyId)]),
  ]
  const where = sql.join(conditions, sql` and `)
  const order = sql.raw(`${query.order} nulls last`)
  const sorted = sortColumns[query.sort].map((column) => sql`${column} ${order}`)
  const { rows } = await sql<FoundRecord>`
    select t.id, ${titleOf(recordType, 't')} as title, ${columns}, t.updated_at,
      exists (select from link l where l.record_type = ${recordType} and l.record_id = t.id and l.ended_at is null) as linked
    from ${sql.table(recordType)} t ${recordType === 'company' ? sql`` : sql`left join company c on c.id = t.company_id`}
    where ${where}
    order by ${sql.join(sorted)}, t.id ${order}
    limit ${query.limit} offset ${query.offset}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from ${sql.table(recordType)} t where ${where}`.execute(db)
  return { rows, total: counted[0]?.total ?? 0 }
}

async function hasCustomTexts(db: Kysely<Tables>, recordType: RecordType): Promise<boolean> {
  const found = await db
    .selectFrom('customField')
    .select('id')
    .where('recordType', '=', recordType)
    .where('type', '=', 'text')
    .where('deletedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

// After search_text, not before: it makes plain characters of full-width ones.
function escaped(word: RawBuilder<unknown>) {
  return sql`regexp_replace(${word}, '([\\\\%_])', '\\\\\\1', 'g')`
}

function companyIs(recordType: RecordType, companyId: number) {
  return recordType === 'company' ? sql`t.id = ${companyId}` : sql`t.company_id = ${companyId}`
}

// search_text sorts as people read in any database: without regard to capitals and accents.
const by = (...columns: RawBuilder<unknown>[]) => columns.map((column) => sql`search_text(${column})`)
const updatedAt = [sql`t.updated_at`]
const none = sql`null`

const shapes = {
  company: {
    columns: sql`${none}::bigint as company_id, ${none} as company_name, t.number, t.phone, t.email,
      coalesce(t.postal_city, t.street_city) as city, t.country, t.category, ${none} as end_date`,
    sortColumns: {
      title: by(sql`t.name`),
      city: by(sql`coalesce(t.postal_city, t.street_city)`),
      updatedAt,
    },
  },
  person: {
    columns: sql`t.company_id, c.name as company_name, t.number, coalesce(t.phone_direct, t.phone_mobile) as phone, t.email,
      t.postal_city as city, t.country, t.position as category, ${none} as end_date`,
    sortColumns: { title: by(sql`t.last_name`, sql`t.first_name`), city: by(sql`t.postal_city`), updatedAt },
  },
  project: {
    columns: sql`t.company_id, c.name as company_name, t.number, ${none} as phone, ${none} as email, ${none} as city,
      ${none}::bigint as country, t.status as category, t.end_date`,
    sortColumns: { title: by(sql`t.name`), city: by(sql`t.name`), updatedAt },
  },
} satisfies Record<RecordType, unknown>
