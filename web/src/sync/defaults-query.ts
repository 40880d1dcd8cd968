import { queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'

export type Defaults = Answer<'GET /connections/{id}/defaults'>[number]

/** Asked anew for every dialog, and not made stale by live events: what is being edited stays. */
export function defaultsQuery(id: number) {
  return queryOptions({
    queryKey: ['defaults', id],
    queryFn: ({ signal }) => api('GET /connections/{id}/defaults', { params: { id }, signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The items of a list as the ERP has them now. */
export function erpListQuery(id: number, erpList: string | null) {
  return queryOptions({
    queryKey: ['erpList', id, erpList],
    queryFn: ({ signal }) =>
      api('GET /connections/{id}/erp-lists/{erpList}', { params: { id, erpList: erpList ?? '' }, signal }),
    enabled: erpList !== null,
    retry: false,
    staleTime: 60_000,
  })
}
