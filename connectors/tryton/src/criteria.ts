import type { Criterion, Field, Operator, Value } from '@koppel/sdk'
import type { Column } from './columns.ts'
import { type Domain, idOfKey } from './wire.ts'

/**
 * A domain that every actor meeting the criterion is in; it may let others through, which {@link meets}
 * takes out. Tryton compares related records with “any of them” and knows nothing of “the first one”.
 */
export function narrowing(column: Column, { operator, values }: Criterion): Domain {
  const { path, field } = column
  if (path === undefined) return []
  const [first] = values
  if (field.type === 'list' && operator === 'oneOf')
    return [[path, 'in', values.flatMap((key) => idOfKey(key) ?? [])]]
  if (field.type === 'checkbox') return [[path, '=', first === true]]
  const pattern = field.type === 'text' ? patternOf(operator, first ?? null) : undefined
  if (pattern === undefined) return []
  return [[path, 'ilike', column.partOfPath ? `%${pattern}%` : pattern]]
}

function patternOf(operator: Operator, value: Value): string | undefined {
  if (value === null || value === '') return undefined
  const text = loose(String(value))
  switch (operator) {
    case 'equals':
      return text
    case 'begins':
      return `${text}%`
    case 'ends':
      return `%${text}`
    case 'contains':
      return `%${text}%`
    default:
      return undefined
  }
}

/** The text as a pattern that also finds other letter cases where the database only folds a–z. */
export function loose(text: string): string {
  return text.replace(/[%_\\]/g, '_').replace(/\P{ASCII}+/gu, '%')
}

/** Whether a value meets a criterion, as the contract says. */
export function meets(field: Field, value: Value, { operator, values }: Criterion): boolean {
  const negative = negations[operator]
  if (negative) return !meets(field, value, { field: field.key, operator: negative, values })
  if (value === null || value === '') return false
  const comparable = comparableOf(field)
  const own = comparable(value)
  const given = values.filter((one) => one !== null).map(comparable)
  return tests[operator](own, given)
}

const negations: { readonly [operator in Operator]?: Operator } = {
  notEquals: 'equals',
  notBegins: 'begins',
  notContains: 'contains',
  notEnds: 'ends',
  notOneOf: 'oneOf',
}

type Comparable = string | number
type Test = (own: Comparable, given: readonly Comparable[]) => boolean

const never: Test = () => false

const tests: { readonly [operator in Operator]: Test } = {
  equals: (own, [one]) => own === one,
  begins: (own, [one]) => one !== undefined && String(own).startsWith(String(one)),
  contains: (own, [one]) => one !== undefined && String(own).includes(String(one)),
  ends: (own, [one]) => one !== undefined && String(own).endsWith(String(one)),
  less: (own, [one]) => one !== undefined && own < one,
  greater: (own, [one]) => one !== undefined && own > one,
  atMost: (own, [one]) => one !== undefined && own <= one,
  atLeast: (own, [one]) => one !== undefined && own >= one,
  before: (own, [one]) => one !== undefined && own < one,
  after: (own, [one]) => one !== undefined && own > one,
  between: (own, [low, high]) => low !== undefined && high !== undefined && own >= low && own <= high,
  oneOf: (own, given) => given.includes(own),
  notEquals: never,
  notBegins: never,
  notContains: never,
  notEnds: never,
  notOneOf: never,
}

function comparableOf(field: Field): (value: Value) => Comparable {
  switch (field.type) {
    case 'integer':
    case 'decimal':
      return Number
    case 'text':
      return fold
    default:
      return String
  }
}

/** Text without regard to letter case. */
export function fold(value: Value): string {
  return String(value).normalize('NFC').toLowerCase()
}
