import type { Criterion, Field, Operator, Value } from '@koppel/sdk'

/** Text as it is compared: letter case and the way accents are encoded do not matter. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/** Whether a stored value meets a criterion. A blank one meets only the `not…` forms. */
export function meets(
  type: Field['type'],
  value: Value,
  { operator, values }: Omit<Criterion, 'field'>,
): boolean {
  if (value === null || value === '') return operator.startsWith('not')
  const sides = values.map((other) => comparable(type, other))
  return verdicts[operator](comparable(type, value), sides)
}

type Comparable = string | number | bigint | boolean

type Verdict = (value: Comparable, given: readonly Comparable[]) => boolean

const least: Comparable = ''
const first = (given: readonly Comparable[]) => given[0] ?? least
const begins: Verdict = (value, given) => String(value).startsWith(String(first(given)))
const contains: Verdict = (value, given) => String(value).includes(String(first(given)))
const ends: Verdict = (value, given) => String(value).endsWith(String(first(given)))
const oneOf: Verdict = (value, given) => given.includes(value)
const not =
  (verdict: Verdict): Verdict =>
  (value, given) =>
    !verdict(value, given)

const verdicts: Record<Operator, Verdict> = {
  equals: oneOf,
  notEquals: not(oneOf),
  begins,
  notBegins: not(begins),
  contains,
  notContains: not(contains),
  ends,
  notEnds: not(ends),
  less: (value, given) => value < first(given),
  greater: (value, given) => value > first(given),
  atMost: (value, given) => value <= first(given),
  atLeast: (value, given) => value >= first(given),
  before: (value, given) => value < first(given),
  after: (value, given) => value > first(given),
  between: (value, given) => value >= first(given) && value <= (given[1] ?? first(given)),
  oneOf,
  notOneOf: not(oneOf),
}

export const operators: ReadonlySet<string> = new Set(Object.keys(verdicts))

function comparable(type: Field['type'], value: Value): Comparable {
  if (value === null) return ''
  if (type === 'decimal') return scaled(String(value))
  if (type === 'datetime') return fullInstant(String(value))
  if (type === 'text' || type === 'password') return folded(String(value))
  return value
}

// Exact: twenty digits after the point as one whole number.
function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const digits = /^\d+$/.test(whole + fraction) ? BigInt(whole + fraction.slice(0, 20).padEnd(20, '0')) : 0n
  return decimal.startsWith('-') ? -digits : digits
}

function fullInstant(utc: string): string {
  const [seconds = '', fraction = ''] = utc.replace('Z', '').split('.')
  return `${seconds}.${fraction.padEnd(9, '0')}`
}
