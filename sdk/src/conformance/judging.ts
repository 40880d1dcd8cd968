import type { Actor, Field } from '../actor.ts'
import type { Criterion, Operator } from '../search.ts'
import type { Value } from '../value.ts'

/** Whether an actor must be found, must not be found, or either is right. */
export type Verdict = 'in' | 'out' | 'either'

/**
 * What a criterion means for a value, written apart from any connector.
 *
 * Which text comes between two others depends on the ERP's alphabet, so that is judged only where all alphabets
 * agree.
 */
export function judge(field: Field, value: Value, { operator, values }: Criterion): Verdict {
  if (value === null || value === '') return operator.startsWith('not') ? 'in' : 'out'
  if (operator === 'between' && field.type === 'text') return betweenTexts(String(value), values.map(String))
  return holds(field, value, operator, values) ? 'in' : 'out'
}

export function judgeAll(field: Field, actors: Iterable<Actor>, criterion: Criterion): Map<string, Verdict> {
  return new Map(
    [...actors].map(({ key, fields }) => [key, judge(field, fields[field.key] ?? null, criterion)]),
  )
}

function holds(field: Field, value: Value, operator: Operator, values: readonly Value[]): boolean {
  const orders = values.map((other) => order(field, value, other))
  const one = orders[0] ?? Number.NaN
  switch (operator) {
    case 'equals':
      return one === 0
    case 'notEquals':
      return one !== 0
    case 'less':
    case 'before':
      return one < 0
    case 'greater':
    case 'after':
      return one > 0
    case 'atMost':
      return one <= 0
    case 'atLeast':
      return one >= 0
    case 'between':
      return one >= 0 && (orders[1] ?? Number.NaN) <= 0
    case 'oneOf':
      return orders.includes(0)
    case 'notOneOf':
      return !orders.includes(0)
    default:
      return textHolds(lower(value), operator, lower(values[0] ?? null))
  }
}

function textHolds(text: string, operator: Operator, part: string): boolean {
  switch (operator) {
    case 'begins':
      return text.startsWith(part)
    case 'notBegins':
      return !text.startsWith(part)
    case 'contains':
      return text.includes(part)
    case 'notContains':
      return !text.includes(part)
    case 'ends':
      return text.endsWith(part)
    case 'notEnds':
      return !text.endsWith(part)
    default:
      throw new Error(`${operator} does not fit text`)
  }
}

/** Below, at or above zero, as `value` comes before, with or after `other`. */
function order(field: Field, value: Value, other: Value): number {
  switch (field.type) {
    case 'decimal':
      return sign(units(value) - units(other))
    case 'integer':
      return Number(value) - Number(other)
    case 'checkbox':
      return Number(value) - Number(other)
    case 'datetime':
      return sign(nanoseconds(value) - nanoseconds(other))
    case 'date':
    case 'list':
      return compare(String(value), String(other))
    case 'text':
    case 'password':
      return compare(lower(value), lower(other))
  }
}

function betweenTexts(value: string, [from = '', to = '']: readonly string[]): Verdict {
  const alphabets = [
    compare,
    new Intl.Collator('en', { sensitivity: 'base' }).compare,
    new Intl.Collator('en', { sensitivity: 'base', ignorePunctuation: true }).compare,
  ]
  const inside = alphabets.map((by) => by(lower(value), lower(from)) >= 0 && by(lower(value), lower(to)) <= 0)
  if (inside.every(Boolean)) return 'in'
  return inside.some(Boolean) ? 'either' : 'out'
}

function lower(value: Value): string {
  return String(value ?? '')
    .normalize('NFC')
    .toLowerCase()
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function sign(number: bigint): number {
  if (number === 0n) return 0
  return number < 0n ? -1 : 1
}

// As whole units of 10⁻¹⁸, so that no digit is lost.
function units(value: Value): bigint {
  const [whole = '', fraction = ''] = String(value).split('.')
  return BigInt(`${whole}${fraction.padEnd(18, '0').slice(0, 18)}`)
}

function nanoseconds(value: Value): bigint {
  const [seconds = '', fraction = ''] = String(value).replace('Z', '').split('.')
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9))
}
