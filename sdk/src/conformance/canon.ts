import type { Field } from '../actor.ts'
import type { Fields, Value } from '../value.ts'

/** Why a delivered value is not in the canonical form of its field's type; nothing if it is. */
export function uncanonical(field: Field, value: Value | undefined): string | undefined {
  if (value === null) return
  if (value === undefined) return 'is undefined; a blank field is null, and one not asked for is left out'
  return rules[field.type](value, field)
}

type Rule = (value: Value, field: Field) => string | undefined

const rules: Record<Field['type'], Rule> = {
  text: textRule,
  password: textRule,
  integer: (value) => (Number.isSafeInteger(value) ? undefined : 'is not a safe integer'),
  decimal: decimalRule,
  checkbox: (value) => (typeof value === 'boolean' ? undefined : 'is not a boolean'),
  list: (value) => (typeof value === 'string' ? undefined : 'is not the key of an item as text'),
  date: (value) => (isDate(value) ? undefined : 'is not a date such as 2026-11-21'),
  datetime: (value) => (isInstant(value) ? undefined : 'is not UTC with a Z such as 2026-11-21T10:00:00Z'),
}

function textRule(value: Value): string | undefined {
  if (typeof value !== 'string') return 'is not text'
  return value === value.normalize('NFC') ? undefined : 'is not in Unicode NFC'
}

function decimalRule(value: Value, { decimals }: Field): string | undefined {
  if (typeof value !== 'string') return `is a ${typeof value}, not exact decimal text`
  if (!/^-?\d+(\.\d+)?$/.test(value)) return 'is not decimal text such as -12.50'
  const digits = (value.split('.')[1] ?? '').replace(/0+$/, '').length
  if (decimals === undefined || digits <= decimals) return
  return `has ${digits} digits after the point, and the field keeps ${decimals}`
}

export function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value
}

export function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false
  const whole = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.exec(value)
  return whole !== null && isDate(whole[1]) && !Number.isNaN(Date.parse(value))
}

/** A value in the one form in which two spellings of the same are equal: `12.5` and `12.50`, blank and empty. */
export function canon(field: Field, value: Value | undefined): string {
  if (value === undefined) return 'absent'
  if (value === null || value === '') return 'null'
  if (field.type === 'decimal') return decimalForm(String(value))
  if (field.type === 'datetime')
    return String(value).replace(/(\.\d*?)0*Z$/, (_, rest) => (rest === '.' ? 'Z' : `${rest}Z`))
  if (field.type === 'text' || field.type === 'password') return JSON.stringify(linesOf(String(value)))
  return JSON.stringify(value)
}

function linesOf(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n')
}

function decimalForm(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) ?? []
  const digits = `${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`
  return digits === '0' ? '0' : `${sign}${digits}`
}

/** Sentences on the fields in which two actors differ; of `given`, fields the second does not have count too. */
export function differences(fields: readonly Field[], given: Fields, found: Fields): string[] {
  return fields.flatMap((field) => {
    if (!Object.hasOwn(given, field.key)) return []
    const [one, other] = [canon(field, given[field.key]), canon(field, found[field.key])]
    return one === other ? [] : [`${field.key} is ${other}, expected ${one}`]
  })
}
