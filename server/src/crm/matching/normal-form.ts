import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { type Candidate, type MatchKey, matchKeys } from './keys.ts'

/** What of a candidate is compared, without what people write differently; null where there is nothing to compare. */
export interface NormalForm {
  readonly number: string | null
  readonly vatNo: string | null
  readonly email: string | null
  readonly name: string | null
  /** The words of the name: alike where it is spelled a little differently. */
  readonly words: string | null
  readonly zips: readonly string[]
}

export type NormalForms = ReadonlyMap<string, NormalForm>

/**
 * The normal form of each candidate, by `ref`: two candidates that agree in one of these may be one and the same.
 * One statement whatever their number.
 *
 * @param keys what is compared by these; working out a name costs more than all the others
 */
export async function normalForms(
  db: Db,
  recordType: RecordType,
  candidates: readonly Candidate[],
  keys: readonly MatchKey[] = matchKeys,
): Promise<NormalForms> {
  if (candidates.length === 0) return new Map()
  const by = (...some: readonly MatchKey[]) => some.some((key) => keys.includes(key))
  const given = candidates.map(({ ref, fields }) => {
    const text = (...names: readonly string[]) => textOf(fields, ...names)
    return {
      ref,
      number: by('number') ? text('number') : null,
      vat: by('vatNo') ? text('vatNo') : null,
      email: by('email') ? text('email') : null,
      ...(by('nameAndZip', 'name', 'nearName') ? nameOf(text) : {}),
    }
  })
  const person = recordType === 'person'
  const words = person ? sql`match_person(first, middle, last)` : sql`match_words(last)`
  const { rows } = await sql<
    Omit<NormalForm, 'zips'> & { ref: string; zip1: string | null; zip2: string | null }
  >`
    select ref, match_number(number) as number, match_vat(vat) as vat_no, match_email(email) as email,
      nullif(${person ? sql`words` : sql`replace(words, ' ', '')`}, '') as name, words,
      match_zip(zip1) as zip1, match_zip(zip2) as zip2
    from (
      select g.*, ${words} as words
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (ref text, number text, vat text, email text,
        first text, middle text, last text, zip1 text, zip2 text)
      offset 0
    ) g`.execute(db)
  return new Map(
    rows.map(({ ref, zip1, zip2, ...form }) => [
      ref,
      { ...form, zips: [zip1, zip2].filter((zip) => zip !== null) },
    ]),
  )
}

type TextOf = (...names: readonly string[]) => string | null

function nameOf(text: TextOf) {
  return {
    first: text('firstName'),
    middle: text('middleName'),
    last: text('lastName', 'name'),
    zip1: text('postalZip'),
    zip2: text('streetZip'),
  }
}

/** The first of these that is filled in. */
export function textOf(fields: Candidate['fields'], ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields[name]
    // PostgreSQL holds no NUL, so no record has one.
    if (value !== null && value !== undefined && value !== '') return String(value).replaceAll('\0', '')
  }
  return null
}
