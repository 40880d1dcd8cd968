import type { Answer } from '../api/client.ts'

export type ListView = Answer<'GET /list-views/{recordType}'>
export type ListFilter = NonNullable<ListView['filters']>[number]
export type SortKey = NonNullable<ListView['sort']>

const sorts: readonly SortKey[] = ['title', 'city', 'company', 'number', 'endDate', 'updatedAt']

/** How a list is looked at, as it stands in the address: whoever gets the link sees the same. */
export interface ListAddress {
  readonly q?: string | undefined
  /** JSON. */
  readonly filters?: string | undefined
  readonly sort?: SortKey | undefined
  readonly order?: 'asc' | 'desc' | undefined
  /** Keys with commas. */
  readonly columns?: string | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly page?: number | undefined
}

/** Begins at the first page. */
export const fromTheStart = { after: undefined, before: undefined, page: undefined } as const

/** What can be read of an address; the rest is left out. */
export function readAddress(search: Readonly<Record<string, unknown>>): ListAddress {
  const text = (value: unknown, most: number) =>
    typeof value === 'string' && value ? value.slice(0, most) : undefined
  const page = Number(search.page)
  return {
    q: text(search.q, 200),
    filters:
      filtersIn({ filters: text(search.filters, 10_000) }).length > 0 ? String(search.filters) : undefined,
    sort: sorts.find((sort) => sort === search.sort),
    order: search.order === 'desc' ? 'desc' : undefined,
    columns: text(search.columns, 5_000),
    after: text(search.after, 2_000),
    before: text(search.before, 2_000),
    page: Number.isSafeInteger(page) && page > 1 ? page : undefined,
  }
}

export function filtersIn({ filters }: ListAddress): readonly ListFilter[] {
  try {
    const read: unknown = JSON.parse(filters ?? '[]')
    return Array.isArray(read) ? read.filter((one) => typeof one?.kind === 'string') : []
  } catch {
    return []
  }
}

export function filtersText(filters: readonly ListFilter[]): string | undefined {
  return filters.length === 0 ? undefined : JSON.stringify(filters)
}

/** What is kept of an address for the next time, or under a name. */
export function viewOf(address: ListAddress): ListView {
  const filters = filtersIn(address)
  const { q, sort, order, columns } = address
  return {
    ...(q ? { q } : {}),
    ...(filters.length > 0 ? { filters: [...filters] } : {}),
    ...(sort ? { sort } : {}),
    ...(order ? { order } : {}),
    ...(columns ? { columns: columns.split(',') } : {}),
  }
}

export function addressOf({ q, filters = [], sort, order, columns }: ListView): ListAddress {
  return { q, filters: filtersText(filters), sort, order, columns: columns?.join(','), ...fromTheStart }
}

/** Nobody said how the list is to be looked at. */
export function isBare(address: ListAddress): boolean {
  return Object.values(address).every((value) => value === undefined)
}
