import type { Value } from '@koppel/sdk'
import { convert, type Side } from './convert.ts'
import type { ConflictReason, Verdict, Why } from './decide.ts'
import type { MappedField, Pair } from './mapping.ts'
import { canonical, type ValueError } from './value.ts'

/** The two names of a mapped field. */
export interface Names {
  readonly erpField: string
  readonly crmField: string
}

/** A value that will be written, and what decided it: one line of the log. */
export interface Reason extends Names {
  readonly target: Side
  /** What the target has now, in its own terms. */
  readonly before: Value
  readonly after: Value
  readonly why: Why
  /** The run that asked for it, if one did: the log names that run. */
  readonly run?: number
}

/** Nobody may decide but a person: neither side is touched. */
export interface Conflict extends Names {
  readonly reason: ConflictReason
  /** Null when the sides never agreed on this field. */
  readonly base: Pair | null
  readonly erp: Value
  readonly crm: Value
}

export type Warning = Names &
  (
    | { readonly kind: 'unmappedItem'; readonly side: Side; readonly item: string }
    /** A blank did not overwrite `kept`. Told once. */
    | { readonly kind: 'blankKept'; readonly side: Side; readonly kept: Value }
  )

/** A value that cannot be read from (`source`) or written to (`target`) a side. The other fields go on. */
export interface FieldError extends Names {
  readonly side: Side
  readonly at: 'source' | 'target'
  readonly value: Value
  readonly error: ValueError
}

/** So many rounds of mutual rewriting become a conflict. */
export const MOST_ROUNDS = 3

/** A plan while its fields are being planned. */
export interface Draft {
  readonly toCrm: Map<string, Value>
  readonly sent: Map<string, Pair>
  readonly base: Map<string, Pair>
  readonly conflicts: Conflict[]
  readonly warnings: Warning[]
  readonly errors: FieldError[]
  readonly reasons: Reason[]
}

/** A field with its present values. */
export interface Present {
  readonly field: MappedField
  readonly names: Names
  readonly now: Pair
  readonly base: Pair | undefined
  readonly rounds: number
}

/** Adds to a plan what the verdict on one field means. */
export function carryOut(verdict: Verdict, present: Present, draft: Draft): void {
  switch (verdict.do) {
    case 'nothing':
      return
    case 'agree':
      draft.base.set(present.field.erpField, present.now)
      return
    case 'ask':
      disagree(verdict.reason, present, draft)
      return
    case 'write':
      if (verdict.ordered?.value === undefined) write(verdict, present, draft)
      else writeOrdered(verdict, verdict.ordered.value, present, draft)
  }
}

type Write = Extract<Verdict, { do: 'write' }>

function write({ target, why, ordered }: Write, present: Present, draft: Draft): void {
  const { field, names, now } = present
  const [source, before]: Pair = target === 'crm' ? now : [now[1], now[0]]
  const converted = convert(field, target, source)
  if (!converted.ok) misfit(converted.error, target, source, names, draft)
  else if (converted.value === before) draft.base.set(field.erpField, now)
  else if (converted.value === null && field.keepOnBlank) keep(before, target, present, draft)
  else if (converted.value === null && field[target].mandatory)
    misfit({ kind: 'mandatory' }, target, source, names, draft)
  // Without a base somebody has chosen: that ends the rounds.
  else if (present.base && present.rounds >= MOST_ROUNDS) disagree('keepsChanging', present, draft)
  else if (target === 'crm' && draft.toCrm.has(field.crmField)) disagree('bothMoved', present, draft)
  else put({ ...names, target, before, after: converted.value, why, ...runOf(ordered) }, now, draft)
}

// Neither the other side nor what the field is set to keep has a say: this is what the ERP held before.
function writeOrdered(
  { why, ordered }: Write,
  value: Value,
  { field, names, now }: Present,
  draft: Draft,
): void {
  const read = canonical(field.erp.type, value)
  if (!read.ok) misfit(read.error, 'erp', value, names, draft)
  else if (read.value === null && field.erp.mandatory)
    misfit({ kind: 'mandatory' }, 'erp', value, names, draft)
  else put({ ...names, target: 'erp', before: now[0], after: read.value, why, ...runOf(ordered) }, now, draft)
}

function runOf(ordered: Write['ordered']) {
  return ordered ? { run: ordered.run } : {}
}

function put(reason: Reason, [erp, crm]: Pair, draft: Draft): void {
  const { erpField, crmField, target, after } = reason
  draft.reasons.push(reason)
  if (target === 'erp') {
    draft.sent.set(erpField, [after, crm])
  } else {
    draft.toCrm.set(crmField, after)
    draft.base.set(erpField, [erp, after])
  }
}

// The blank counts as seen: a later edit of the kept side then travels as any other.
function keep(kept: Value, side: Side, { names, now }: Present, draft: Draft): void {
  draft.warnings.push({ ...names, kind: 'blankKept', side, kept })
  draft.base.set(names.erpField, now)
}

function misfit(error: ValueError, side: Side, value: Value, names: Names, draft: Draft): void {
  if (error.kind === 'unmappedItem') {
    const from = side === 'crm' ? 'erp' : 'crm'
    draft.warnings.push({ ...names, kind: 'unmappedItem', side: from, item: error.item })
  } else {
    draft.errors.push({ ...names, side, at: 'target', value, error })
  }
}

function disagree(reason: ConflictReason, { names, now, base }: Present, draft: Draft): void {
  draft.conflicts.push({ ...names, reason, base: base ?? null, erp: now[0], crm: now[1] })
}
