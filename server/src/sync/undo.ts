import type { Fields, Value } from '@koppel/sdk'
import { canonicalPair } from './base.ts'
import { isPutBack } from './begin.ts'
import type { Names } from './carry-out.ts'
import type { Side } from './convert.ts'
import type { Base, MappedField, Pair, Shape, Starts } from './mapping.ts'
import { own } from './own.ts'
import { canonical, type Read } from './value.ts'

/** What a run made of one value: the first it overwrote, the last it wrote. In the terms of `side`. */
export interface Written extends Names {
  readonly side: Side
  readonly before: Value
  readonly after: Value
}

export interface UndoState {
  readonly fields: readonly MappedField[]
  readonly base: Base
  readonly start: Starts
  /** By CRM field. */
  readonly record: Fields
  /** ERP fields about which somebody is asked at the moment. */
  readonly asked: ReadonlySet<string>
  /** Whether the ERP can be told anything. */
  readonly erpWrites: boolean
  readonly written: readonly Written[]
  /** The run that undoes. */
  readonly run: number
}

export type UndoOutcome =
  /** In the CRM: done. */
  | 'putBack'
  /** In the ERP: the next plan of the link tells it. */
  | 'ordered'
  /** The side no longer holds what the run wrote, or is about to be told something newer. */
  | 'changedSince'
  /** A conflict is open, or the field has yet to begin anew. */
  | 'unsettled'
  | 'notMapped'
  | 'notWritable'
  /** The field has been made mandatory or shorter since. */
  | 'doesNotFit'

export interface UndoLine extends Written {
  readonly outcome: UndoOutcome
  /** What the side holds, as far as it is known. */
  readonly now: Value
}

export interface UndoPlan {
  /** By CRM field. */
  readonly toCrm: Fields
  readonly nextBase: Base
  readonly nextStart: Starts
  readonly lines: readonly UndoLine[]
}

/**
 * Puts back what a run overwrote on one link, where nobody changed it since.
 *
 * Nothing travels further because of it: the base becomes what both sides hold then, so that they may differ until
 * somebody edits one. What the ERP is to hold again becomes a start rule, which {@link planLink} carries out.
 */
export function planUndo(state: UndoState): UndoPlan {
  const draft: Draft = {
    toCrm: new Map(),
    base: new Map(Object.entries(state.base)),
    start: new Map(Object.entries(state.start)),
  }
  const overwritten = state.written.filter(({ before, after }) => before !== after)
  // The CRM's first: what the ERP is told counts from the value the CRM holds then.
  const lines = overwritten
    .toSorted((a, b) => (a.side === b.side ? 0 : a.side === 'crm' ? -1 : 1))
    .map((written) => undoOne(written, state, draft))
  return {
    toCrm: Object.fromEntries(draft.toCrm),
    nextBase: Object.fromEntries(draft.base),
    nextStart: Object.fromEntries(draft.start),
    lines,
  }
}

interface Draft {
  readonly toCrm: Map<string, Value>
  readonly base: Map<string, Pair>
  readonly start: Map<string, Starts[string]>
}

function undoOne(written: Written, state: UndoState, draft: Draft): UndoLine {
  const field = state.fields.find(
    ({ erpField, crmField }) => erpField === written.erpField && crmField === written.crmField,
  )
  const crm = field && inCrmNow(field, state, draft)
  if (!field || crm === undefined) return { ...written, outcome: 'notMapped', now: null }
  const base = baseOf(field, draft)
  const now = written.side === 'crm' ? crm : (base?.[0] ?? null)
  if (!base) return { ...written, outcome: 'unsettled', now }
  const hindered = hindrance(written, field, now, state)
  // An edit in the CRM that has yet to travel is newer than what the ERP was told.
  if (!hindered && crm !== base[1]) return { ...written, outcome: 'changedSince', now }
  return { ...written, outcome: hindered ?? putBack(written, field, [now, base], state, draft), now }
}

function hindrance(
  { erpField, side, after }: Written,
  field: MappedField,
  now: Value,
  { erpWrites, asked }: UndoState,
): UndoOutcome | undefined {
  if (field[side].readOnly || (side === 'erp' && !erpWrites)) return 'notWritable'
  if (asked.has(erpField)) return 'unsettled'
  return now === inForm(field[side], after) ? undefined : 'changedSince'
}

function putBack(
  { side, before }: Written,
  field: MappedField,
  [now, base]: readonly [Value, Pair],
  state: UndoState,
  draft: Draft,
): UndoOutcome {
  const fits = fitting(field[side], before)
  if (!fits.ok) return 'doesNotFit'
  if (side === 'crm') putIntoCrm(field, now, fits.value, state, draft)
  else orderFromErp(field, fits.value, base, state, draft)
  return side === 'crm' ? 'putBack' : 'ordered'
}

function inCrmNow(
  { crm, crmField }: MappedField,
  { record }: UndoState,
  { toCrm }: Draft,
): Value | undefined {
  const value = toCrm.has(crmField) ? toCrm.get(crmField) : own(record, crmField)
  return value === undefined ? undefined : inForm(crm, value)
}

function baseOf(field: MappedField, { base }: Draft): Pair | undefined {
  const stored = base.get(field.erpField)
  return stored && canonicalPair(field, stored)
}

// Other ERP fields fed by this CRM field do not move either.
function putIntoCrm(
  { crmField }: MappedField,
  now: Value,
  before: Value,
  { fields }: UndoState,
  draft: Draft,
) {
  draft.toCrm.set(crmField, before)
  for (const sharing of fields.filter((field) => field.crmField === crmField)) {
    const base = baseOf(sharing, draft)
    const start = draft.start.get(sharing.erpField)
    if (base?.[1] === now) draft.base.set(sharing.erpField, [base[0], before])
    if (isPutBack(start) && start.from[1] === now) {
      draft.start.set(sharing.erpField, { ...start, from: [start.from[0], before] })
    }
  }
}

function orderFromErp(
  { erpField }: MappedField,
  before: Value,
  from: Pair,
  { run }: UndoState,
  draft: Draft,
) {
  draft.base.delete(erpField)
  draft.start.set(erpField, { putBack: before, from, run })
}

function fitting(shape: Shape, value: Value): Read {
  const read = canonical(shape.type, value)
  if (!read.ok) return read
  if (read.value === null && shape.mandatory) return { ok: false, error: { kind: 'mandatory' } }
  const length = shape.type === 'text' && typeof read.value === 'string' ? Array.from(read.value).length : 0
  const limit = shape.maxLength ?? Number.POSITIVE_INFINITY
  return length > limit ? { ok: false, error: { kind: 'tooLong', length, limit } } : read
}

function inForm(shape: Shape, value: Value): Value {
  const read = canonical(shape.type, value)
  return read.ok ? read.value : value
}
