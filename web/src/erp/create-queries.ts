import { queryOptions } from '@tanstack/react-query'
import { type Answer, ApiError, api } from '../api/client.ts'
import type { FieldShape, Value } from '../ui/field.ts'
import type { ActorType, RecordRef } from './queries.ts'

export type NewActor = Answer<'POST /connections/{id}/new-actors'>
export type NewActorField = NewActor['fields'][number]
export type CreateIntent = Answer<'GET /create-intents/{id}'>

/** What somebody filled in for a new actor. */
export interface Filled {
  readonly values: Readonly<Record<string, Value>>
  readonly without: readonly string[]
}

/** What a new actor would be given; nothing is made. */
export async function askNewActor(
  connectionId: number,
  actorType: ActorType,
  record: RecordRef,
  { values, without }: Filled,
  signal?: AbortSignal,
): Promise<NewActor> {
  return await api('POST /connections/{id}/new-actors', {
    params: { id: connectionId },
    json: { actorType, recordId: record.recordId, values: { ...values }, without: [...without] },
    ...(signal ? { signal } : {}),
  })
}

/** Has an actor made; an ERP that refuses is an error with its reason. */
export async function requestCreate(
  connectionId: number,
  actorType: ActorType,
  record: RecordRef,
  { values, without }: Filled,
): Promise<CreateIntent> {
  const intent = await api('POST /connections/{id}/create-intents', {
    params: { id: connectionId },
    json: { actorType, recordId: record.recordId, values: { ...values }, without: [...without] },
  })
  if (intent.state !== 'refused' || !intent.problem) return intent
  const { code, title, detail } = intent.problem
  throw new ApiError({
    ...{ type: `urn:koppel:problem:${code}`, status: 422, code, title, requestId: '', faults: [] },
    ...(detail === null ? {} : { detail }),
  })
}

/** What is or was to be made from a record, newest first. Stale whenever the ERP tab is. */
export function createIntentsQuery({ recordType, recordId }: RecordRef) {
  return queryOptions({
    queryKey: ['erpTab', recordType, recordId, 'creates'],
    queryFn: ({ signal }) =>
      api('GET /create-intents', { query: { recordType, recordId, limit: 50 }, signal }),
  })
}

/** The field as a form draws it. */
export function shapeOf({ key, label, type, mandatory, maxLength, items }: NewActorField): FieldShape {
  return {
    ...{ key, label, mandatory, maxLength },
    type: type === 'password' ? 'text' : type,
    items: items?.map((item) => ({ key: item.key, name: item.label, inactive: false })) ?? null,
  }
}
