import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type Answer, ApiError, api } from '../api/client.ts'
import type { SortKey } from './list-address.ts'

export type RecordType = 'company' | 'person' | 'project'
export type CrmRecord = Answer<'GET /records/{recordType}/{id}'>
export type RecordRow = Answer<'GET /records/{recordType}'>['rows'][number]
export type CrmField = Answer<'GET /records/{recordType}/fields'>[number]
export type HistoryAnswer = Answer<'GET /records/{recordType}/{id}/history'>
export type ErpTabAnswer = Answer<'GET /records/{recordType}/{id}/erp'>

export const recordTypes: readonly RecordType[] = ['company', 'person', 'project']
export const pageSize = 50

export type ListColumns = Answer<'GET /records/{recordType}/columns'>
export type ListColumn = ListColumns['columns'][number]
export type Selection = Answer<'GET /selections'>[number]

/** Which page of which list; see ListAddress. */
export interface ListSearch {
  readonly q?: string | undefined
  readonly filters?: string | undefined
  readonly companyId?: number | undefined
  readonly sort?: SortKey | undefined
  readonly order?: 'asc' | 'desc' | undefined
  readonly columns?: string | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
}

export function fieldsQuery(recordType: RecordType) {
  return queryOptions({
    queryKey: ['records', recordType, 'fields'],
    queryFn: ({ signal }) => api('GET /records/{recordType}/fields', { params: { recordType }, signal }),
    staleTime: 300_000,
  })
}

export function listQuery(recordType: RecordType, search: ListSearch) {
  const query = { ...search, limit: pageSize }
  return queryOptions({
    queryKey: ['records', recordType, 'list', query],
    queryFn: ({ signal }) => api('GET /records/{recordType}', { params: { recordType }, query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function columnsQuery(recordType: RecordType) {
  return queryOptions({
    queryKey: ['records', recordType, 'columns'],
    queryFn: ({ signal }) => api('GET /records/{recordType}/columns', { params: { recordType }, signal }),
    staleTime: 300_000,
  })
}

export function selectionsQuery(recordType: RecordType) {
  return queryOptions({
    queryKey: ['selections', recordType],
    queryFn: ({ signal }) => api('GET /selections', { query: { recordType }, signal }),
  })
}

/** How this user last looked at the list. */
export function viewQuery(recordType: RecordType) {
  return queryOptions({
    queryKey: ['listView', recordType],
    queryFn: ({ signal }) => api('GET /list-views/{recordType}', { params: { recordType }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function recordQuery(recordType: RecordType, id: number) {
  return queryOptions({
    queryKey: ['records', recordType, id],
    queryFn: ({ signal }) => api('GET /records/{recordType}/{id}', { params: { recordType, id }, signal }),
  })
}

/** A page of what happened to a record, of one field if that is given. */
export function historyQuery(recordType: RecordType, id: number, field?: string, after?: string) {
  return queryOptions({
    queryKey: ['records', recordType, id, 'history', field, after],
    queryFn: ({ signal }) =>
      api('GET /records/{recordType}/{id}/history', {
        params: { recordType, id },
        query: { ...(field === undefined ? {} : { field }), ...(after === undefined ? {} : { after }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** null where this user has no ERP tab on the record. */
export function erpTabQuery(recordType: RecordType, id: number) {
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
