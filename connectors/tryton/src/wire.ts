/** What Tryton's JSON can hold once its tagged objects are read: times and decimals have become text. */
export type Row = { readonly [field: string]: unknown }

/** A Tryton domain: clauses and nested domains. */
export type Domain = readonly unknown[]

/** Reads an answer; `{"__class__": …}` becomes text (times, dates, decimals) or a number of seconds. */
export function fromWire(body: string): unknown {
  return JSON.parse(body, (_key, value) => (isRow(value) ? untag(value) : value))
}

function untag(tagged: Row): unknown {
  switch (tagged.__class__) {
    case 'datetime':
      return `${day(tagged)}T${digits(tagged.hour)}:${digits(tagged.minute)}:${digits(tagged.second)}.${digits(tagged.microsecond, 6)}Z`
    case 'date':
      return day(tagged)
    case 'Decimal':
      return tagged.decimal
    case 'timedelta':
      return tagged.seconds
    default:
      return tagged
  }
}

function day({ year, month, day }: Row): string {
  return `${digits(year, 4)}-${digits(month)}-${digits(day)}`
}

function digits(value: unknown, length = 2): string {
  return String(value).padStart(length, '0')
}

/** A moment as Tryton wants it in a domain, from `2026-11-21T10:00:00.123456Z`. */
export function momentToWire(moment: string): Row {
  const [date = '', clock = ''] = moment.split('T')
  const [time = '', fraction = ''] = clock.replace('Z', '').split('.')
  const [hour, minute, second] = time.split(':').map(Number)
  const microsecond = Number(fraction.padEnd(6, '0').slice(0, 6))
  return { ...dateToWire(date), __class__: 'datetime', hour, minute, second, microsecond }
}

/** A date as Tryton wants it, from `2026-11-21`. */
export function dateToWire(date: string): Row {
  const [year, month, day] = date.split('-').map(Number)
  return { __class__: 'date', year, month, day }
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.filter(isRow) : []
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.normalize('NFC') : null
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

export function idsOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'number') : []
}

/** The id of a record we read. */
export function idOf(row: Row): number {
  const id = numberOf(row.id)
  if (id === undefined) throw new Error('Tryton answered with a record that has no id')
  return id
}

/** The Tryton id in an actor or list item key; undefined for a key that cannot be one of ours. */
export function idOfKey(key: unknown): number | undefined {
  const id = typeof key === 'string' && /^[1-9]\d{0,15}$/.test(key) ? Number(key) : undefined
  return Number.isSafeInteger(id) ? id : undefined
}
