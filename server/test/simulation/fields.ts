import type { Field, Value } from '@koppel/sdk'

/** A field of the simulated ERP's customers and the company field it is mapped to at first. */
export interface SimField {
  readonly erp: string
  readonly crm: string
  /** Another company field it may be mapped to. */
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

export const crmFieldsUsed = [
  ...new Set(simFields.flatMap(({ crm, otherCrm }) => (otherCrm ? [crm, otherCrm] : [crm]))),
]

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
