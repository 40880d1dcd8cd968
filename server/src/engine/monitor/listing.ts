import { textIn } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { Problem } from '../../store/tables.ts'

export type Language = 'nl' | 'en'

export interface Paged {
  readonly offset: number
  readonly limit: number
}

/** One page of rows, and how many there are in all. */
export interface Listed<T> {
  rows: T[]
  total: number
}

/** Every condition must hold. */
export function all(conditions: readonly (RawBuilder<unknown> | '' | undefined)[]): RawBuilder<unknown> {
  const given = conditions.filter((condition) => condition !== undefined && condition !== '')
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `)
}

/** One page of a short list, and how many rows it has in all. */
export async function page<T>(
  db: Db,
  columns: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  { offset, limit }: Paged,
): Promise<Listed<T>> {
  const { rows } =
    await sql<T>`select ${columns} ${from} order by ${order} limit ${limit} offset ${offset}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`select count(*) as total ${from}`.execute(db)
  return { rows, total: counted[0]?.total ?? 0 }
}

export function problemIn(problem: Problem, language: Language) {
  return { code: problem.code, title: textIn(problem.explanation, language), detail: problem.detail ?? null }
}
