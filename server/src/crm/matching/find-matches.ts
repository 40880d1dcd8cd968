import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { findNames, isNameKey, type NameKey } from './find-names.ts'
import { type Candidate, type Match, type MatchKey, matchKeysOf } from './keys.ts'
import { type NormalForms, normalForms, textOf } from './normal-form.ts'

type ExactKey = Exclude<MatchKey, NameKey>

export interface MatchOptions {
  /** By what to match; all that the record type has unless told. Near names cost by far the most. */
  readonly keys?: readonly MatchKey[]
  /** Those of the keys that count only where no other one finds anything. */
  readonly last?: readonly MatchKey[]
  /** A record that is not looked for: the one that is being edited. */
  readonly except?: number
  /** Only these are looked among: a few hundred at most. */
  readonly among?: readonly number[]
  /** How many records each key may find for one candidate. */
  readonly most?: number
  /** What is compared, if it was worked out already. */
  readonly forms?: NormalForms
  /** What was written before this moment can be seen, if that was asked already. */
  readonly seenUntil?: string
}

/**
 * The records each candidate may be one and the same with; those in the bin are left out.
 *
 * A few statements whatever the number of candidates, each answered by an index; meant for at most a thousand
 * or two at once. What people write differently does not matter: see the `match_…` functions of migration 0004.
 */
export async function findMatches(
  db: Db,
  recordType: RecordType,
  candidates: readonly Candidate[],
  options: MatchOptions = {},
): Promise<readonly Match[]> {
  const keys = matchKeysOf[recordType].filter((key) => options.keys?.includes(key) ?? true)
  const forms = options.forms ?? (await normalForms(db, recordType, candidates, keys))
  const exact = await findExact(db, recordType, candidates, { ...options, keys, forms })
  const found = new Set(exact.map(({ ref }) => ref))
  const { last = [] } = options
  const names = await findNames(db, recordType, candidates, {
    ...{ ...options, forms, keys: keys.filter(isNameKey) },
    wanted: (ref, key) => !(found.has(ref) && last.includes(key)),
  })
  return withoutLast([...exact, ...names], last)
}

function withoutLast(matches: readonly Match[], last: readonly MatchKey[]): readonly Match[] {
  if (last.length === 0) return matches
  const found = new Set(matches.flatMap(({ ref, key }) => (last.includes(key) ? [] : [ref])))
  return matches.filter(({ ref, key }) => !(found.has(ref) && last.includes(key)))
}

/** One candidate as the statement takes it: only what its key compares. */
interface Given {
  readonly ref: string
  readonly key: ExactKey
  readonly value: string
  /** Telephone numbers, of which there may be several, are worked out in the statement. */
  readonly form: string | null
}

type Exact = MatchOptions & { readonly keys: readonly MatchKey[]; readonly forms: NormalForms }

const phones = ['phone', 'phoneDirect', 'phoneMobile', 'phonePrivate', 'phoneOther']

function givenOf(
  { ref, fields }: Candidate,
  keys: readonly ExactKey[],
  forms: NormalForms,
): readonly Given[] {
  return keys.flatMap((key) => {
    const compared = key === 'phone' ? phones : [key]
    return compared.flatMap((field): Given[] => {
      const value = textOf(fields, field)
      const form = key === 'phone' ? null : (forms.get(ref)?.[key] ?? null)
      return value === null || (key !== 'phone' && form === null) ? [] : [{ ref, key, value, form }]
    })
  })
}

async function findExact(
  db: Db,
  recordType: RecordType,
  candidates: readonly Candidate[],
  { keys, forms, except, among, most = 5 }: Exact,
): Promise<readonly Match[]> {
  const exact = keys.filter((key): key is ExactKey => !isNameKey(key))
  const given = candidates.flatMap((one) => givenOf(one, exact, forms))
  if (given.length === 0) return []
  const branch = (key: ExactKey) => sql`
    select g.ref, t.id as record_id, g.key from given g cross join lateral (
      -- All that match first: walking through the records in the order of their ids until enough do takes for ever.
      select t.id from (
        select t.id from ${sql.table(recordType)} t
        where ${sameBy(recordType, key)} and t.deleted_at is null and t.id is distinct from ${except ?? null}::bigint
          ${among ? sql`and t.id = any(${[...among]}::bigint[])` : sql``}
        offset 0
      ) t order by t.id limit ${most}
    ) t where g.key = ${key} and g.form <> ''`
  const { rows } = await sql<Match>`
    with given as materialized (
      select ref, key, value, case when key = 'phone' then match_phone(value) else form end as form
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (ref text, key text, value text, form text)
    )
    select distinct m.ref, m.record_id, m.key, 1 as similarity, array_position(${[...exact]}::text[], m.key) as rank
    from (${sql.join(exact.map(branch), sql` union all `)}) m order by rank, ref, record_id`.execute(db)
  return rows.map(({ ref, recordId, key, similarity }) => ({ ref, recordId, key, similarity }))
}

/** SQL: whether the record `t` has what the candidate `g` has. */
function sameBy(recordType: RecordType, key: ExactKey): RawBuilder<unknown> {
  switch (key) {
    case 'number':
      return sql`match_number(t.number) = g.form`
    case 'email':
      return sql`match_email(t.email) = g.form`
    case 'vatNo':
      // A country that is left out may be any; two that are there must be one.
      return sql`match_digits(t.vat_no) = match_digits(g.value) and match_vat(t.vat_no) = g.form
        and (match_vat_country(t.vat_no) in ('', match_vat_country(g.value)) or match_vat_country(g.value) = '')`
    case 'phone':
      return phoneIs[recordType]
  }
}

const phoneIs: Record<RecordType, RawBuilder<unknown>> = {
  company: sql`match_phone(t.phone) = g.form`,
  person: sql`(match_phone(t.phone_direct) = g.form or match_phone(t.phone_mobile) = g.form)`,
  project: sql`false`,
}
