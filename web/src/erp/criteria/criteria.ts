import type { Answer } from '../../api/client.ts'
import { type FieldShape, misread, type Value } from '../../ui/field.ts'

// The rows of an advanced search as somebody fills them in, and what they ask of the ERP. Pure.

export type SearchField = Answer<'GET /connections/{id}/search-fields/{actorType}'>[number]

/** What the server is asked. */
export interface Criterion {
  readonly field: string
  readonly operator: string
  readonly values: Value[]
}

/** One row on the screen; its values may still be missing or unreadable. */
export interface CriterionRow {
  /** Stays when rows above it are removed. */
  readonly id: number
  readonly field: string
  readonly operator: string
  readonly values: readonly Value[]
}

/** What is wrong with a row. */
export type RowFault = 'missing' | 'misread' | 'reversed'

/** As many as the server takes. */
export const mostRows = 20

/** One more row, for the first field that has none yet. */
export function addRow(
  rows: readonly CriterionRow[],
  fields: readonly SearchField[],
): readonly CriterionRow[] {
  const used = new Set(rows.map(({ field }) => field))
  const field = fields.find(({ key }) => !used.has(key)) ?? fields[0]
  if (!field || rows.length >= mostRows) return rows
  const id = Math.max(0, ...rows.map((row) => row.id)) + 1
  const operator = field.operators[0] ?? 'equals'
  return [...rows, { id, field: field.key, operator, values: emptyValues(field, operator) }]
}

/** The rows to begin with: one, which has the text that was looked for before in what is most likely a name. */
export function firstRows(fields: readonly SearchField[], text: string): readonly CriterionRow[] {
  const name = fields.find(({ type, identifies }) => type === 'text' && !identifies)
  if (!name || text === '') return addRow([], fields)
  return [{ id: 1, field: name.key, operator: name.operators[0] ?? 'contains', values: [text] }]
}

export function removeRow(rows: readonly CriterionRow[], id: number): readonly CriterionRow[] {
  return rows.filter((row) => row.id !== id)
}

export function putRow(rows: readonly CriterionRow[], changed: CriterionRow): readonly CriterionRow[] {
  return rows.map((row) => (row.id === changed.id ? changed : row))
}

/** The row asks for another field: what was compared stays where the new field can be compared so. */
export function withField(
  row: CriterionRow,
  before: SearchField | undefined,
  field: SearchField,
): CriterionRow {
  const operator = field.operators.includes(row.operator) ? row.operator : (field.operators[0] ?? 'equals')
  const keeps = before?.type === field.type && field.type !== 'list'
  const values = keeps ? fitted(row.values, operator) : emptyValues(field, operator)
  return { ...row, field: field.key, operator, values }
}

export function withOperator(row: CriterionRow, field: SearchField, operator: string): CriterionRow {
  const sameEditor = shapeOf(field, operator).type === shapeOf(field, row.operator).type
  if (!sameEditor) return { ...row, operator, values: emptyValues(field, operator) }
  return { ...row, operator, values: isOneOf(operator) ? row.values : fitted(row.values, operator) }
}

export function isOneOf(operator: string): boolean {
  return operator === 'oneOf' || operator === 'notOneOf'
}

/** Rows of fields that are not there (any more) are gone. */
export function knownRows(
  rows: readonly CriterionRow[],
  fields: readonly SearchField[],
): readonly CriterionRow[] {
  return rows.filter((row) => fields.some(({ key }) => key === row.field))
}

/** What is wrong with a row; undefined if it can be asked. */
export function faultOf(row: CriterionRow, field: SearchField): RowFault | undefined {
  const shape = shapeOf(field, row.operator)
  const given = row.values.filter((value) => value !== null && value !== '')
  if (given.some((value) => misread(shape, value))) return 'misread'
  const needed = row.operator === 'between' ? 2 : 1
  if (given.length < needed) return 'missing'
  return row.operator === 'between' && isReversed(field, given) ? 'reversed' : undefined
}

/** What is wrong with the rows, by their id. */
export function faultsOf(
  rows: readonly CriterionRow[],
  fields: readonly SearchField[],
): ReadonlyMap<number, RowFault> {
  return new Map(
    rows.flatMap((row) => {
      const field = fields.find(({ key }) => key === row.field)
      const fault = field && faultOf(row, field)
      return fault ? [[row.id, fault] as const] : []
    }),
  )
}

/** The rows as the server is asked; times are compared by whole days of the browser where `equals` is meant. */
export function criteriaOf(rows: readonly CriterionRow[], fields: readonly SearchField[]): Criterion[] {
  return rows.map(({ field, operator, values }) => {
    const type = fields.find(({ key }) => key === field)?.type
    const [day] = values
    if (type === 'datetime' && operator === 'equals' && typeof day === 'string') {
      return { field, operator: 'between', values: wholeDay(day) }
    }
    return { field, operator, values: [...values] }
  })
}

/** The field as a form draws it: on a time, `equals` means a day. */
export function shapeOf(field: SearchField, operator?: string): FieldShape {
  const day = field.type === 'datetime' && operator === 'equals'
  return {
    key: field.key,
    label: field.label,
    type: day ? 'date' : field.type === 'password' ? 'text' : field.type,
    mandatory: false,
    maxLength: field.type === 'text' ? 200 : null,
    items: field.items?.map(({ key, label, inactive }) => ({ key, name: label, inactive })) ?? null,
  }
}

function emptyValues({ type }: SearchField, operator: string): readonly Value[] {
  if (isOneOf(operator)) return []
  if (type === 'checkbox') return [true]
  return fitted([], operator)
}

function fitted(values: readonly Value[], operator: string): readonly Value[] {
  const [first = null, second = null] = values
  return operator === 'between' ? [first, second] : [first]
}

function isReversed({ type }: SearchField, [from, to]: readonly Value[]): boolean {
  if (type === 'date' || type === 'datetime') return String(from) > String(to)
  if (type === 'integer' || type === 'decimal') return isGreater(String(from), String(to))
  return false
}

// Exact: no digit passes through a float.
function isGreater(left: string, right: string): boolean {
  const digits = Math.max(...[left, right].map((text) => text.split('.')[1]?.length ?? 0))
  const whole = (text: string) => {
    const [integer = '0', fraction = ''] = text.split('.')
    return BigInt(integer + fraction.padEnd(digits, '0'))
  }
  return whole(left) > whole(right)
}

function wholeDay(day: string): Value[] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const start = new Date(year, month - 1, date)
  const next = new Date(year, month - 1, date + 1)
  return [start.toISOString(), new Date(next.getTime() - 1).toISOString()].map((at) =>
    at.replace(/\.000Z$/, 'Z'),
  )
}
