import type { Fields, Value } from '@koppel/sdk'
import { canonicalPair, remainingStarts } from './base.ts'
import { beginsWithErp, followed, isPutBack, settledPutBack } from './begin.ts'
import {
  type Conflict,
  carryOut,
  type Draft,
  type FieldError,
  type Reason,
  type Warning,
} from './carry-out.ts'
import { decide, type Times } from './decide.ts'
import type { Base, MappedField, Pair, Starts } from './mapping.ts'
import { own } from './own.ts'
import { canonical, isReadable } from './value.ts'

/** What is known of one link when it is planned. Values need not be canonical yet. */
export interface LinkState {
  readonly fields: readonly MappedField[]
  readonly base: Base
  /** Rules for fields without a base. */
  readonly start: Starts
  /** By ERP field. A key that is missing was not delivered. */
  readonly actor: Fields
  /** By CRM field. */
  readonly record: Fields
  readonly times: Times
  /** By ERP field: how often in a row the two sides rewrote each other (see `roundsOf`). */
  readonly rounds?: Readonly<Record<string, number>>
}

export interface Plan {
  /** By CRM field. */
  readonly toCrm: Fields
  /** By ERP field. */
  readonly toErp: Fields
  /** For `toErp`: what is sent and the CRM value it stands for. Handed to {@link confirm} once the ERP took it. */
  readonly sent: Base
  readonly conflicts: readonly Conflict[]
  readonly warnings: readonly Warning[]
  readonly errors: readonly FieldError[]
  /** The whole base once `toCrm` is written. Fields on their way to the ERP keep their old base till then. */
  readonly nextBase: Base
  /** The start rules that are still needed, because their fields have no base yet. Stored with `nextBase`. */
  readonly nextStart: Starts
  readonly reasons: readonly Reason[]
  /** Fields that were left alone on purpose: what is open or waits for them stays. */
  readonly left?: readonly string[]
}

/**
 * Decides, field by field, what each side of a link must be told.
 *
 * A side has moved when it differs from its own half of the base. A field that a side did not deliver is
 * left alone; so is one whose value does not fit or whose list item has no counterpart, until it does.
 */
export function planLink(state: LinkState): Plan {
  const draft: Draft = {
    toCrm: new Map(),
    sent: new Map(),
    base: new Map(),
    conflicts: [],
    warnings: [],
    errors: [],
    reasons: [],
  }
  const { start, order } = courseOf(state)
  const begun = start === state.start ? state : { ...state, start }
  for (const field of order) planField(field, begun, draft)
  const nextBase = draft.base.size === 0 ? state.base : { ...state.base, ...Object.fromEntries(draft.base) }
  return {
    toCrm: Object.fromEntries(draft.toCrm),
    toErp: Object.fromEntries([...draft.sent].map(([key, [erp]]) => [key, erp])),
    sent: Object.fromEntries(draft.sent),
    conflicts: draft.conflicts,
    warnings: draft.warnings,
    errors: draft.errors,
    nextBase,
    nextStart: remainingStarts(start, nextBase),
    reasons: draft.reasons,
  }
}

function planField(field: MappedField, state: LinkState, draft: Draft): void {
  const names = { erpField: field.erpField, crmField: field.crmField }
  const inErp = own(state.actor, field.erpField)
  const inCrm = draft.toCrm.has(field.crmField)
    ? draft.toCrm.get(field.crmField)
    : own(state.record, field.crmField)
  if (inErp === undefined || inCrm === undefined) return
  if (standsAsAgreed(field, inErp, inCrm, own(state.base, field.erpField))) return

  const erp = canonical(field.erp.type, inErp)
  const crm = canonical(field.crm.type, inCrm)
  if (!erp.ok) draft.errors.push({ ...names, side: 'erp', at: 'source', value: inErp, error: erp.error })
  if (!crm.ok) draft.errors.push({ ...names, side: 'crm', at: 'source', value: inCrm, error: crm.error })
  if (!erp.ok || !crm.ok) return

  const now: Pair = [erp.value, crm.value]
  const base = baseOf(field, state, now)
  // Kept whatever is decided: of a value that was put back, or no longer is.
  if (base && !Object.hasOwn(state.base, field.erpField)) draft.base.set(field.erpField, base)
  const rounds = own(state.rounds ?? {}, field.erpField) ?? 0
  const verdict = decide(field, now, base, own(state.start, field.erpField), state.times)
  carryOut(verdict, { field, names, now, base, rounds }, draft)
}

// By far the most common case, and the quickest to tell.
function standsAsAgreed(field: MappedField, erp: Value, crm: Value, base: Pair | undefined): boolean {
  return (
    base !== undefined &&
    erp === base[0] &&
    crm === base[1] &&
    isReadable(field.erp.type, erp) &&
    ((crm === erp && field.crm.type === field.erp.type) || isReadable(field.crm.type, crm))
  )
}

function baseOf(field: MappedField, { base, start }: LinkState, now: Pair): Pair | undefined {
  const stored = own(base, field.erpField)
  if (stored) return canonicalPair(field, stored)
  const stated = own(start, field.erpField)
  return isPutBack(stated) ? settledPutBack(field, stated, now) : undefined
}

interface Course {
  /** The start rules, those of followers included. */
  readonly start: Starts
  /** The fields in the order in which they are planned. */
  readonly order: readonly MappedField[]
}

// Without start rules it only depends on the mapping, which is the same for link after link.
const ordinary = new WeakMap<readonly MappedField[], readonly MappedField[]>()

function courseOf(state: LinkState): Course {
  const { fields, start } = state
  if (Object.keys(start).length > 0) {
    const writers = writersOf(state)
    return { start: { ...start, ...followers(state, writers) }, order: inOrder(fields, writers) }
  }
  const order = ordinary.get(fields) ?? inOrder(fields, writersOf(state))
  ordinary.set(fields, order)
  return { start, order }
}

// The one ERP field that may write each CRM field: its owner, else the first that starts with the ERP's
// value. Any other field of that CRM field follows it.
function writersOf({ fields, base, start }: LinkState): ReadonlyMap<string, string> {
  const owners = fields.filter(({ direction }) => direction !== 'toErp')
  const starting = fields
    .filter(({ erpField }) => !own(base, erpField) && beginsWithErp(own(start, erpField)))
    .toSorted(byKey)
  return new Map([...starting.toReversed(), ...owners].map(({ crmField, erpField }) => [crmField, erpField]))
}

// Stated once and kept: which field may write must not change while the ERP has yet to confirm another.
function followers({ fields, start }: LinkState, writers: ReadonlyMap<string, string>): Starts {
  return Object.fromEntries(
    fields.flatMap(({ erpField, crmField }) => {
      const stated = own(start, erpField)
      const follows = beginsWithErp(stated) && writers.get(crmField) !== erpField
      return stated && follows ? [[erpField, followed(stated)]] : []
    }),
  )
}

// Fields that write the CRM come first: what they write may feed further ERP fields in the same plan,
// because the engine does not echo its own CRM writes back to this connection.
function inOrder(fields: readonly MappedField[], writers: ReadonlyMap<string, string>): MappedField[] {
  const turn = (field: MappedField) =>
    field.direction !== 'toErp' || writers.get(field.crmField) === field.erpField ? 0 : 1
  return fields.toSorted((a, b) => turn(a) - turn(b) || byKey(a, b))
}

function byKey(a: MappedField, b: MappedField): number {
  return a.erpField < b.erpField ? -1 : 1
}
