import type { Fields } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import type { Candidate, Match, MatchKey } from './keys.ts'
import { bringNamesUpToDate, knownNames } from './known-names.ts'

const nameKeys = ['nameAndZip', 'name', 'nearName'] as const
export type NameKey = (typeof nameKeys)[number]

export function isNameKey(key: MatchKey): key is NameKey {
  return (nameKeys as readonly MatchKey[]).includes(key)
}

/** Names from here on are taken for near: one letter too many in a short name, one word more in a long one. */
export const nearFrom = 0.6

/** So few are looked up among the records as they are; for more, the names of all records are brought up to date first. */
const few = 20

/** Of so many near names the nearest are taken; names that are so common prove nothing. */
const mostCompared = 200

interface NameOptions {
  readonly keys: readonly NameKey[]
  readonly except?: number
  readonly among?: readonly number[]
  readonly most?: number
}

interface Given {
  readonly ref: string
  readonly first: string | null
  readonly middle: string | null
  readonly last: string
  readonly zip1: string | null
  readonly zip2: string | null
  readonly companyId: number | null
}

interface Found {
  readonly ref: string
  readonly recordId: number
  readonly same: boolean
  readonly zipSame: boolean
  readonly inCompany: boolean
  readonly similarity: number
}

/** The records with the name of a candidate, or nearly so. */
export async function findNames(
  db: Db,
  recordType: RecordType,
  candidates: readonly Candidate[],
  { keys, except, among, most = 5 }: NameOptions,
): Promise<readonly Match[]> {
  const given = candidates.flatMap((one) => givenOf(one, keys))
  if (given.length === 0) return []
  const near = keys.includes('nearName')
  const many = given.length > few && !among
  if (many) await bringNamesUpToDate(db, recordType)
  const source = among ? amongThese(near) : (many ? amongKnown : amongRecords)(recordType, near)
  const person = recordType === 'person'
  const form = person ? sql`match_person(first, middle, last)` : sql`match_name(last)`
  const words = person ? form : sql`match_words(last)`
  const { rows } = await sql<Found>`
    with setting as materialized (
      select set_config('pg_trgm.word_similarity_threshold', ${String(nearFrom)}, true),
        set_config('pg_trgm.similarity_threshold', ${String(nearFrom)}, true)
    ),
    ${these(recordType, among)}
    given as materialized (
      select g.*, ${form} as form, ${words} as words, match_zip(zip1) as zip1_key, match_zip(zip2) as zip2_key
      from setting, jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g (ref text, first text, middle text, last text, zip1 text, zip2 text, "companyId" bigint)
    )
    select g.ref, t.id as record_id, t.same, t.zip_same, t.in_company, t.similarity
    from given g cross join lateral (
      select t.id, n.same, n.similarity, ${zipIs[recordType]} as zip_same, ${inCompany(recordType)} as in_company
      from (${source}) n join ${sql.table(recordType)} t on t.id = n.id
      where t.deleted_at is null and t.id is distinct from ${except ?? null}::bigint
      order by in_company desc, n.same desc, n.similarity desc, zip_same desc, t.id
      limit ${most * 4}
    ) t
    where g.form <> ''`.execute(db)
  return matchesOf(rows, keys, most)
}

function givenOf({ ref, fields, companyId = null }: Candidate, keys: readonly NameKey[]): readonly Given[] {
  const text = (field: string) => textOf(fields, field)
  const last = text('lastName') ?? text('name')
  const [zip1, zip2] = [text('postalZip'), text('streetZip')]
  const compared = keys.some((key) => key !== 'nameAndZip' || zip1 !== null || zip2 !== null)
  if (last === null || !compared) return []
  return [{ ref, companyId, first: text('firstName'), middle: text('middleName'), last, zip1, zip2 }]
}

export function textOf(fields: Fields, field: string): string | null {
  const value = fields[field]
  // PostgreSQL holds no NUL, so no record has one.
  return value === null || value === undefined || value === '' ? null : String(value).replaceAll('\0', '')
}

