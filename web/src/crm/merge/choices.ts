import type { Value } from '../../ui/field.ts'
import type { CrmField, CrmRecord } from '../queries.ts'

// What of two records stays, field by field. Pure.

/** A field of which the two hold different values; the company of a person or project under `companyId`. */
export interface Differing {
  readonly key: string
  readonly label: string
  /** Of the record that stays, and of the other. */
  readonly values: readonly [Value, Value]
}

export function differing(
  [stays, goes]: readonly [CrmRecord, CrmRecord],
  fields: readonly CrmField[],
  companyLabel: string,
): readonly Differing[] {
  const own = fields.map(
    ({ key, label }): Differing => ({
      key,
      label,
      values: [stays.fields[key] ?? null, goes.fields[key] ?? null],
    }),
  )
  const company: Differing[] =
    stays.recordType === 'company'
      ? []
      : [
          {
            key: 'companyId',
            label: companyLabel,
            values: [stays.company?.name ?? null, goes.company?.name ?? null],
          },
        ]
  return [...company, ...own].filter(({ values: [a, b] }) => a !== b)
}

/** Unless somebody chooses: what the record that stays has, filled up from the other. */
export function usualChoice(rows: readonly Differing[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ key, values: [stays, goes] }) => (stays === null && goes !== null ? [key] : [])),
  )
}
