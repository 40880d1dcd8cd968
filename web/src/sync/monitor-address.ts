export const monitorViews = [
  'runs',
  'conflicts',
  'parked',
  'fieldErrors',
  'log',
  'links',
  'longWork',
  'comparison',
] as const
export type MonitorView = (typeof monitorViews)[number]

const texts = [
  ...(['connection', 'kind', 'state', 'quiet', 'from', 'to', 'recordType', 'record'] as const),
  ...(['field', 'direction', 'rule', 'text', 'user', 'reason'] as const),
] as const

/** What a list of the monitor shows, as its address says; every part is text. */
export type MonitorFilter = { readonly [K in (typeof texts)[number]]?: string | undefined }

export interface QuoteSyncAddress extends MonitorFilter {
  readonly tab?: 'monitor' | undefined
  readonly view?: MonitorView | undefined
}

export function readAddress(search: Record<string, unknown>): QuoteSyncAddress {
  if (search.tab !== 'monitor') return {}
  const given = texts.flatMap((key): [string, string][] =>
    typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : [],
  )
  const view = monitorViews.find((one) => one === search.view)
  return { tab: 'monitor', ...(view ? { view } : {}), ...Object.fromEntries(given) }
}

/** A day as somebody picks it → the moment it begins, or ends, where the browser is. */
export function startOf(day: string | undefined, days = 0): string | undefined {
  const [year, month, date] = (day ?? '').split('-').map(Number)
  if (!year || !month || !date) return undefined
  return new Date(year, month - 1, date + days).toISOString()
}

export function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
