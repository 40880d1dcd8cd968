import type { Value } from '@koppel/sdk'
import type { FieldType } from './value.ts'

export type Direction = 'toCrm' | 'toErp' | 'both'

/** Who stands when both sides changed a two-way field. */
export type ConflictRule = 'newest' | 'erp' | 'crm' | 'ask'

/** What one side can store in a field. */
export interface Shape {
  readonly type: FieldType
  /** Longest text, in code points. */
  readonly maxLength?: number
  /** Digits kept after the point. */
  readonly decimals?: number
  /** Cannot be blank. */
  readonly mandatory?: boolean
  /** Takes no value from outside. */
  readonly readOnly?: boolean
}

/** Which list item of the one side is which of the other; one to one. */
export interface ListItems {
  readonly toCrm: ReadonlyMap<string, string>
  readonly toErp: ReadonlyMap<string, string>
}

/**
 * One ERP field that travels to or from a CRM field.
 *
 * A CRM field may feed several ERP fields; at most one of them may write to it.
 */
export interface MappedField {
  readonly erpField: string
  readonly crmField: string
  readonly direction: Direction
  readonly conflictRule: ConflictRule
  /** Never overwrite with blank. */
  readonly keepOnBlank: boolean
  readonly erp: Shape
  readonly crm: Shape
  /** For a list ↔ list field; without it no item has a counterpart. */
  readonly list?: ListItems
}

/** Both values on which the sides last agreed, each in its own side's terms. */
export type Pair = readonly [erp: Value, crm: Value]

/** By ERP field key. */
export type Base = Readonly<Record<string, Pair>>

/** A base as it is kept: where both halves are the same, which is nearly everywhere, that value stands for the pair. */
export type StoredBase = Readonly<Record<string, Value | Pair>>

/**
 * How a field without a base begins: a side's value stands, somebody is asked, or only later changes count.
 */
export type Start = 'erp' | 'crm' | 'ask' | 'asIs'

/** A run of repair or resync stated which side stands: as {@link Start}, logged under that run. */
export interface Repair {
  readonly repair: 'erp' | 'crm'
  readonly run: number
  /** What the log names, if not repair. */
  readonly why?: 'resync'
  /** How the field was before the run: so it is again if the run is cancelled before the ERP was told. */
  readonly instead?: { readonly base: Pair } | { readonly start: Start | Repair | PutBack }
}

/**
 * The ERP is to hold an earlier value again while the CRM keeps its own; afterwards both count as agreed. Void
 * as soon as a side differs from `from`: the later edit stands, and travels as any other.
 */
export interface PutBack {
  readonly putBack: Value
  readonly from: Pair
  readonly run: number
}

/** By ERP field key. */
export type Starts = Readonly<Record<string, Start | Repair | PutBack>>
