import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { findNames, isNameKey, type NameKey, textOf } from './find-names.ts'
import { type Candidate, type Match, type MatchKey, matchKeysOf } from './keys.ts'

type ExactKey = Exclude<MatchKey, NameKey>

export interface MatchOptions {
  /** By what to match; all that the record type has unless told. Near names cost by far the most. */
  readonly keys?: readonly MatchKey[]
  /** A record that is not looked for: the one that is being edited. */
  readonly except?: number
  /** Only these are looked among: a few hundred at most. */
  readonly among?: readonly number[]
  /** How many records each key may find for one candidate. */
  readonly most?: number
  /** How alike names must be to be near, 0 to 1. */
  readonly nearFrom?: number
}

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
    if (isNameKey(key)) continue
    const given = candidates.flatMap((one) => givenOf(one, key))
    if (given.length > 0) found.push(...(await matchesBy(db, recordType, key, given, options)))
  }
  const names = await findNames(db, recordType, candidates, { ...options, keys: keys.filter(isNameKey) })
  return [...found, ...names]
}

/** One candidate as a statement takes it: only what its key compares. */
interface Given {
  readonly ref: string
  readonly value: string
}

const comparedFields: Record<ExactKey, readonly string[]> = {
  number: ['number'],
  vatNo: ['vatNo'],
  email: ['email'],
  phone: ['phone', 'phoneDirect', 'phoneMobile', 'phonePrivate', 'phoneOther'],
}

function givenOf({ ref, fields }: Candidate, key: ExactKey): readonly Given[] {
  return comparedFields[key].flatMap((field) => {
    const value = textOf(fields, field)
    return value === null ? [] : [{ ref, value }]
  })
}

async function matchesBy(
  db: Db,
  recordType: RecordType,
  key: ExactKey,
  given: readonly Given[],
  { except, among, most = 5 }: MatchOptions,
): Promise<readonly Match[]> {
  const { compared, same } = conditions(recordType, key)
  const { rows } = await sql<Match>`
    with given as materialized (
      select g.*, ${compared} as compared
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (ref text, value text)
    )
    select distinct on (g.ref, t.id) g.ref, t.id as record_id, ${key} as key, 1 as similarity
    from given g cross join lateral (
      -- All that match first: walking through the records in the order of their ids until enough do takes for ever.
      select t.id from (
        select t.id from ${sql.table(recordType)} t
        where ${same} and t.deleted_at is null and t.id is distinct from ${except ?? null}::bigint
          ${among ? sql`and t.id = any(${[...among]}::bigint[])` : sql``}
        offset 0
      ) t order by t.id limit ${most}
    ) t
    where g.compared <> ''
    order by g.ref, t.id`.execute(db)
  return rows
}

interface Conditions {
  /** What of a candidate is compared. */
  readonly compared: RawBuilder<unknown>
  readonly same: RawBuilder<unknown>
}

function conditions(recordType: RecordType, key: ExactKey): Conditions {
  switch (key) {
    case 'number':
      return { compared: sql`match_number(value)`, same: sql`match_number(t.number) = g.compared` }
    case 'email':
      return { compared: sql`match_email(value)`, same: sql`match_email(t.email) = g.compared` }
    case 'vatNo':
      // A country that is left out may be any; two that are there must be one.
      return {
        compared: sql`match_vat(value)`,
        same: sql`match_digits(t.vat_no) = match_digits(g.value) and match_vat(t.vat_no) = g.compared
          and (match_vat_country(t.vat_no) in ('', match_vat_country(g.value)) or match_vat_country(g.value) = '')`,
      }
    case 'phone':
      return { compared: sql`match_phone(value)`, same: phoneIs[recordType] }
  }
}

const phoneIs: Record<RecordType, RawBuilder<unknown>> = {
  company: sql`match_phone(t.phone) = g.compared`,
  person: sql`(match_phone(t.phone_direct) = g.compared or match_phone(t.phone_mobile) = g.compared)`,
  project: sql`false`,
}
