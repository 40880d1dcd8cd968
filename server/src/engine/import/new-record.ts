import type { Actor, Fields, Value } from '@koppel/sdk'
import type { TypeMapping } from '../../erp/index.ts'
import type { ImportWarning } from '../../store/tables.ts'
import {
  type Base,
  type FieldError,
  type MappedField,
  planLink,
  type Start,
  type Starts,
  type Warning,
} from '../../sync/index.ts'

/** A record that is about to be made from an actor, with the link between the two. */
export interface NewRecord {
  readonly actor: Actor
  /** By CRM field; blanks are left out. */
  readonly fields: Fields
  readonly companyId: number | null
  readonly base: Base
  readonly start: Starts
  /** Nothing is left to say of this link: no pass need look at it before a side moves. */
  readonly settled: boolean
  /** When its actor was read, by the clock of the database. */
  readonly at: string
  /** What the record cannot take: it is left out, and the pass says why. */
  readonly misfits: readonly ImportWarning[]
}

/** What a new record has beside what the ERP delivers. */
export interface Beside {
  readonly fields?: Fields
  /** Of a person or project: the company it belongs to. */
  readonly companyId?: number
}

/**
 * The record an actor becomes, from the same plan that would bring an empty one in line with it.
 *
 * Every field takes the ERP's side: most begin so by themselves, and those the CRM owns from then on are told to. What cannot be taken (a value that does
 * not fit, an item without a counterpart, a field that was not delivered) stays without a base: the next pass looks at it
 * and says why.
 */
export function newRecordOf(
  mapping: NewRecordMapping,
  actor: Actor,
  at: string,
  beside: Beside = {},
): NewRecord {
  const { blank, start } = mapping
  const given = beside.fields && Object.keys(beside.fields).length > 0 ? beside.fields : undefined
  const record = given ? { ...blank, ...given } : blank
  const begin = given ? { ...start, ...defaultsThatStand(mapping, actor, given) } : start
  const plan = planLink({
    fields: mapping.fields,
    base: {},
    start: begin,
    actor: actor.fields,
    record,
    times: {},
  })
  const { conflicts, errors, warnings } = plan
  return {
    actor,
    at,
    fields: withoutBlanks(given, plan.toCrm),
    companyId: beside.companyId ?? null,
    base: plan.nextBase,
    start: plan.nextStart,
    misfits: [...errors.map(misfitOf), ...warnings.flatMap(unmapped)],
    settled:
      conflicts.length + errors.length + warnings.length === 0 &&
      Object.keys(plan.sent).length === 0 &&
      mapping.fields.every(({ erpField }) => Object.hasOwn(actor.fields, erpField)),
  }
}

/** What the ERP delivers goes before a default; a blank of the ERP does not. */
function defaultsThatStand({ fields }: NewRecordMapping, actor: Actor, given: Fields): Starts {
  return Object.fromEntries(
    fields.flatMap(({ erpField, crmField }): [string, Start][] => {
      const value = actor.fields[erpField]
      const isBlank = value === null || value === '' || value === undefined
      return isBlank && (given[crmField] ?? null) !== null ? [[erpField, 'asIs']] : []
    }),
  )
}

function misfitOf({ erpField, crmField, value, error }: FieldError): ImportWarning {
  return { code: error.kind, erpField, crmField, value }
}

// Of an empty record no blank is kept.
function unmapped(warning: Warning): ImportWarning[] {
  if (warning.kind !== 'unmappedItem') return []
  return [
    { code: 'unmappedItem', erpField: warning.erpField, crmField: warning.crmField, value: warning.item },
  ]
}

/** What of a mapping is the same for every new record. */
export interface NewRecordMapping {
  readonly fields: readonly MappedField[]
  readonly blank: Fields
  readonly start: Starts
}

export function newRecordMapping({ fields }: TypeMapping): NewRecordMapping {
  return {
    fields,
    blank: Object.fromEntries(fields.map(({ crmField }) => [crmField, null])),
    start: Object.fromEntries(
      fields.flatMap(({ erpField, direction }): [string, Start][] =>
        direction === 'toErp' ? [[erpField, 'erp']] : [],
      ),
    ),
  }
}

/** By a loop, not by entries: of each of hundreds of thousands. */
function withoutBlanks(...parts: readonly (Fields | undefined)[]): Fields {
  const filled: Record<string, Value> = {}
  for (const part of parts)
    for (const key in part) {
      const value = part[key]
      if (value === null || value === undefined) delete filled[key]
      else filled[key] = value
    }
  return filled
}
