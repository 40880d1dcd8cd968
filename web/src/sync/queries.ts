import { queryOptions } from '@tanstack/react-query'
import { type Answer, api } from '../api/client.ts'

export type Connection = Answer<'GET /connections'>[number]
export type Connector = Answer<'GET /connectors'>[number]
export type Setting = Connector['settings'][number]
export type Engine = Answer<'GET /engine'>
type MappingAnswer = Answer<'GET /connections/{id}/mappings'>[number]
type ByCrmField = MappingAnswer['arrows'][number]
export type MappedField = Omit<MappingAnswer['fields'][number], 'arrows'> & { readonly arrows: ByCrmField }
export type Mapping = Omit<MappingAnswer, 'fields' | 'arrows'> & { readonly fields: MappedField[] }
export type ListMapping = Answer<'GET /connections/{id}/list-mappings'>[number]
export type TestAnswer = Answer<'POST /connection-tests'>
export type ActorType = Mapping['actorType']
export type RecordType = Mapping['recordType']
export type Scope = Connection['scope']

export const actorTypes: readonly ActorType[] = ['customer', 'supplier', 'person', 'project']

/** Those a connection can be made with; all of them with the deleted ones. */
export function connectorListQuery(deleted: boolean) {
  return queryOptions({
    queryKey: ['connectors', { deleted }],
    queryFn: ({ signal }) =>
      api('GET /connectors', { query: { deleted: deleted ? 'true' : 'false' }, signal }),
  })
}

export const connectorsQuery = connectorListQuery(false)

export const engineQuery = queryOptions({
  queryKey: ['engine'],
  queryFn: ({ signal }) => api('GET /engine', { signal }),
})

export function connectionsQuery(deleted: boolean) {
  return queryOptions({
    queryKey: ['connections', 'list', { deleted }],
    queryFn: ({ signal }) =>
      api('GET /connections', { query: { deleted: deleted ? 'true' : 'false' }, signal }),
  })
}

export async function readMappings(id: number, signal?: AbortSignal): Promise<Mapping[]> {
  const answer = await api('GET /connections/{id}/mappings', { params: { id }, ...(signal && { signal }) })
  return answer.map(withArrows)
}

/** Gives every field its arrows, which the answer has once for all fields of a kind. */
export function withArrows({ arrows, fields, ...mapping }: MappingAnswer): Mapping {
  return { ...mapping, fields: fields.map((field) => ({ ...field, arrows: arrows[field.arrows] ?? {} })) }
}

/** Asked anew for every dialog, and not made stale by live events: what is being edited stays. */
export function mappingsQuery(id: number) {
  return queryOptions({
    queryKey: ['mappings', id],
    queryFn: ({ signal }) => readMappings(id, signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function listMappingsQuery(id: number) {
  return queryOptions({
    queryKey: ['listMappings', id],
    queryFn: ({ signal }) => api('GET /connections/{id}/list-mappings', { params: { id }, signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export const statesQuery = queryOptions({
  queryKey: ['states'],
  queryFn: ({ signal }) => api('GET /states', { signal }),
})

export type Protection = Answer<'GET /connections/{id}/protection'>
export type Suspect = Answer<'GET /connections/{id}/suspects'>['rows'][number]

export function protectionQuery(id: number) {
  return queryOptions({
    queryKey: ['protection', id],
    queryFn: ({ signal }) => api('GET /connections/{id}/protection', { params: { id }, signal }),
  })
}

export function suspectsQuery(id: number, page: number) {
  return queryOptions({
    queryKey: ['suspects', id, page],
    queryFn: ({ signal }) =>
      api('GET /connections/{id}/suspects', {
        params: { id },
        query: { offset: (page - 1) * 20, limit: 20 },
        signal,
      }),
  })
}
