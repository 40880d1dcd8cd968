import { queryOptions } from '@tanstack/react-query'
import { type Answer, ApiError, api } from '../api/client.ts'

export type ErpTabAnswer = Answer<'GET /records/{recordType}/{id}/erp'>
export type TabConnection = ErpTabAnswer['connections'][number]
export type Link = NonNullable<TabConnection['link']>
export type LinkedField = Link['synchronised'][number]
export type ActorType = Link['actorType']
export type SearchAnswer = Answer<'POST /connections/{id}/actor-searches'>
export type Hit = SearchAnswer['hits'][number]
export type Comparison = Answer<'POST /connections/{id}/comparisons'>
export type ComparedField = Comparison['fields'][number]
export type LinkSync = Answer<'POST /links/{id}/syncs'>

/** The record whose tab is shown. */
export interface RecordRef {
  readonly recordType: 'company' | 'person' | 'project'
  readonly recordId: number
}

/** null where this user has no ERP tab on the record. The card asks the same under the same key. */
export function erpTabQuery({ recordType, recordId: id }: RecordRef) {
  return queryOptions({
    queryKey: ['erpTab', recordType, id],
    async queryFn({ signal }): Promise<ErpTabAnswer | null> {
      const call = api('GET /records/{recordType}/{id}/erp', { params: { recordType, id }, signal })
      return call.catch((error: unknown) => {
        if (error instanceof ApiError && error.problem.status === 404) return null
        throw error
      })
    },
  })
}

/** Read from the ERP itself. */
export function liveValuesQuery(linkId: number) {
  return queryOptions({
    queryKey: ['liveValues', linkId],
    queryFn: ({ signal }) => api('GET /links/{id}/actor', { params: { id: linkId }, signal }),
    retry: false,
  })
}

/** As the ERP told them last: known at once. */
export function lastValuesQuery(linkId: number) {
  return queryOptions({
    queryKey: ['lastValues', linkId],
    queryFn: ({ signal }) => api('GET /links/{id}/last-values', { params: { id: linkId }, signal }),
    retry: false,
  })
}

/** The name to look for in the ERP first. */
export function titleQuery({ recordType, recordId: id }: RecordRef) {
  return queryOptions({
    queryKey: ['records', recordType, id],
    queryFn: ({ signal }) => api('GET /records/{recordType}/{id}', { params: { recordType, id }, signal }),
  })
}
