import type { Fields, Value } from '@koppel/sdk'
import type { Base, MappedField, Pair, Starts, StoredBase } from './mapping.ts'
import { own } from './own.ts'
import { canonical } from './value.ts'

/**
 * The base after the ERP took what a plan sent.
 *
 * An ERP may trim, round or upper-case: what came back is its half, what we sent is the CRM's half.
 * Otherwise every write would look like an edit and come straight back.
 *
 * @param sent `Plan.sent` of the plan that was written
 * @param returned the fields of the actor as the ERP stores them now; one it left out counts as taken as sent
 */
export function confirm(fields: readonly MappedField[], base: Base, sent: Base, returned: Fields): Base {
  const fieldOf = byErpField(fields)
  const taken = Object.entries(sent).map(([key, [asSent, crm]]): [string, Pair] => {
    const field = fieldOf.get(key)
    const pair: Pair = [own(returned, key) ?? (Object.hasOwn(returned, key) ? null : asSent), crm]
    return [key, field ? canonicalPair(field, pair) : pair]
  })
  return Object.fromEntries([...Object.entries(base), ...taken])
}

/**
 * Of a write whose answer was lost, what the ERP took after all: the fields that hold what was sent, apart from
 * blanks and capitals, with what it made of them.
 *
 * Otherwise the sync's own write would look like somebody's edit, and could win from a newer one in the CRM.
 */
export function arrived(fields: readonly MappedField[], sent: Base, returned: Fields): Base {
  const fieldOf = byErpField(fields)
  return Object.fromEntries(
    Object.entries(sent).flatMap(([key, pair]): [string, Pair][] => {
      const [field, now] = [fieldOf.get(key), own(returned, key)]
      if (!field || now === undefined) return []
      const found = canonicalPair(field, [now, pair[1]])
      return folded(found[0]) === folded(canonicalPair(field, pair)[0]) ? [[key, found]] : []
    }),
  )
}

// The mapping is the same for link after link.
const made = new WeakMap<readonly MappedField[], ReadonlyMap<string, MappedField>>()

function byErpField(fields: readonly MappedField[]): ReadonlyMap<string, MappedField> {
  const fieldOf = made.get(fields) ?? new Map(fields.map((field) => [field.erpField, field]))
  made.set(fields, fieldOf)
  return fieldOf
}

/** A value as it compares apart from blanks and capitals. */
export function folded(value: Value): string {
  return value === null ? '' : String(value).normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
}

export function storedBase(base: Base): StoredBase {
  const stored: Record<string, Value | Pair> = {}
  for (const key of Object.keys(base)) {
    const pair = base[key]
    if (pair) keep(stored, key, pair[0] === pair[1] ? pair[0] : pair)
  }
  return stored
}

/** Reads what {@link storedBase} kept; an older release kept pairs of equal halves as pairs. */
export function baseFrom(stored: StoredBase): Base {
  const base: Record<string, Pair> = {}
  for (const key of Object.keys(stored)) keep(base, key, pairFrom(stored[key] ?? null))
  return base
}

export function pairFrom(stored: Value | Pair): Pair {
  return isPair(stored) ? stored : [stored, stored]
}

function isPair(stored: Value | Pair): stored is Pair {
  return Array.isArray(stored)
}

// A key from outside may be `__proto__`.
function keep<T>(into: Record<string, T>, key: string, value: T): void {
  if (key !== '__proto__') into[key] = value
  else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true })
}

/** The start rules that are still needed: those of fields that have no base yet. */
export function remainingStarts(start: Starts, base: Base): Starts {
  if (Object.keys(start).length === 0) return start
  return Object.fromEntries(Object.entries(start).filter(([key]) => !Object.hasOwn(base, key)))
}

/** The base without these fields: they begin anew by their start rule (a changed mapping, a settled conflict, a resync). */
export function withoutBase(base: Base, erpFields: Iterable<string>): Base {
  const dropped = new Set(erpFields)
  return Object.fromEntries(Object.entries(base).filter(([key]) => !dropped.has(key)))
}

// A half that was stored under another type or by an older release still counts: it only has to compare.
export function canonicalPair(field: MappedField, [erp, crm]: Pair): Pair {
  const halves = [canonical(field.erp.type, erp), canonical(field.crm.type, crm)] as const
  return [halves[0].ok ? halves[0].value : erp, halves[1].ok ? halves[1].value : crm]
}
