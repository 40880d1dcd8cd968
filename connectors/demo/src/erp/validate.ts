import type { Field, Fields, Text, Value } from '@koppel/sdk'
import { lists } from './lists.ts'
import type { Register } from './model.ts'

/** Why the ERP does not take a value, and of which field. */
export interface Refusal {
  readonly field: string
  readonly reason: Text
}

export interface Accepted {
  readonly accepted: Fields
}

/** The fields as the ERP stores them, or the first that it refuses. `before` is what it has now, if anything. */
export function accept(register: Register, given: Fields, before: Fields | undefined): Accepted | Refusal {
  const accepted: Record<string, Value> = {}
  for (const [key, value] of Object.entries(given)) {
    const field = register.fields.find((one) => one.key === key)
    if (!field) return refusal(key, `There is no field ${key}.`, `Er is geen veld ${key}.`)
    const stored = storedValue(field, value)
    const reason = problem(field, stored, before?.[key] ?? null)
    if (reason) return { field: key, reason }
    accepted[key] = stored
  }
  return missing(register, { ...before, ...accepted }) ?? { accepted }
}

function refusal(field: string, en: string, nl: string): Refusal {
  return { field, reason: { en, nl } }
}

function missing({ fields }: Register, values: Fields): Refusal | undefined {
  const field = fields.find(({ access, key }) => access === 'mandatory' && (values[key] ?? null) === null)
  if (!field) return
  const { en, nl } = labels(field)
  return refusal(field.key, `${en} must be filled in.`, `${nl} moet zijn ingevuld.`)
}

function storedValue(field: Field, value: Value): Value {
  if (value === '' || value === null) return field.type === 'checkbox' ? false : null
  if (typeof value !== 'string') return value
  if (field.type === 'decimal') return paddedDecimal(value, field.decimals ?? 0)
  return value.normalize('NFC')
}

// Money is kept with two digits, as ERPs do: 12.5 becomes 12.50.
function paddedDecimal(text: string, decimals: number): string {
  if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return text
  const [whole = '0', fraction = ''] = text.split('.')
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(decimals, '0')}`
}

function problem(field: Field, value: Value, before: Value): Text | undefined {
  const { en, nl } = labels(field)
  if (field.access === 'readOnly') {
    return { en: `${en} is kept by the ERP itself.`, nl: `${nl} wordt door het ERP zelf bijgehouden.` }
  }
  if (value === null) return
  return unfit[field.type](value, { field, en, nl, before })
}

interface Context {
  readonly field: Field
  readonly en: string
  readonly nl: string
  readonly before: Value
}

type Check = (value: Value, context: Context) => Text | undefined

const unfit: Record<Field['type'], Check> = {
  text: unfitText,
  password: unfitText,
  integer: unless(Number.isSafeInteger, 'a whole number', 'een geheel getal'),
  decimal: unfitDecimal,
  checkbox: unless((value) => typeof value === 'boolean', 'yes or no', 'ja of nee'),
  list: unfitItem,
  date: unless(isDate, 'a date such as 2026-11-21', 'een datum zoals 2026-11-21'),
  datetime: unless(isDateTime, 'a date and time in UTC', 'een datum en tijd in UTC'),
}

function unless(fits: (value: Value) => boolean, what: string, wat: string): Check {
  return (value, { en, nl }) =>
    fits(value) ? undefined : { en: `${en} must be ${what}.`, nl: `${nl} moet ${wat} zijn.` }
}

function unfitText(value: Value, { field, en, nl }: Context): Text | undefined {
  if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0')) {
    return {
      en: `${en} holds characters that cannot be stored.`,
      nl: `${nl} bevat tekens die niet bewaard kunnen worden.`,
    }
  }
  const length = [...value].length
  if (field.maxLength === undefined || length <= field.maxLength) return
  return {
    en: `${en} may have at most ${field.maxLength} characters, and has ${length}.`,
    nl: `${nl} mag hoogstens ${field.maxLength} tekens hebben, en heeft er ${length}.`,
  }
}

function unfitDecimal(value: Value, { field, en, nl }: Context): Text | undefined {
  const decimals = field.decimals ?? 0
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d+)?$/.test(value)) {
    return { en: `${en} must be a number.`, nl: `${nl} moet een getal zijn.` }
  }
  if ((value.split('.')[1] ?? '').length <= decimals) return
  return {
    en: `${en} may have at most ${decimals} decimals.`,
    nl: `${nl} mag hoogstens ${decimals} decimalen hebben.`,
  }
}

function unfitItem(value: Value, { field, en, nl, before }: Context): Text | undefined {
  const found = lists[field.list ?? '']?.find(({ key }) => key === value)
  if (!found) return { en: `${en} has no item “${value}”.`, nl: `${nl} kent “${value}” niet.` }
  if (!found.inactive || value === before) return
  return { en: `${en}: “${value}” is no longer in use.`, nl: `${nl}: “${value}” is niet meer in gebruik.` }
}

function isDate(value: Value): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

function isDateTime(value: Value): boolean {
  if (typeof value !== 'string') return false
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,6})?Z$/.exec(value)
  return parts !== null && isDate(parts[1] ?? '') && !Number.isNaN(Date.parse(value))
}

function labels({ label }: Field): { en: string; nl: string } {
  return typeof label === 'string' ? { en: label, nl: label } : { en: label.en, nl: label.nl ?? label.en }
}
