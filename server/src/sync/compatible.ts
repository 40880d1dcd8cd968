import { fits } from './convert.ts'
import type { Direction, Shape } from './mapping.ts'

/** An ERP field as far as its mapping is concerned. */
export interface ErpField extends Shape {
  readonly key: string
  readonly access: 'normal' | 'mandatory' | 'readOnly'
  /** Holds the actor's id. */
  readonly identifies: boolean
  /** False: no longer in the ERP. */
  readonly inErp: boolean
}

/** A CRM field that may be mapped. */
export interface CrmField extends Shape {
  readonly key: string
  readonly readOnly?: boolean
}

/** Why an arrow is grey. */
export type Blocked =
  | 'noCrmField'
  | 'notInErp'
  | 'identifies'
  | 'erpReadOnly'
  | 'crmReadOnly'
  | 'typesDoNotFit'
  /** Another ERP field of this actor type already writes this CRM field. */
  | 'writtenByField'
  /** Another connection already writes this CRM field: here it can only go both ways. */
  | 'writtenByConnection'

/** For each arrow why it is grey, or null if it can be set. */
export interface Arrows {
  readonly toCrm: Blocked | null
  readonly toErp: Blocked | null
}

/** What else is known about the pair. */
export interface Surroundings {
  /** The ERP takes changes to actors of this type. */
  readonly canUpdate: boolean
  /** Who else already writes this CRM field. */
  readonly writtenBy?: 'field' | 'connection' | undefined
  /** The arrow CRM → ERP is on: with it, a CRM field written by another connection may be written here too. */
  readonly toErpOn?: boolean
}

/** Which directions a pair of fields could take. `crm` is undefined while none is chosen or it no longer exists. */
export function arrowsOf(erp: ErpField, crm: CrmField | undefined, around: Surroundings): Arrows {
  const blocked = crm ? eitherWay(erp) : 'noCrmField'
  if (!crm || blocked) return { toCrm: blocked, toErp: blocked }
  return { toCrm: intoCrm(erp, crm, around), toErp: intoErp(erp, crm, around) }
}

/** Why a direction cannot be saved, or null if it can. */
export function blockedDirection(
  direction: Direction,
  erp: ErpField,
  crm: CrmField | undefined,
  around: Surroundings,
): Blocked | null {
  const arrows = arrowsOf(erp, crm, { ...around, toErpOn: direction === 'both' })
  if (direction === 'toCrm') return arrows.toCrm
  return direction === 'toErp' ? arrows.toErp : (arrows.toErp ?? arrows.toCrm)
}

/** The direction two arrows make, or null when both are off. */
export function directionOf(toCrm: boolean, toErp: boolean): Direction | null {
  if (toCrm && toErp) return 'both'
  if (toCrm) return 'toCrm'
  return toErp ? 'toErp' : null
}

function eitherWay(erp: ErpField): Blocked | null {
  if (!erp.inErp) return 'notInErp'
  return erp.identifies ? 'identifies' : null
}

function intoCrm(erp: ErpField, crm: CrmField, { writtenBy, toErpOn }: Surroundings): Blocked | null {
  if (crm.readOnly) return 'crmReadOnly'
  if (!fits(erp.type, crm.type)) return 'typesDoNotFit'
  if (writtenBy === 'field') return 'writtenByField'
  return writtenBy === 'connection' && !toErpOn ? 'writtenByConnection' : null
}

function intoErp(erp: ErpField, crm: CrmField, { canUpdate }: Surroundings): Blocked | null {
  if (erp.access === 'readOnly' || !canUpdate) return 'erpReadOnly'
  return fits(crm.type, erp.type) ? null : 'typesDoNotFit'
}
