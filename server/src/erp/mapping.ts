import type { ActorTypeName, Capabilities } from '@koppel/sdk'
import { type Selectable, sql } from 'kysely'
import { type CrmField, crmFields } from '../crm/index.ts'
import type { Db } from '../store/index.ts'
import type { ErpFieldTable, RecordType } from '../store/tables.ts'
import { directionOf, type ListItems, type MappedField, recordTypeOf, type Shape } from '../sync/index.ts'

/** How the actors of one type are kept in step in one connection. */
export interface TypeMapping {
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly recordType: RecordType
  readonly capabilities: Capabilities
  /** Set to be synchronised, and still offered by the ERP. */
  readonly enabled: boolean
  /** Moves with every change to mapping, list mapping or direction of the connection. */
  readonly mappingVersion: number
  /** The fields that travel: mapped, with a direction, present on both sides. */
  readonly fields: readonly MappedField[]
  /** The CRM's side of them: what there is to read and write of a record. */
  readonly crmFields: readonly CrmField[]
}

/** What is decided of one ERP field: stored, or proposed. */
export type FieldMapping = Pick<
  Selectable<ErpFieldTable>,
  'key' | 'crmField' | 'toCrm' | 'toErp' | 'conflictRule' | 'keepOnBlank'
>

/**
 * The mapping of one actor type, or undefined if the connection has no such type.
 *
 * @param proposed stands for what is stored of these fields
 */
export async function readMapping(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
  proposed: readonly FieldMapping[] = [],
): Promise<TypeMapping | undefined> {
  const type = await db
    .selectFrom('actorType')
    .innerJoin('connection', 'connection.id', 'actorType.connectionId')
    .select(['actorType.enabled', 'actorType.inErp', 'actorType.capabilities', 'connection.mappingVersion'])
    .where('connectionId', '=', connectionId)
    .where('type', '=', actorType)
    .executeTakeFirst()
  if (!type) return undefined
  const recordType = recordTypeOf[actorType]
  const known = await crmFields(db, recordType)
  const fields = await mappedFields(db, connectionId, actorType, known, proposed)
  const mapped = new Set(fields.map(({ crmField }) => crmField))
  return {
    connectionId,
    actorType,
    recordType,
    capabilities: type.capabilities,
    enabled: type.enabled && type.inErp,
    mappingVersion: type.mappingVersion,
    fields,
    crmFields: known.filter(({ key }) => mapped.has(key)),
  }
}

async function mappedFields(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
  crmFields: readonly CrmField[],
  proposed: readonly FieldMapping[],
): Promise<MappedField[]> {
  const rows = await db
    .selectFrom('erpField')
    .select(['key', 'type', 'access', 'maxLength', 'decimals', 'list', 'crmField'])
    .select(['toCrm', 'toErp', 'conflictRule', 'keepOnBlank'])
    .where('connectionId', '=', connectionId)
    .where('actorType', '=', actorType)
    .where('inErp', '=', true)
    .orderBy('position')
    .execute()
  const instead = new Map(proposed.map((field) => [field.key, field]))
  const known = new Map(crmFields.map((field) => [field.key, field]))
  const lists = await readListItems(db, connectionId)
  return rows.flatMap((stored) => {
    const row = { ...stored, ...instead.get(stored.key) }
    const crm = row.crmField === null ? undefined : known.get(row.crmField)
    const direction = directionOf(row.toCrm, row.toErp)
    if (!crm || !direction) return []
    const items =
      row.list !== null && crm.list !== undefined ? lists.get(pairOf(row.list, crm.list)) : undefined
    return {
      erpField: row.key,
      crmField: crm.key,
      direction,
      conflictRule: row.conflictRule,
      keepOnBlank: row.keepOnBlank,
      erp: {
        ...shapeOf(row),
        mandatory: row.access === 'mandatory',
        readOnly: row.access === 'readOnly',
      },
      crm: { ...shapeOf(crm), mandatory: crm.mandatory },
      ...(items ? { list: items } : {}),
    }
  })
}

interface Described {
  readonly type: Shape['type']
  readonly maxLength?: number | null | undefined
  readonly decimals?: number | null | undefined
}

export function shapeOf({ type, maxLength, decimals }: Described): Shape {
  return {
    type,
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
    ...(typeof decimals === 'number' ? { decimals } : {}),
  }
}

/** The list mappings of a connection, by `pairOf` ERP list and CRM list. */
async function readListItems(db: Db, connectionId: number): Promise<ReadonlyMap<string, ListItems>> {
  const { rows } = await sql<{ erpList: string; crmList: string; pairs: [erp: string, crm: string][] }>`
    select erp_list, crm_list, jsonb_agg(jsonb_build_array(erp_item, crm_item::text)) as pairs
    from list_item_mapping where connection_id = ${connectionId} group by erp_list, crm_list`.execute(db)
  return new Map(
    rows.map(({ erpList, crmList, pairs }) => [
      pairOf(erpList, crmList),
      { toCrm: new Map(pairs), toErp: new Map(pairs.map(([erp, crm]) => [crm, erp])) },
    ]),
  )
}

function pairOf(erpList: string, crmList: string): string {
  return JSON.stringify([erpList, crmList])
}
