import type { ActorTypeName, Field, Value } from '@koppel/sdk'
import type { RecordType } from '../../src/store/tables.ts'

/** A field of the simulated ERP's actors and the CRM field it is mapped to at first; that of a company, if not said otherwise. */
export interface SimField {
  readonly erp: string
  readonly crm: string
  /** Another CRM field it may be mapped to. */
  readonly otherCrm?: string
  readonly type: Field['type']
  readonly maxLength?: number
  readonly decimals?: number
  readonly list?: string
  readonly access?: 'mandatory' | 'readOnly'
  /** Follows a CRM field that another ERP field writes. */
  readonly follows?: true
}

export const simFields: readonly SimField[] = [
  { erp: 'NAME', crm: 'name', type: 'text', access: 'mandatory' },
  { erp: 'ALIAS', crm: 'name', type: 'text', follows: true },
  { erp: 'PHONE', crm: 'phone', otherCrm: 'email', type: 'text', maxLength: 14 },
  { erp: 'CITY', crm: 'streetCity', otherCrm: 'postalCity', type: 'text' },
  { erp: 'REF', crm: 'number', type: 'text', access: 'readOnly' },
  { erp: 'COUNTRY', crm: 'country', type: 'list', list: 'COUNTRIES' },
  { erp: 'CREDIT', crm: 'simCredit', type: 'decimal', decimals: 2 },
]

/** What is linked: actors of one type, and records. */
export interface Kind {
  readonly actorType: ActorTypeName
  readonly recordType: RecordType
  readonly fields: readonly SimField[]
}

export const customers: Kind = {
  ...{ actorType: 'customer', recordType: 'company' },
  fields: simFields,
}

/** The same fields of the ERP, where others in the CRM stand for them. */
function mappedTo(crm: Readonly<Record<string, readonly [string, string?]>>): readonly SimField[] {
  return simFields.flatMap(({ otherCrm: _, ...field }) => {
    const [first, other] = crm[field.erp] ?? []
    return first === undefined ? [] : [{ ...field, crm: first, ...(other && { otherCrm: other }) }]
  })
}

export const persons: Kind = {
  ...{ actorType: 'person', recordType: 'person' },
  fields: mappedTo({
    ...{ NAME: ['lastName'], ALIAS: ['lastName'], PHONE: ['phoneDirect', 'phoneMobile'] },
    ...{ CITY: ['postalCity', 'email'], REF: ['number'], COUNTRY: ['country'], CREDIT: ['simCredit'] },
  }),
}

export const projects: Kind = {
  ...{ actorType: 'project', recordType: 'project' },
  fields: mappedTo({
    ...{ NAME: ['name'], ALIAS: ['name'], PHONE: ['text', 'web'] },
    ...{ REF: ['number'], CREDIT: ['simCredit'] },
  }),
}

export const kinds = { customers, persons, projects } as const
export type KindName = keyof typeof kinds

export function crmFieldsOf({ fields }: Kind): readonly string[] {
  return [...new Set(fields.flatMap(({ crm, otherCrm }) => (otherCrm ? [crm, otherCrm] : [crm])))]
}

export const crmFieldsUsed = crmFieldsOf(customers)

/** One of its fields; those that it does not have are as those of customers. */
export function fieldIn({ fields }: Kind, erp: string): SimField {
  return fields.find((field) => field.erp === erp) ?? fieldOf(erp)
}

/** Items of the ERP's list; the last has no counterpart at first. */
export const countries = ['NL', 'DE', 'BE', 'FR', 'XX'] as const

export function fieldOf(erp: string): SimField {
  const found = simFields.find((field) => field.erp === erp)
  if (!found) throw new Error(`The simulated ERP has no field ${erp}`)
  return found
}

/** A value without what an ERP may change about it, so that what one edit became can be recognised on both sides. */
export function essence(value: Value | undefined): string {
  if (value === null || value === undefined || value === '') return ''
  const text = String(value).trim().replace(/^\++/, '').toLowerCase()
  // Amounts differ before the point; an ERP may round what comes after it.
  return /^-?\d+(\.\d+)?$/.test(text) ? text.replace(/\..*$/, '') : text
}

/** The canonical text of a value, blank or not: 7.00 and 7 are one amount. */
export function plain(value: Value | undefined): string {
  if (value === null || value === undefined || value === '') return ''
  return /^-?\d+\.\d+$/.test(String(value)) ? String(Number(value)) : String(value)
}
