import type { Fields } from '@koppel/sdk'
import { canonicalPair } from './base.ts'
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
import { canonical } from './value.ts'

/** What is known of one link when it is planned. Values need not be canonical yet. */
export interface LinkState {
  readonly fields: readonly MappedField[]
  readonly base: Base
  /** Rules for fields without a base. Keep them until the base has the field (see {@link remainingStarts}). */
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
  readonly reasons: readonly Reason[]
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
    base: new Map(Object.entries(state.base)),
    conflicts: [],
    warnings: [],
    errors: [],
    reasons: [],
  }
  for (const field of inOrder(state)) planField(field, state, draft)
  return {
    toCrm: Object.fromEntries(draft.toCrm),
    toErp: Object.fromEntries([...draft.sent].map(([key, [erp]]) => [key, erp])),
    sent: Object.fromEntries(draft.sent),
    conflicts: draft.conflicts,
    warnings: draft.warnings,
    errors: draft.errors,
    nextBase: Object.fromEntries(draft.base),
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

  const erp = canonical(field.erp.type, inErp)
  const crm = canonical(field.crm.type, inCrm)
  if (!erp.ok) draft.errors.push({ ...names, side: 'erp', at: 'source', value: inErp, error: erp.error })
  if (!crm.ok) draft.errors.push({ ...names, side: 'crm', at: 'source', value: inCrm, error: crm.error })
  if (!erp.ok || !crm.ok) return

  const now: Pair = [erp.value, crm.value]
  const stored = own(state.base, field.erpField)
  const base = stored && canonicalPair(field, stored)
  const rounds = own(state.rounds ?? {}, field.erpField) ?? 0
  const verdict = decide(field, now, base, own(state.start, field.erpField), state.times)
  carryOut(verdict, { field, names, now, base, rounds }, draft)
}

// Fields that write the CRM come first: what they write may feed further ERP fields in the same plan,
// because the engine does not echo its own CRM writes back to this connection.
function inOrder({ fields, base, start }: LinkState): MappedField[] {
  const turn = ({ erpField, direction }: MappedField) => {
    if (direction !== 'toErp') return 1
    return !own(base, erpField) && own(start, erpField) === 'erp' ? 0 : 2
  }
  return fields.toSorted((a, b) => turn(a) - turn(b) || (a.erpField < b.erpField ? -1 : 1))
}
