// What the address of the audit screen says: its filter, so that a link shows the same to somebody else.

export const auditKinds = [
  ...(['signIn', 'people', 'keys', 'connections', 'mappings'] as const),
  ...(['sync', 'records', 'fields', 'other'] as const),
] as const

export interface AuditFilter {
  readonly user?: string | undefined
  /** The API key it was done with. */
  readonly key?: string | undefined
  readonly kind?: (typeof auditKinds)[number] | undefined
  readonly subject?: string | undefined
  /** The first and the last day. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const number = (value: unknown) => (/^[1-9]\d{0,14}$/.test(String(value)) ? String(value) : undefined)
const day = (value: unknown) => (/^\d{4}-\d\d-\d\d$/.test(String(value)) ? String(value) : undefined)

export function readAuditAddress(search: Record<string, unknown>): AuditFilter {
  return {
    user: text(search.user),
    key: number(search.key),
    kind: auditKinds.find((kind) => kind === search.kind),
    subject: text(search.subject),
    from: day(search.from),
    to: day(search.to),
  }
}

/** The filter as the API takes it: days are those of the browser, the last one whole. */
export function auditQueryOf({ user, key, kind, subject, from, to }: AuditFilter) {
  return {
    userId: user,
    apiKeyId: key === undefined ? undefined : Number(key),
    kind,
    subject,
    from: from && startOf(from, 0),
    to: to && startOf(to, 1),
  }
}

function startOf(day: string, later: number): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const start = new Date(year, month - 1, date + later)
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString()
}

export function auditExportAddress(filter: AuditFilter): string {
  const given = Object.entries(auditQueryOf(filter)).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return `/api/v1/audit/export?${new URLSearchParams(given)}`
}
