// Reading and writing numbers and dates as the locale does. Values stay exact text; nothing passes through a float.

/** The signs a locale writes numbers with. */
export interface NumberSigns {
  readonly decimal: string
  readonly group: string
}

export function numberSigns(locale: string): NumberSigns {
  const parts = new Intl.NumberFormat(locale).formatToParts(-1_234_567.8)
  const sign = (type: string) => parts.find((part) => part.type === type)?.value
  return { decimal: sign('decimal') ?? '.', group: sign('group') ?? ',' }
}

/** `1.234,50` → `1234.50`; undefined if it is no number in this locale. */
export function parseDecimal(text: string, { decimal, group }: NumberSigns): string | undefined {
  const compact = text.replace(/[\s\u00a0\u202f']/g, '')
  const groups = new RegExp(`^([+-]?)(\\d{1,3}(?:\\${group}\\d{3})+|\\d+)?(?:\\${decimal}(\\d*))?$`)
  const match = groups.exec(compact)
  const [, sign = '', whole, fraction] = match ?? []
  if (!match || (whole === undefined && !fraction)) return undefined
  const digits = (whole ?? '0').replaceAll(group, '').replace(/^0+(?=\d)/, '')
  return `${sign === '-' ? '-' : ''}${digits}${fraction ? `.${fraction}` : ''}`
}

/** `1234.50` → `1.234,50`: every digit stays. */
export function formatDecimal(value: string, { decimal, group }: NumberSigns, grouped = true): string {
  const [, sign = '', whole = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  if (!whole) return value
  const digits = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole
  return `${sign}${digits}${fraction === undefined ? '' : decimal + fraction}`
}

type DatePart = 'year' | 'month' | 'day'

/** The order a locale writes a date in, e.g. day, month, year. */
export function dateOrder(locale: string): {
  readonly order: readonly DatePart[]
  readonly separator: string
} {
  const parts = new Intl.DateTimeFormat(locale, numeric).formatToParts(Date.UTC(2026, 10, 30))
  const order = parts.flatMap(({ type }) => (isDatePart(type) ? [type] : []))
  return { order, separator: parts.find(({ type }) => type === 'literal')?.value ?? '-' }
}

/** `30-11-2026` or `30/11/26` or `2026-11-30` → `2026-11-30`; undefined if there is no such day. */
export function parseDate(text: string, locale: string): string | undefined {
  const numbers = text.trim().split(/[\s./-]+/)
  if (numbers.length !== 3 || !numbers.every((part) => /^\d{1,4}$/.test(part))) return undefined
  const { order } = /^\d{4}$/.test(numbers[0] ?? '') ? isoOrder : dateOrder(locale)
  const part = (name: DatePart) => numbers[order.indexOf(name)] ?? ''
  const year = part('year').length === 2 ? century(Number(part('year'))) : Number(part('year'))
  const date = [String(year).padStart(4, '0'), part('month').padStart(2, '0'), part('day').padStart(2, '0')]
  return exists(date.join('-')) ? date.join('-') : undefined
}

/** `2026-11-30` → `30-11-2026`. */
export function formatDate(value: string, locale: string): string {
  const time = Date.parse(`${value.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(time) ? value : new Intl.DateTimeFormat(locale, numeric).format(time)
}

/** `30-11-2026 14:05`, in the time zone of the browser → `2026-11-30T13:05:00Z`; undefined if there is no such time. */
export function parseTime(text: string, locale: string): string | undefined {
  const [, day = '', hours, minutes, seconds = '0'] =
    /^(.*?)[\sT,]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?$/.exec(text.trim()) ?? []
  const date = parseDate(day, locale)
  if (date === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return undefined
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const at = new Date(2000, 0, 1, Number(hours), Number(minutes), Number(seconds))
  at.setFullYear(year, month - 1, dayOfMonth)
  return `${at.toISOString().slice(0, 19)}Z`
}

/** `2026-11-30T13:05:00Z` → `30-11-2026 14:05`, in the time zone of the browser; seconds where there are some. */
export function formatTime(value: string, locale: string): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  const two = (number: number) => String(number).padStart(2, '0')
  const day = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())]
  const clock = [at.getHours(), at.getMinutes(), ...(at.getSeconds() > 0 ? [at.getSeconds()] : [])]
  return `${formatDate(day.join('-'), locale)} ${clock.map(two).join(':')}`
}

const numeric = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' } as const
const isoOrder = { order: ['year', 'month', 'day'] as readonly DatePart[] }

function isDatePart(type: string): type is DatePart {
  return type === 'year' || type === 'month' || type === 'day'
}

// As ERP forms do: 69 and below is this century, so that birth dates come out right.
function century(year: number): number {
  return year + (year < 70 ? 2000 : 1900)
}

function exists(iso: string): boolean {
  const time = Date.parse(`${iso}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === iso
}
