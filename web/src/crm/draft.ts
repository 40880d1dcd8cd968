import type { Value } from '../ui/field.ts'

// What a person is changing on a card, and what becomes of it when somebody else changes the same record. Pure.

export type Values = Readonly<Record<string, Value>>

/** A record as the draft was begun on. */
export interface Base {
  readonly version: number
  readonly values: Values
}

export interface Draft {
  readonly base: Base
  readonly values: Values
}

export interface Difference {
  readonly key: string
  readonly theirs: Value
  readonly mine: Value
  /** Both changed it: somebody has to choose. */
  readonly choose: boolean
}

export function begin(base: Base): Draft {
  return { base, values: base.values }
}

export function put(draft: Draft, key: string, value: Value): Draft {
  return { ...draft, values: { ...draft.values, [key]: value === '' ? null : value } }
}

/** Only what differs from the record the draft was begun on. */
export function changes({ base, values }: Draft): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== (base.values[key] ?? null)),
  )
}

export function isChanged(draft: Draft): boolean {
  return Object.keys(changes(draft)).length > 0
}

/** What somebody else changed in the meantime, where it is not what is in the draft anyway. */
export function differences(draft: Draft, now: Base): Difference[] {
  const mine = changes(draft)
  return Object.entries(now.values).flatMap(([key, theirs]) => {
    const was = draft.base.values[key] ?? null
    const value = draft.values[key] ?? null
    return theirs === was || theirs === value ? [] : [{ key, theirs, mine: value, choose: key in mine }]
  })
}

/**
 * The draft on top of the record as it is now.
 *
 * Own changes stay, except where both changed a field and it is not among `keep`; everything else is as theirs.
 */
export function rebase(draft: Draft, now: Base, keep: ReadonlySet<string>): Draft {
  const clash = new Set(differences(draft, now).flatMap(({ key, choose }) => (choose ? [key] : [])))
  const own = Object.entries(changes(draft)).filter(([key]) => !clash.has(key) || keep.has(key))
  return { base: now, values: { ...now.values, ...Object.fromEntries(own) } }
}
