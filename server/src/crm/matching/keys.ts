import type { Fields } from '@koppel/sdk'
import type { RecordType } from '../../store/tables.ts'

/**
 * What two records may have in common, the surest first.
 *
 * `name` is the same name but for capitals, accents, punctuation and legal form, wherever it is; `nearName` is
 * spelled a little differently. Both only say that they may be one and the same.
 */
export const matchKeys = ['number', 'vatNo', 'email', 'nameAndZip', 'phone', 'name', 'nearName'] as const
export type MatchKey = (typeof matchKeys)[number]

/** By what records of a type can be matched, the surest first. */
export const matchKeysOf: Record<RecordType, readonly MatchKey[]> = {
  company: matchKeys,
  person: ['number', 'email', 'nameAndZip', 'phone', 'name', 'nearName'],
  project: ['number', 'name', 'nearName'],
}

/** Something that may be in the CRM already: what is typed, or what an actor would become. */
export interface Candidate {
  /** By which the caller knows it; different for each. */
  readonly ref: string
  /** By CRM field; what is not given is not compared. */
  readonly fields: Fields
  /** Of a person or project: found by name only among those of the same company. Undefined: among all. */
  readonly companyId?: number | null
}

/** A record that a candidate may be one and the same with. */
export interface Match {
  readonly ref: string
  readonly recordId: number
  readonly key: MatchKey
  /** How alike the names are, 0 to 1; 1 for what is the same. */
  readonly similarity: number
}

/** What is to be made of a candidate: one record is meant, it cannot be told which, or none matches. */
export type MatchVerdict =
  | { readonly kind: 'one'; readonly recordId: number; readonly key: MatchKey }
  | { readonly kind: 'several'; readonly recordIds: readonly number[]; readonly key: MatchKey }
  | { readonly kind: 'none' }

/**
 * Decides by the first key in `order` that matches anything; what the keys after it say does not count.
 *
 * @param matches of one candidate
 */
export function verdictOf(matches: readonly Match[], order: readonly MatchKey[]): MatchVerdict {
  for (const key of order) {
    const recordIds = [...new Set(matches.flatMap((one) => (one.key === key ? [one.recordId] : [])))]
    const [only] = recordIds
    if (only !== undefined)
      return recordIds.length === 1
        ? { kind: 'one', recordId: only, key }
        : { kind: 'several', recordIds, key }
  }
  return { kind: 'none' }
}

/** A record with everything that speaks for it. */
export interface Likely {
  readonly recordId: number
  /** The surest first. */
  readonly keys: readonly MatchKey[]
  readonly similarity: number
}

/** The records a candidate may be, the likeliest first: by the surest key, then by how many there are. */
export function likeliest(matches: readonly Match[]): readonly Likely[] {
  const byRecord = Map.groupBy(matches, ({ recordId }) => recordId)
  const found = [...byRecord].map(([recordId, own]) => ({
    recordId,
    keys: matchKeys.filter((key) => own.some((one) => one.key === key)),
    similarity: Math.max(...own.map((one) => one.similarity)),
  }))
  return found.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      b.keys.length - a.keys.length ||
      b.similarity - a.similarity ||
      a.recordId - b.recordId,
  )
}

function rankOf({ keys: [surest] }: Likely): number {
  return surest ? matchKeys.indexOf(surest) : matchKeys.length
}
