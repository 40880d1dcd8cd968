import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import type { Candidate } from './keys.ts'

/** What of a candidate is compared, without what people write differently; null where there is nothing to compare. */
export interface NormalForm {
  readonly number: string | null
  readonly vatNo: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly name: string | null
  readonly zip: string | null
}

/**
 * The normal form of each candidate, by `ref`: two candidates that agree in one of these may be one and the same.
 * One statement whatever their number.
 */
export async function normalForms(
  db: Db,
  recordType: RecordType,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, NormalForm>> {
  const given = candidates.map(({ ref, fields }) => {
    const text = (...keys: readonly string[]) => {
      const value = keys
        .map((key) => fields[key])
        .find((one) => one !== null && one !== undefined && one !== '')
      return value === undefined || value === null ? null : String(value).replaceAll('\0', '')
    }
    return {
      ref,
      number: text('number'),
      vat: text('vatNo'),
      email: text('email'),
      phone: text('phone', 'phoneDirect', 'phoneMobile', 'phonePrivate', 'phoneOther'),
      first: text('firstName'),
      middle: text('middleName'),
      last: text('lastName', 'name'),
      zip: text('postalZip', 'streetZip'),
    }
  })
  const name = recordType === 'person' ? sql`match_person(first, middle, last)` : sql`match_name(last)`
  const { rows } = await sql<NormalForm & { ref: string }>`
    select ref, match_number(number) as number, match_vat(vat) as vat_no, match_email(email) as email,
      match_phone(phone) as phone, nullif(${name}, '') as name, match_zip(zip) as zip
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (ref text, number text, vat text, email text,
      phone text, first text, middle text, last text, zip text)`.execute(db)
  return new Map(rows.map(({ ref, ...form }) => [ref, form]))
}
