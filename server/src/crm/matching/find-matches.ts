import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { type Candidate, type Match, type MatchKey, matchKeysOf } from './keys.ts'

export interface MatchOptions {
  /** By what to match; all that the record type has unless told. Near names cost by far the most. */
  readonly keys?: readonly MatchKey[]
  /** A record that is not looked for: the one that is being edited. */
  readonly except?: number
  /** How many records each key may find for one candidate. */
  readonly most?: number
  /** How alike names must be to be near, 0 to 1. */
  readonly nearFrom?: number
}

/** Names from here on are taken for near: one letter too many in a short name, one word more in a long one. */
export const nearFrom = 0.6

/**
 * The records each candidate may be one and the same with; those in the bin are left out.
 *
 * One statement for each key whatever the number of candidates, each answered by an index; meant for at most a
 * thousand candidates at once. What people write differently does not matter: see the `match_…` functions of migration 0004.
 */
export async function findMatches(
  db: Db,
  recordType: RecordType,
  candidates: readonly Candidate[],
  options: MatchOptions = {},
): Promise<readonly Match[]> {
  const possible = matchKeysOf[recordType]
  const keys = possible.filter((key) => options.keys?.includes(key) ?? true)
  const found: Match[] = []
  for (const key of keys) {
    const given = candidates.flatMap((one) => givenOf(one, key))
    if (given.length === 0) continue
    found.push(...(await matchesBy(db, recordType, key, given, options)))
  }
  return found
}

/** One candidate as a statement takes it: only what its key compares. */
interface Given {
  readonly ref: string
  readonly value?: string
  readonly first?: string | null
  readonly middle?: string | null
  readonly last?: string
  readonly zip1?: string | null
  readonly zip2?: string | null
  readonly companyId: number | null
}

function givenOf({ ref, fields, companyId = null }: Candidate, key: MatchKey): readonly Given[] {
  const text = (field: string) => {
    const value = fields[field]
    // PostgreSQL holds no NUL, so no record has one.
    return value === null || value === undefined || value === '' ? null : String(value).replaceAll('\0', '')
  }
  const values = (...names: readonly string[]) =>
    names.flatMap((name) => {
      const value = text(name)
      return value === null ? [] : [{ ref, value, companyId }]
    })
  if (key === 'number' || key === 'vatNo' || key === 'email') return values(key)
  if (key === 'phone') return values('phone', 'phoneDirect', 'phoneMobile', 'phonePrivate', 'phoneOther')
  const named = {
    ref,
    companyId,
    first: text('firstName'),
    middle: text('middleName'),
    zip1: text('postalZip'),
    zip2: text('streetZip'),
  }
  const last = text('lastName') ?? text('name')
  if (last === null || (key === 'nameAndZip' && named.zip1 === null && named.zip2 === null)) return []
  return [{ ...named, last }]
}

async function matchesBy(
  db: Db,
  recordType: RecordType,
  key: MatchKey,
  given: readonly Given[],
  { except, most = 5, nearFrom: from = nearFrom }: MatchOptions,
): Promise<readonly Match[]> {
  const { compared, same, similarity } = conditions(recordType, key, from)
  const { rows } = await sql<Match>`
    with setting as materialized (select set_config('pg_trgm.word_similarity_threshold', ${String(from)}, true)),
    given as materialized (
      select g.*, ${compared} as compared, match_zip(zip1) as zip1_key, match_zip(zip2) as zip2_key from setting,
        jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as g (ref text, value text, first text, middle text, last text, zip1 text, zip2 text, "companyId" bigint)
    )
    select distinct on (g.ref, t.id) g.ref, t.id as record_id, ${key} as key, t.similarity
    from given g cross join lateral (
      -- All that match first: walking through the records in the order of their ids until enough do takes for ever.
      select t.id, t.similarity from (
        select t.id, ${similarity}::float8 as similarity from ${sql.table(recordType)} t
        where ${same} and t.deleted_at is null and t.id is distinct from ${except ?? null}::bigint
        offset 0
      ) t order by t.similarity desc, t.id limit ${most}
    ) t
    where g.compared <> ''
    order by g.ref, t.id, t.similarity desc`.execute(db)
  return rows
}

interface Conditions {
  /** What of a candidate is compared. */
  readonly compared: RawBuilder<unknown>
  readonly same: RawBuilder<unknown>
  readonly similarity: RawBuilder<unknown>
}

function conditions(recordType: RecordType, key: MatchKey, from: number): Conditions {
  const one = sql`1`
  const name = nameOf(recordType)
  switch (key) {
    case 'number':
      return {
        compared: sql`match_number(value)`,
        same: sql`match_number(t.number) = g.compared`,
        similarity: one,
      }
    case 'email':
      return {
        compared: sql`match_email(value)`,
        same: sql`match_email(t.email) = g.compared`,
        similarity: one,
      }
    case 'vatNo':
      // A country that is left out may be any; two that are there must be one.
      return {
        compared: sql`match_vat(value)`,
        same: sql`match_vat(t.vat_no) = g.compared
          and (match_vat_country(t.vat_no) in ('', match_vat_country(g.value)) or match_vat_country(g.value) = '')`,
        similarity: one,
      }
    case 'phone':
      return { compared: sql`match_phone(value)`, same: phoneIs[recordType], similarity: one }
    case 'name':
      return { compared: name.key, same: sql`${name.is} and ${inCompany(recordType)}`, similarity: one }
    case 'nameAndZip':
      return { compared: name.key, same: sql`${name.is} and ${zipIs[recordType]}`, similarity: one }
    case 'nearName': {
      const similarity = sql`similarity(${name.words}, g.compared)`
      return {
        compared: name.wordsOf,
        // The index on `search` holds the name among other things; the name itself decides.
        same: sql`t.search %> g.compared and ${similarity} >= ${from} and not ${name.isWords} and ${inCompany(recordType)}`,
        similarity,
      }
    }
  }
}

/** How a name is compared: its index key, and the words of it that are measured. */
function nameOf(recordType: RecordType) {
  if (recordType === 'person') {
    const words = sql`match_person(t.first_name, t.middle_name, t.last_name)`
    const given = sql`match_person(first, middle, last)`
    return {
      key: given,
      is: sql`${words} = g.compared`,
      words,
      wordsOf: given,
      isWords: sql`(${words} = g.compared)`,
    }
  }
  const words = sql`match_words(t.name)`
  return {
    key: sql`match_name(last)`,
    is: sql`match_name(t.name) = g.compared`,
    words,
    wordsOf: sql`match_words(last)`,
    isWords: sql`(match_name(t.name) = replace(g.compared, ' ', ''))`,
  }
}

function inCompany(recordType: RecordType): RawBuilder<unknown> {
  if (recordType === 'company') return sql`true`
  return sql`(g."companyId" is null or t.company_id is null or t.company_id = g."companyId")`
}

const phoneIs: Record<RecordType, RawBuilder<unknown>> = {
  company: sql`match_phone(t.phone) = g.compared`,
  person: sql`(match_phone(t.phone_direct) = g.compared or match_phone(t.phone_mobile) = g.compared)`,
  project: sql`false`,
}

const zipIs: Record<RecordType, RawBuilder<unknown>> = {
  company: sql`(match_zip(t.postal_zip) in (g.zip1_key, g.zip2_key) or match_zip(t.street_zip) in (g.zip1_key, g.zip2_key))`,
  person: sql`match_zip(t.postal_zip) in (g.zip1_key, g.zip2_key)`,
  project: sql`false`,
}
