import { type RawBuilder, sql } from 'kysely'
import type { Db } from './store.ts'

/**
 * A table that has just been filled looks small to PostgreSQL, which would go through all of it for every row; it measures
 * by itself only once a minute.
 */
export async function measureAnew(
  db: Db,
  table: string,
  { grown = 1.5, columns = [] }: MeasureOptions = {},
): Promise<void> {
  const { rows } = await sql<{ grown: boolean }>`
    select pg_relation_size(oid) / current_setting('block_size')::bigint > ${grown}::float8 * greatest(relpages, 4) as grown
    from pg_class where oid = ${table}::regclass`.execute(db)
  if (!rows[0]?.grown) return
  const of = columns.length > 0 ? sql` (${sql.join(columns.map((one) => sql.ref(one)))})` : sql``
  await sql`analyze ${sql.table(table)}${of}`.execute(db)
}

interface MeasureOptions {
  /** From so many times its size on: what PostgreSQL knows of its columns it scales by the size. */
  readonly grown?: number
  /** What is asked by; without it all columns, large ones, too. */
  readonly columns?: readonly string[]
}

/**
 * SQL: whatever says that it was written before this moment can be seen by the statements that follow. Who began earlier
 * may still store what says so.
 */
export const writtenUntil: RawBuilder<string> = sql`least(now(), (select min(xact_start) from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend'))`