function matchesOf(found: readonly Found[], keys: readonly NameKey[], most: number): readonly Match[] {
  const speaks: Record<NameKey, (one: Found) => boolean> = {
    nameAndZip: ({ same, zipSame }) => same && zipSame,
    name: ({ same, inCompany }) => same && inCompany,
    nearName: ({ same, inCompany }) => !same && inCompany,
  }
  const byRef = [...Map.groupBy(found, ({ ref }) => ref).values()]
  return keys.flatMap((key) =>
    byRef.flatMap((some) =>
      some
        .filter(speaks[key])
        .slice(0, most)
        .map(({ ref, recordId, similarity }) => ({ ref, recordId, key, similarity })),
    ),
  )
}

/** Among the records as they are: the index on `search` holds the name among other things; the name itself decides. */
function amongRecords(recordType: RecordType, near: boolean): RawBuilder<unknown> {
  const words = wordsOf[recordType]
  const form = recordType === 'person' ? words : sql`match_name(r.name)`
  const least = near ? sql`n.similarity >= ${nearFrom}` : sql`false`
  return sql`
    select n.id, n.same, case when n.same then 1 else n.similarity end as similarity from (
      select r.id, ${form} = g.form as same, similarity(${words}, g.words)::float8 as similarity
      from ${sql.table(recordType)} r where r.search %> g.words
      offset 0
    ) n where n.same or ${least}`
}

/** Among a few hundred records, whose names are worked out once. */
function these(recordType: RecordType, among: readonly number[] | undefined): RawBuilder<unknown> {
  if (!among) return sql``
  const words = wordsOf[recordType]
  const form = recordType === 'person' ? sql`w.words` : sql`replace(w.words, ' ', '')`
  return sql`these as materialized (
      select w.id, w.words, ${form} as form from (
        select r.id, ${words} as words from ${sql.table(recordType)} r
        where r.id = any(${[...among]}::bigint[]) and r.deleted_at is null offset 0
      ) w
    ),`
}

function amongThese(near: boolean): RawBuilder<unknown> {
  const alike = sql`similarity(k.words, g.words)::float8`
  const enough = near ? sql`k.form = g.form or ${alike} >= ${nearFrom}` : sql`k.form = g.form`
  return sql`
    select k.id, k.form = g.form as same, case when k.form = g.form then 1 else ${alike} end as similarity
    from these k where ${enough}`
}

/** Among the names as they were worked out. */
function amongKnown(recordType: RecordType, near: boolean): RawBuilder<unknown> {
  const known = sql.table(knownNames[recordType])
  const same = sql`select k.record_id as id, true as same, 1::float8 as similarity from ${known} k where k.form = g.form`
  if (!near) return same
  const alike = (where: RawBuilder<unknown>) => sql`
    (select k.record_id, false, match_likeness(k.words, g.words) from ${known} k
    where k.words % g.words and match_likeness(k.words, g.words) >= ${nearFrom} and k.form <> g.form and ${where}
    limit ${mostCompared})`
  if (recordType === 'company') return sql`${same} union all ${alike(sql`true`)}`
  return sql`${same}
    union all ${alike(sql`k.company_id = g."companyId"`)}
    union all ${alike(sql`(k.company_id is null or g."companyId" is null)`)}`
}

function inCompany(recordType: RecordType): RawBuilder<unknown> {
  if (recordType === 'company') return sql`true`
  return sql`(g."companyId" is null or t.company_id is null or t.company_id = g."companyId")`
}

const wordsOf: Record<RecordType, RawBuilder<unknown>> = {
  company: sql`match_words(r.name)`,
  person: sql`match_person(r.first_name, r.middle_name, r.last_name)`,
  project: sql`match_words(r.name)`,
}

const zipIs: Record<RecordType, RawBuilder<unknown>> = {
  company: sql`coalesce(match_zip(t.postal_zip) in (g.zip1_key, g.zip2_key) or match_zip(t.street_zip) in (g.zip1_key, g.zip2_key), false)`,
  person: sql`coalesce(match_zip(t.postal_zip) in (g.zip1_key, g.zip2_key), false)`,
  project: sql`false`,
}
