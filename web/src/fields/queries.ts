import { queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'

export type CustomField = Answer<'GET /custom-fields'>[number]
export type CrmList = Answer<'GET /lists'>[number]
export type CrmListItem = Answer<'GET /lists/{key}/items'>[number]
export type RecordType = CustomField['recordType']
export type FieldType = CustomField['type']
export type Names = CrmList['name']

export const recordTypes: readonly RecordType[] = ['company', 'person', 'project']
export const fieldTypes: readonly FieldType[] = ['text', 'integer', 'decimal', 'date', 'checkbox', 'list']

export const customFieldsQuery = queryOptions({
  queryKey: ['customFields'],
  queryFn: ({ signal }) => api('GET /custom-fields', { signal }),
})

export const listsQuery = queryOptions({
  queryKey: ['crmLists'],
  queryFn: ({ signal }) => api('GET /lists', { signal }),
})

export function itemsQuery(key: string) {
  return queryOptions({
    queryKey: ['crmLists', key],
    queryFn: ({ signal }) => api('GET /lists/{key}/items', { params: { key }, signal }),
  })
}
