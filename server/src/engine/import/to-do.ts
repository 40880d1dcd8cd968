import { type RawBuilder, sql } from 'kysely'

/**
 * SQL: whether a row would be carried out now, `r` being the row and `i` its import. Possible duplicates only once
 * somebody decided, records that are found only if they are not to be passed over.
 *
 * By the verdict alone PostgreSQL would read all rows of an import, and sort them, for each thousand.
 */
export const toDo = sql`(r.outcome is null and r.selected and coalesce(r.verdict, '') in ('new', 'update', 'duplicate')
  and case when r.choice is null then r.verdict = 'new' or (r.verdict = 'update' and i.settings ->> 'onMatch' <> 'skip')
    else r.choice <> 'skip' end)`

/** SQL: a possible duplicate nobody decided about. */
export const undecided = sql`(r.verdict = 'duplicate' and r.choice is null and r.outcome is null)`

/** SQL: a row of this import that has to be judged. */
export function unjudged(importId: number): RawBuilder<unknown> {
  return sql`r.import_id = ${importId} and r.verdict is null and r.outcome is null`
}
