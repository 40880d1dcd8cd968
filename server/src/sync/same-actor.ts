import type { Actor, Fields, Value } from '@koppel/sdk'
import type { Shape } from './mapping.ts'
import { own } from './own.ts'
import { canonical, compareTimes, rounded } from './value.ts'

// Whether an actor in the ERP is the one that a create made whose answer was lost.

/** One field of which the ERP was told a value. */
export interface ToldField {
  readonly key: string
  readonly shape: Shape
  readonly searchable: boolean
}

export interface Lookout {
  readonly fields: readonly ToldField[]
  readonly sent: Fields
  readonly parent?: { readonly type: string; readonly key: string } | undefined
  /** Keys of actors that were there before the call, and whether that were all of them. */
  readonly known: { readonly keys: readonly string[]; readonly complete: boolean }
  /** Keys of actors that are linked to a record. */
  readonly linked: ReadonlySet<string>
  /** Where not all that were there before are known: what last changed before this time was not made by the call. */
  readonly notBefore: string
}

export interface Found {
  /** Could be what the call made: neither known before nor linked. The same ones first. */
  readonly actors: readonly { readonly actor: Actor; readonly same: boolean }[]
  /** The one that surely is, if there is exactly one with the same values. */
  readonly surely: Actor | undefined
}

/** Who of the actors that were found may be the one that was made. An actor that comes twice counts once. */
export function foundAmong(actors: readonly Actor[], lookout: Lookout): Found {
  const once = [...new Map(actors.map((actor) => [actor.key, actor])).values()]
  const fresh = once
    .filter((actor) => isFresh(actor, lookout))
    .map((actor) => ({ actor, same: holds(actor, lookout) }))
    .toSorted((a, b) => Number(b.same) - Number(a.same))
  const same = fresh.filter((one) => one.same)
  return { actors: fresh, surely: same.length === 1 && lookout.known.complete ? same[0]?.actor : undefined }
}

/**
 * Whether an actor can be the answer to these values: an ERP that mixed up its answers tells those of another. Only texts
 * tell actors apart: many have the same country.
 */
export function resembles({ fields }: Actor, told: Pick<Lookout, 'fields' | 'sent'>): boolean {
  const delivered = textsToLookFor(told).filter(({ key }) => own(fields, key) !== undefined)
  return (
    delivered.length === 0 ||
    delivered.some(({ key }) => folded(own(told.sent, key) ?? '') === folded(own(fields, key) ?? ''))
  )
}

/** What to look for: the texts that tell actors apart, the most telling ones first; empty if there are none. */
export function textsToLookFor({ fields, sent }: Pick<Lookout, 'fields' | 'sent'>): readonly ToldField[] {
  const texts = fields.filter(({ key, shape }) => shape.type === 'text' && typeof own(sent, key) === 'string')
  return texts.toSorted((a, b) => weight(a) - weight(b))
}

function weight({ key, shape }: ToldField): number {
  const telling = ['VATNO', 'NUMBER2', 'NUMBER1', 'NUMBER', 'EMAIL', 'NAME', 'LASTNAME', 'PHONE']
  const at = telling.indexOf(key)
  return at >= 0 ? at : telling.length + (shape.mandatory ? 0 : 1)
}

function isFresh({ key, modifiedAt }: Actor, { known, linked, notBefore }: Lookout): boolean {
  if (known.keys.includes(key) || linked.has(key)) return false
  // Clocks are not trusted where it can be known without.
  return known.complete || (compareTimes(modifiedAt, notBefore) ?? 0) >= 0
}

function holds(actor: Actor, { fields, sent, parent }: Lookout): boolean {
  if (parent && actor.parent && (actor.parent.type !== parent.type || actor.parent.key !== parent.key)) {
    return false
  }
  return fields.every(({ key, shape }) => {
    const told = own(sent, key)
    const has = own(actor.fields, key)
    return told === undefined || (has !== undefined && alike(shape, told, has))
  })
}

/** The same apart from what ERPs make of values: blanks, capitals, digits they do not keep. */
export function alike(shape: Shape, told: Value, has: Value): boolean {
  const [one, other] = [canonical(shape.type, told), canonical(shape.type, has)]
  if (!one.ok || !other.ok) return false
  if (one.value === other.value) return true
  if (one.value === null || other.value === null) return false
  if (shape.type === 'text') return folded(one.value) === folded(other.value)
  if (shape.type !== 'decimal') return false
  const digits = String(other.value).split('.')[1]?.length ?? 0
  return rounded(String(one.value), digits) === other.value
}

function folded(value: Value): string {
  return String(value).normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
}
