import type { ActorRef, ActorTypeName, Capabilities } from '@koppel/sdk'
import { type CrmRecord, readRecords } from '../../crm/index.ts'
import {
  companyLink,
  type NamedNewField,
  newActorFields,
  readMapping,
  type TypeMapping,
} from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import { recordTypeOf } from '../../sync/index.ts'

/** Everything a new actor is made from. */
export interface Material {
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly capabilities: Capabilities
  readonly mapping: TypeMapping
  readonly fields: readonly NamedNewField[]
  readonly record: CrmRecord
  /** For a person: the actor its company is linked to. */
  readonly parent: ActorRef | undefined
}

/** Undefined if the connection does not synchronise this actor type, or there is no such record. */
export async function readMaterial(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
  recordId: number,
  options: { readonly lock?: boolean } = {},
): Promise<Material | undefined> {
  const mapping = await readMapping(db, connectionId, actorType)
  if (!mapping?.enabled) return undefined
  const record = (await readRecords(db, recordTypeOf[actorType], [recordId], options)).get(recordId)
  if (!record || record.deletedAt !== null) return undefined
  const parent = actorType === 'person' ? await companyLink(db, connectionId, record.companyId) : undefined
  const fields = await newActorFields(db, connectionId, actorType)
  return { connectionId, actorType, capabilities: mapping.capabilities, mapping, fields, record, parent }
}
