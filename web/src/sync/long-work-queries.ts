import { queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'

export type LongWork = Answer<'GET /long-work/{id}'>
export type Preview = Answer<'GET /long-work/{id}/preview'>
export type PreviewRequest = Parameters<typeof api<'POST /connections/{id}/previews'>>[1]['json']

export function isOpen({ state }: Pick<LongWork, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}

export function longWorkQuery(id: number) {
  return queryOptions({
    queryKey: ['longWork', id],
    queryFn: ({ signal }) => api('GET /long-work/{id}', { params: { id }, signal }),
  })
}

export function longWorkListQuery(connectionId: number | undefined) {
  return queryOptions({
    queryKey: ['longWork', 'list', connectionId],
    queryFn: ({ signal }) => api('GET /long-work', { query: { connectionId }, signal }),
  })
}

export function previewQuery(id: number) {
  return queryOptions({
    queryKey: ['longWork', id, 'preview'],
    queryFn: ({ signal }) => api('GET /long-work/{id}/preview', { params: { id }, signal }),
  })
}
