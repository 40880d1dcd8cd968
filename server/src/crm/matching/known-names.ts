import { sql } from 'kysely'
import { type Db, measureAnew, writtenUntil } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'

const atOnce = 10_000

/** The table in which the names of all records of a type stand as they are compared. */
export const knownNames = {
  company: 'company_known_name',
  person: 'person_known_name',
  project: 'project_known_name',
} as const satisfies Record<RecordType, string>

/**
 * Works out the names of records that were written since this was last done. Any number may do so at once.
 *
 * @param seenUntil what was written before this moment can be seen, if that was asked already
 */
export async function bringNamesUpToDate(db: Db, recordType: RecordType, seenUntil?: string): Promise<void> {
  // Asked before looking: who ends in between is not seen, and must not be taken for seen.
  const until = seenUntil ?? (await askUntil(db))
  let written = await add(db, recordType, until)
  const some = written > 0
  while (written === atOnce) written = await add(db, recordType, until)
  if (!some) return
  // What was added waits in a heap that every search goes through, until it is put in order.
  await sql`select gin_clean_pending_list(${`${recordType}_known_words`}::regclass)`.execute(db)
  await measureAnew(db, recordType)
  await measureAnew(db, knownNames[recordType])
}

async function askUntil(db: Db): Promise<string> {
  const { rows } = await sql<{ until: string }>`select ${writtenUntil} as until`.execute(db)
  const [found] = rows
  if (!found) throw new Error('PostgreSQL answered without a row.')
  return found.until
}

/** Adds some; once there are no more, remembers until when they were written. */
async function add(db: Db, recordType: RecordType, until: string): Promise<number> {
  const known = sql.table(knownNames[recordType])
  const person = sql`match_person(t.first_name, t.middle_name, t.last_name)`
  const words = recordType === 'person' ? person : sql`match_words(t.name)`
  const { rows } = await sql<{ count: number }>`
    with period as materialized (
      select coalesce((select until from known_names_until where record_type = ${recordType}), '-infinity') as since
    ),
    unknown as materialized (
      select t.id, t.version, ${recordType === 'company' ? sql`null::bigint` : sql`t.company_id`} as company_id, ${words} as words
      from ${sql.table(recordType)} t
      where t.deleted_at is null and t.updated_at >= (select since from period)
        and not exists (select from ${known} k where k.record_id = t.id and k.version = t.version)
      -- In one order, so that two at once wait for each other instead of locking each other out.
      order by t.id limit ${atOnce}
    ),
    added as (
      insert into ${known} as k (record_id, version, company_id, form, words)
      select id, version, company_id, ${recordType === 'person' ? sql`words` : sql`replace(words, ' ', '')`}, words
      from unknown order by id
      on conflict (record_id) do update set version = excluded.version, company_id = excluded.company_id,
        form = excluded.form, words = excluded.words
      where k.version < excluded.version
    ),
    until as (
      insert into known_names_until as u select ${recordType}, ${until}::timestamptz
      where (select count(*) from unknown) < ${atOnce}
      on conflict (record_type) do update set until = excluded.until where u.until < excluded.until
    )
    select count(*)::integer as count from unknown`.execute(db)
  return rows[0]?.count ?? 0
}
