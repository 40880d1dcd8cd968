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

/** Works out the names of records that were written since this was last done. Any number may do so at once. */
export async function bringNamesUpToDate(db: Db, recordType: RecordType): Promise<void> {
  const { since, until } = await period(db, recordType)
  let written = await add(db, recordType, since)
  const some = written > 0
  while (written === atOnce) written = await add(db, recordType, since)
  await sql`
    insert into known_names_until as u values (${recordType}, ${until})
    on conflict (record_type) do update set until = excluded.until where u.until < excluded.until`.execute(db)
  if (!some) return
  // What was added waits in a heap that every search goes through, until it is put in order.
  await sql`select gin_clean_pending_list(${`${recordType}_known_words`}::regclass)`.execute(db)
  await measureAnew(db, recordType)
  await measureAnew(db, knownNames[recordType])
}

async function period(db: Db, recordType: RecordType) {
  const { rows } = await sql<{ since: string; until: string }>`
    select coalesce((select until from known_names_until where record_type = ${recordType}), '-infinity')::text as since,
      ${writtenUntil}::text as until`.execute(db)
  const [found] = rows
  if (!found) throw new Error('PostgreSQL answered without a row.')
  return found
}

async function add(db: Db, recordType: RecordType, since: string): Promise<number> {
  const known = sql.table(knownNames[recordType])
  const person = sql`match_person(t.first_name, t.middle_name, t.last_name)`
  const words = recordType === 'person' ? person : sql`match_words(t.name)`
  const { rows } = await sql<{ count: number }>`
    with unknown as materialized (
      select t.id, t.version, ${recordType === 'company' ? sql`null::bigint` : sql`t.company_id`} as company_id, ${words} as words
      from ${sql.table(recordType)} t
      where t.deleted_at is null and t.updated_at >= ${since}::timestamptz
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
    )
    select count(*)::integer as count from unknown`.execute(db)
  return rows[0]?.count ?? 0
}
