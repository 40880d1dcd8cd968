import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import type { Candidate, Match, MatchKey } from './keys.ts'
import { bringNamesUpToDate, knownNames } from './known-names.ts'
import type { NormalForm, NormalForms } from './normal-form.ts'

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
  readonly forms: NormalForms
  /** Which of the keys a candidate is looked for by. */
  readonly wanted: (ref: string, key: NameKey) => boolean
  readonly except?: number
  readonly among?: readonly number[]
  readonly seenUntil?: string
  readonly most?: number
}

interface Given {
  readonly ref: string
  readonly form: string
  readonly words: string
  readonly zip1: string | null
  readonly zip2: string | null
  readonly companyId: number | null
  /** Whether names that are only alike are looked for. */
  readonly near: boolean
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
  { keys, forms, wanted, except, among, seenUntil, most = 5 }: NameOptions,
): Promise<readonly Match[]> {
  const given = candidates.flatMap((one) =>
    givenOf(
      one,
      forms.get(one.ref),
      keys.filter((key) => wanted(one.ref, key)),
    ),
  )
  if (given.length === 0) return []
  const many = given.length > few && !among
  if (many) await bringNamesUpToDate(db, recordType, seenUntil)
  const source = among ? amongThese : (many ? amongKnown : amongRecords)(recordType)
  const { rows } = await sql<Found>`
    with setting as materialized (
      select set_config('pg_trgm.word_similarity_threshold', ${String(nearFrom)}, true),
        set_config('pg_trgm.similarity_threshold', ${String(nearFrom)}, true)
    ),
    ${these(recordType, among)}
    given as materialized (
      select g.* from setting, jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g (ref text, form text, words text, zip1 text, zip2 text, "companyId" bigint, near boolean)
    )
    select g.ref, t.id as record_id, t.same, t.zip_same, t.in_company, t.similarity
    from given g cross join lateral (
      select t.id, n.same, n.similarity, ${zipIs[recordType]} as zip_same, ${inCompany(recordType)} as in_company
      from (${source}) n join ${sql.table(recordType)} t on t.id = n.id
      where t.deleted_at is null and t.id is distinct from ${except ?? null}::bigint
      order by in_company desc, n.same desc, n.similarity desc, zip_same desc, t.id
      limit ${most * 4}
    ) t`.execute(db)
  return matchesOf(rows, keys, most)
}

function givenOf(
  { ref, companyId = null }: Candidate,
  form: NormalForm | undefined,
  keys: readonly NameKey[],
): readonly Given[] {
  if (!form?.name || !form.words) return []
  const { name, words, zips } = form
  const [zip1 = null, zip2 = null] = zips
  if (!keys.some((key) => key !== 'nameAndZip' || zip1 !== null)) return []
  return [{ ref, form: name, words, zip1, zip2, companyId, near: keys.includes('nearName') }]
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
function amongRecords(recordType: RecordType): RawBuilder<unknown> {
  const words = wordsOf[recordType]
  const form = recordType === 'person' ? words : sql`match_name(r.name)`
  return sql`
    select n.id, n.same, case when n.same then 1 else n.similarity end as similarity from (
      select r.id, ${form} = g.form as same, similarity(${words}, g.words)::float8 as similarity
      from ${sql.table(recordType)} r where r.search %> g.words
      offset 0
    ) n where n.same or (g.near and n.similarity >= ${nearFrom})`
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

const amongThese = sql`
  select k.id, true as same, 1::float8 as similarity from these k where k.form = g.form
  union all
  select k.id, false, similarity(k.words, g.words)::float8 from these k
  where g.near and k.form <> g.form and similarity(k.words, g.words) >= ${nearFrom}`

/** Among the names as they were worked out. */
function amongKnown(recordType: RecordType): RawBuilder<unknown> {
  const known = sql.table(knownNames[recordType])
  const same = sql`select k.record_id as id, true as same, 1::float8 as similarity from ${known} k where k.form = g.form`
  const alike = (where: RawBuilder<unknown>) => sql`
    (select k.record_id, false, match_likeness(k.words, g.words) from ${known} k
    where g.near and k.words % g.words and match_likeness(k.words, g.words) >= ${nearFrom} and k.form <> g.form
      and ${where}
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
  company: sql`coalesce(match_zip(t.postal_zip) in (g.zip1, g.zip2) or match_zip(t.street_zip) in (g.zip1, g.zip2), false)`,
  person: sql`coalesce(match_zip(t.postal_zip) in (g.zip1, g.zip2), false)`,
  project: sql`false`,
}
