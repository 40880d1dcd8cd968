import { canonicalPair, folded, remainingStarts, withoutBase } from './base.ts'
import { convert, type Side } from './convert.ts'
import type { MappedField, Pair, Repair, Starts } from './mapping.ts'
import { own } from './own.ts'
import { type LinkState, type Plan, planLink } from './plan.ts'
import { canonical } from './value.ts'

/** Everything again in one direction, whatever moved when. */
export interface Resync {
  /** Which side takes the other's values. */
  readonly target: Side
  /** Also overwrite a value with a blank; a field that never takes blanks does not in any case. */
  readonly blanks: boolean
  /** Under which it is logged, also what the ERP takes only later. */
  readonly run: number
}

/**
 * The plan for a link of which every field that may flow to the target begins anew with the source's value.
 *
 * Fields that only flow the other way are left alone, and so are those whose source is blank if blanks do not
 * overwrite. A field that cannot take its value stays as it was, and its plan says why.
 */
export function planResync(state: LinkState, resync: Resync): Plan {
  const { target, run } = resync
  const part = state.fields.filter((field) => takesPart(field, state, resync)).map(({ erpField }) => erpField)
  const left = state.fields.map(({ erpField }) => erpField).filter((key) => !part.includes(key))
  const stands = { repair: target === 'crm' ? 'erp' : 'crm', run, why: 'resync' } as const
  const begun: Starts = Object.fromEntries(part.map((key) => [key, stands]))
  const plan = planLink({
    ...state,
    base: withoutBase(state.base, part),
    start: { ...state.start, ...begun },
    actor: Object.fromEntries(Object.entries(state.actor).filter(([key]) => !left.includes(key))),
    // Somebody asked for it: that the sides keep rewriting each other is no reason not to.
    rounds: {},
  })
  const undone = part.filter((key) => !Object.hasOwn(plan.nextBase, key) && !Object.hasOwn(plan.sent, key))
  const nextBase = { ...plan.nextBase, ...only(state.base, undone) }
  const waiting = part.filter((key) => Object.hasOwn(plan.sent, key))
  const stated = Object.fromEntries(waiting.map((key) => [key, { ...stands, ...insteadOf(state, key, run) }]))
  const nextStart = remainingStarts({ ...state.start, ...stated }, nextBase)
  return { ...plan, nextBase, nextStart, left }
}

/** What a field is again if the run is cancelled before the other side was told. */
function insteadOf({ base, start }: LinkState, key: string, run: number): Pick<Repair, 'instead'> {
  const pair = own(base, key)
  if (pair) return { instead: { base: pair } }
  const before = Object.hasOwn(start, key) ? start[key] : undefined
  // The same batch for the second time: what it had found at first is how it was.
  if (typeof before === 'object' && 'repair' in before && before.run === run) {
    return before.instead ? { instead: before.instead } : {}
  }
  return before === undefined ? {} : { instead: { start: before } }
}

function takesPart(field: MappedField, state: LinkState, { target, blanks }: Resync): boolean {
  if (!flowsTo(target, field)) return false
  const [inErp, inCrm] = [own(state.actor, field.erpField), own(state.record, field.crmField)]
  if (inErp === undefined || inCrm === undefined) return false
  const [erp, crm] = [canonical(field.erp.type, inErp), canonical(field.crm.type, inCrm)]
  // Why it cannot be read is for the plan to say.
  if (!erp.ok || !crm.ok) return true
  const now: Pair = [erp.value, crm.value]
  if (blanksOut(now, target) && !(blanks && !field.keepOnBlank)) return false
  return target === 'crm' || !isWrittenTheErpsWay(field, now, own(state.base, field.erpField))
}

function flowsTo(target: Side, field: MappedField): boolean {
  const otherWay = target === 'crm' ? 'toErp' : 'toCrm'
  return field.direction !== otherWay && !field[target].readOnly
}

function blanksOut([erp, crm]: Pair, target: Side): boolean {
  const [source, kept] = target === 'crm' ? [erp, crm] : [crm, erp]
  return source === null && kept !== null
}

// An ERP that trims or upper-cases would make the same of the value again, with every resync.
function isWrittenTheErpsWay(field: MappedField, [erp, crm]: Pair, base: Pair | undefined): boolean {
  const agreed = base && canonicalPair(field, base)
  if (agreed?.[0] !== erp || agreed[1] !== crm) return false
  const inErp = convert(field, 'erp', crm)
  return inErp.ok && folded(inErp.value) === folded(erp)
}

function only<T>(values: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)))
}
