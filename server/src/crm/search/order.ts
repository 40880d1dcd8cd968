import { type RawBuilder, sql } from 'kysely'
import type { Sort } from './sorts.ts'

type Sql = RawBuilder<unknown>

/** Where a page ends: what its last row is sorted by, and its id. */
export interface Place {
  readonly keys: readonly (string | null)[]
  readonly id: number
}

/** One step through a list: so many rows beyond a place, forwards or backwards. */
export interface Step {
  readonly sort: Sort
  readonly descending: boolean
  readonly from: Place | undefined
  readonly backwards: boolean
  readonly limit: number
}

/** A part of a list that an index answers by itself: rows with a first sort value, and those without. */
export interface Stretch {
  readonly condition: Sql
  readonly order: Sql
}

/** The parts this step goes through, one after another; `columns` and `id` are what the order is in, in SQL. */
export function stretches(step: Step, columns: readonly Sql[], id: Sql): readonly Stretch[] {
  const { sort, from, backwards } = step
  const [first] = columns
  if (!sort.blanksLast || !first) return [stretch(step, columns, id, sql`true`, from)]
  const inBlanks = from?.keys[0] === null
  const filled = stretch(step, columns, id, sql`${first} is not null`, inBlanks ? undefined : from)
  const rest = { ...step, sort: { ...sort, types: sort.types.slice(1) } }
  const place = from && inBlanks ? { ...from, keys: from.keys.slice(1) } : undefined
  const blank = stretch(rest, columns.slice(1), id, sql`${first} is null`, place)
  if (backwards) return from && !inBlanks ? [filled] : [blank, filled]
  return inBlanks ? [blank] : [filled, blank]
}

function stretch(step: Step, columns: readonly Sql[], id: Sql, part: Sql, from: Place | undefined): Stretch {
  const direction = sql.raw(step.descending === step.backwards ? 'asc' : 'desc')
  const order = sql.join([...columns, id].map((column) => sql`${column} ${direction}`))
  if (!from) return { condition: part, order }
  const beyond = sql.raw(step.descending === step.backwards ? '>' : '<')
  const values = step.sort.types.map((type, at) => sql`${from.keys[at] ?? null}::${sql.raw(type)}`)
  const row = (parts: readonly Sql[]) => sql`(${sql.join(parts)})`
  // An index cannot be entered by columns of two tables.
  const [first, value] = [columns[0], values[0]]
  const entry = step.sort.join && first && value ? sql`${first} ${beyond}= ${value} and` : sql``
  return {
    condition: sql`${part} and ${entry} ${row([...columns, id])} ${beyond} ${row([...values, sql`${from.id}::bigint`])}`,
    order,
  }
}

/** A place as it stands in an address. */
export function placeText({ keys, id }: Place): string {
  return Buffer.from(JSON.stringify([...keys, id])).toString('base64url')
}

/** The place in an address; undefined where it is none of a list in this order. */
export function placeIn(text: string, { types, blanksLast }: Sort): Place | undefined {
  const read = readJson(Buffer.from(text, 'base64url').toString())
  if (!Array.isArray(read) || read.length !== types.length + 1) return undefined
  const keys: unknown[] = read.slice(0, -1)
  const id: unknown = read.at(-1)
  if (!Number.isSafeInteger(id) || typeof id !== 'number') return undefined
  const fit = keys.every((key, at) => (key === null ? at === 0 && blanksLast : fits(key, types[at])))
  return fit ? { keys: keys.map((key) => (key === null ? null : String(key))), id } : undefined
}

const shapes = {
  text: /^[^\0]*$/,
  date: /^\d{4}-\d\d-\d\d$/,
  timestamptz: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/,
} as const

function fits(key: unknown, type: keyof typeof shapes | undefined): boolean {
  if (typeof key !== 'string' || !type || !shapes[type].test(key)) return false
  return type === 'text' || !Number.isNaN(Date.parse(key))
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
