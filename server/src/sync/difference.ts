import type { Fields, Value } from '@koppel/sdk'
import { canonicalPair } from './base.ts'
import type { Names } from './carry-out.ts'
import { equivalent } from './decide.ts'
import type { Base, MappedField, Pair } from './mapping.ts'
import { own } from './own.ts'
import { canonical } from './value.ts'

export type DifferenceKind =
  /** In step: each side holds what both last agreed on, and they are not alike. */
  | 'agreed'
  /** In step because a blank was kept, a field began as it was, or somebody undid a run. */
  | 'deliberate'
  /** A change is known and on its way. */
  | 'waits'
  /** A change nobody told of. */
  | 'missed'
  | 'conflict'
  | 'doesNotFit'

export interface Difference extends Names {
  readonly kind: DifferenceKind
  /** Null when the sides never agreed on this field. */
  readonly base: Pair | null
  readonly erp: Value
  readonly crm: Value
}

/** Both sides of a link as they are now, with what is known to be under way. */
export interface Comparing {
  readonly fields: readonly MappedField[]
  readonly base: Base
  /** By ERP field. A key that is missing was not delivered. */
  readonly actor: Fields
  /** By CRM field. */
  readonly record: Fields
  /** ERP fields with an open conflict. */
  readonly asked: ReadonlySet<string>
  /** ERP fields of which a value does not fit the other side. */
  readonly misfits: ReadonlySet<string>
  /** Whether something of this link has yet to be carried over, or to be read. */
  readonly underWay: boolean
}

/** Where the two sides of a link are not alike by the mapping, in canonical terms, and why. */
export function compareLink(link: Comparing): Difference[] {
  return link.fields.flatMap((field) => compareField(field, link))
}

function compareField(field: MappedField, link: Comparing): Difference[] {
  const { erpField, crmField } = field
  const inErp = own(link.actor, erpField)
  const inCrm = own(link.record, crmField)
  if (inErp === undefined || inCrm === undefined) return []
  const stored = own(link.base, erpField)
  const base = stored ? canonicalPair(field, stored) : null
  const erp = canonical(field.erp.type, inErp)
  const crm = canonical(field.crm.type, inCrm)
  if (!erp.ok || !crm.ok) return [{ erpField, crmField, kind: 'doesNotFit', base, erp: inErp, crm: inCrm }]
  const now: Pair = [erp.value, crm.value]
  if (equivalent(field, now)) return []
  return [{ erpField, crmField, kind: kindOf(field, now, base, link), base, erp: erp.value, crm: crm.value }]
}

function kindOf(field: MappedField, now: Pair, base: Pair | null, link: Comparing): DifferenceKind {
  if (link.asked.has(field.erpField)) return 'conflict'
  if (link.misfits.has(field.erpField)) return 'doesNotFit'
  if (!base) return 'waits'
  if (now[0] !== base[0] || now[1] !== base[1]) return link.underWay ? 'waits' : 'missed'
  return field.keepOnBlank && now.includes(null) ? 'deliberate' : 'agreed'
}
