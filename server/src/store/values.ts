import pg from 'pg'

type TypeId = (typeof pg.types.builtins)[keyof typeof pg.types.builtins]
type Parse = (text: string) => unknown

const { builtins, getTypeParser } = pg.types

// The array types, which pg-types does not name.
const arrayOf = {
  text: 1009,
  int8: 1016,
  timestamp: 1115,
  timestamptz: 1185,
  date: 1182,
  numeric: 1231,
} as const
// The driver's list of type numbers lacks the arrays, but it parses them.
const textArray = 1009 as TypeId

const asIs: Parse = (text) => text

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a JavaScript number`)
  return value
}

/** `2026-11-21 10:00:00.12+00` → `2026-11-21T10:00:00.120000Z`: sortable as text, exact to the microsecond. */
export function isoInstant(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text)
  if (!match) throw new RangeError(`${text} is not an instant in UTC`)
  const [, date, time, fraction = ''] = match
  return `${date}T${time}.${fraction.padEnd(6, '0')}Z`
}

function listOf(parse: Parse): Parse {
  const split: (text: string) => (string | null)[] = getTypeParser(textArray)
  return (text) => split(text).map((item) => (item === null ? null : parse(item)))
}

const parsers = new Map<number, Parse>([
  [builtins.INT8, safeInteger],
  [builtins.NUMERIC, asIs],
  [builtins.DATE, asIs],
  [builtins.TIMESTAMP, asIs],
  [builtins.TIMESTAMPTZ, isoInstant],
  [arrayOf.int8, listOf(safeInteger)],
  [arrayOf.numeric, listOf(asIs)],
  [arrayOf.date, listOf(asIs)],
  [arrayOf.timestamp, listOf(asIs)],
  [arrayOf.timestamptz, listOf(isoInstant)],
])

/**
 * How values come out of PostgreSQL: int8 as number, numeric as exact text, dates and instants as ISO text.
 * A `Date` would lose the microseconds, a float the cents.
 */
export const exactValues: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || getTypeParser(oid, format)) as typeof getTypeParser,
}
