import type { Field, Value } from '@koppel/sdk'
import { Decimal } from 'decimal.js'

export type FieldType = Field['type']

/** Why a value cannot be taken as it is. The web words it from the code and its numbers. */
export type ValueError =
  /** Longer than the field takes, in code points. */
  | { readonly kind: 'tooLong'; readonly length: number; readonly limit: number }
  | { readonly kind: 'notANumber' }
  | { readonly kind: 'notADate' }
  | { readonly kind: 'notACheckbox' }
  /** Contains NUL or half a character, which neither PostgreSQL nor most ERPs can store. */
  | { readonly kind: 'invalidText' }
  /** A value of the one type cannot become one of the other without losing information. */
  | { readonly kind: 'typesDoNotFit'; readonly from: FieldType; readonly to: FieldType }
  /** The target cannot be blank. */
  | { readonly kind: 'mandatory' }
  /** The list mapping has no counterpart for this item. The field waits for one. */
  | { readonly kind: 'unmappedItem'; readonly item: string }

export type Read =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ValueError }

/**
 * The one form of a value, so that equal values are identical (`===`).
 *
 * Blank is `null`; text is in Unicode NFC; decimals are plain text without needless zeros; times have no
 * trailing zeros in the fraction of a second.
 */
export function canonical(type: FieldType, value: Value): Read {
  if (value === null || value === '') return accepted(null)
  switch (type) {
    case 'text':
    case 'password':
      return text(value)
    case 'list':
      return text(Number.isSafeInteger(value) ? String(value) : value)
    case 'integer':
      return integer(value)
    case 'decimal':
      return decimal(value)
    case 'checkbox':
      return typeof value === 'boolean' ? accepted(value) : refused({ kind: 'notACheckbox' })
    case 'date':
      return typeof value === 'string' && isDate(value) ? accepted(value) : refused({ kind: 'notADate' })
    case 'datetime':
      return datetime(value)
  }
}

/** Whether a value can be read as this type, whatever its form. */
export function isReadable(type: FieldType, value: Value): boolean {
  if (value === null) return true
  if (type === 'text' || type === 'password') return isStorableText(value)
  if (type === 'decimal' && typeof value === 'string' && plainDecimal.test(value)) return true
  return canonical(type, value).ok
}

const plainDecimal = /^-?\d{1,30}(\.\d{1,30})?$/

/** Rounds canonical decimal text half away from zero to the digits a field keeps. */
export function rounded(value: string, decimals: number): string {
  return plain(new Decimal(value).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP))
}

/** Negative if `a` is before `b`, positive if after, 0 if equal; undefined if one of them is not a time. */
export function compareTimes(a: string | null | undefined, b: string | null | undefined): number | undefined {
  const [left, right] = [comparable(a), comparable(b)]
  if (left === undefined || right === undefined) return undefined
  if (left === right) return 0
  return left < right ? -1 : 1
}

export function accepted(value: Value): Read {
  return { ok: true, value }
}

export function refused(error: ValueError): Read {
  return { ok: false, error }
}

function text(value: Value): Read {
  return isStorableText(value) ? accepted(value.normalize('NFC')) : refused({ kind: 'invalidText' })
}

function isStorableText(value: Value): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
}

function integer(value: Value): Read {
  const number = typeof value === 'string' && /^[+-]?\d{1,16}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number)
    ? accepted(number + 0)
    : refused({ kind: 'notANumber' })
}

// A fraction that arrives as a number has been through binary floating point: its digits can no longer be trusted.
function decimal(value: Value): Read {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof digits === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(digits)
    ? accepted(plain(new Decimal(digits)))
    : refused({ kind: 'notANumber' })
}

function plain(number: Decimal): string {
  return number.isZero() ? '0' : number.toFixed()
}

const TIME = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/

function datetime(value: Value): Read {
  const day = typeof value === 'string' ? TIME.exec(value)?.[1] : undefined
  if (typeof value !== 'string' || day === undefined || !isDate(day)) return refused({ kind: 'notADate' })
  return accepted(value.replace(/(\.\d*?)0+Z$/, '$1Z').replace('.Z', 'Z'))
}

function isDate(value: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value)
  if (!parts) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  return year > 0 && day > 0 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

// Without the Z, a shorter fraction sorts before a longer one that begins with it.
function comparable(time: string | null | undefined): string | undefined {
  const read = canonical('datetime', time ?? null)
  return read.ok && typeof read.value === 'string' ? read.value.slice(0, -1) : undefined
}
