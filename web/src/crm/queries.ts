import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type Answer, ApiError, api } from '../api/client.ts'

export type RecordType = 'company' | 'person' | 'project'
export type CrmRecord = Answer<'GET /records/{recordType}/{id}'>
export type RecordRow = Answer<'GET /records/{recordType}'>['rows'][number]
export type CrmField = Answer<'GET /records/{recordType}/fields'>[number]
export type ErpTabAnswer = Answer<'GET /records/{recordType}/{id}/erp'>

export const recordTypes: readonly RecordType[] = ['company', 'person', 'project']
export const pageSize = 50

export interface ListSearch {
  readonly q?: string | undefined
  readonly page: number
  readonly sort: 'title' | 'city' | 'updatedAt'
  readonly order: 'asc' | 'desc'
  readonly companyId?: number | undefined
}

/** The part of a search that stands in the address. */
export interface ListAddress {
  readonly q?: string | undefined
  readonly page?: number | undefined
  readonly sort?: ListSearch['sort'] | undefined
  readonly order?: ListSearch['order'] | undefined
}

export function withDefaults({ q, page = 1, sort = 'title', order = 'asc' }: ListAddress): ListSearch {
  return { q, page, sort, order }
}

export function fieldsQuery(recordType: RecordType) {
  return queryOptions({
    queryKey: ['records', recordType, 'fields'],
    queryFn: ({ signal }) => api('GET /records/{recordType}/fields', { params: { recordType }, signal }),
    staleTime: 300_000,
  })
}

export function listQuery(recordType: RecordType, { page, ...search }: ListSearch) {
  const query = { ...search, offset: (page - 1) * pageSize, limit: pageSize }
  return queryOptions({
    queryKey: ['records', recordType, 'list', query],
    queryFn: ({ signal }) => api('GET /records/{recordType}', { params: { recordType }, query, signal }),
    placeholderData: keepPreviousData,
  })
}

export function recordQuery(recordType: RecordType, id: number) {
  return queryOptions({
    queryKey: ['records', recordType, id],
    queryFn: ({ signal }) => api('GET /records/{recordType}/{id}', { params: { recordType, id }, signal }),
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
