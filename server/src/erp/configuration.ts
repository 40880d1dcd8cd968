import type { ActorTypeName, Text } from '@koppel/sdk'
import { sql } from 'kysely'
import { crmFields } from '../crm/index.ts'
import type { Db } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'
import {
  type ActorTypeSetup,
  type Configuration,
  directionOf,
  type ErpField,
  type FieldSetup,
  type ListSetup,
  recordTypeOf,
} from '../sync/index.ts'
import { shapeOf } from './mapping.ts'

/** Everything activating depends on, and what the ERP fields are called. */
export interface StoredConfiguration extends Configuration {
  readonly labelOf: (actorType: ActorTypeName, field: string) => Text
}

export async function readConfiguration(db: Db, connectionId: number): Promise<StoredConfiguration> {
  const types = await db
    .selectFrom('actorType')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .orderBy('type')
    .execute()
  const fields = await db
    .selectFrom('erpField')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .orderBy('position')
    .execute()
  const elsewhere = await writtenElsewhere(db, connectionId)
  const labels = new Map(fields.map(({ actorType, key, label }) => [`${actorType}/${key}`, label]))

  const setupOf = async (type: (typeof types)[number]): Promise<ActorTypeSetup> => {
    const recordType = recordTypeOf[type.type]
    const own = fields.filter(({ actorType }) => actorType === type.type)
    return {
      actorType: type.type,
      enabled: type.enabled,
      inErp: type.inErp,
      canCreate: type.capabilities.create ?? false,
      canUpdate: type.capabilities.update ?? false,
      crmFields: (await crmFields(db, recordType)).map((field) => ({ ...shapeOf(field), key: field.key })),
      fields: own.map(
        (field): FieldSetup => ({
          erp: erpFieldOf(field),
          crmField: field.crmField,
          direction: directionOf(field.toCrm, field.toErp),
          hasDefault: field.hasDefault || field.askUser,
          writtenByConnection: elsewhere.get(placeOf(recordType, field.crmField ?? '')) ?? null,
        }),
      ),
    }
  }
  return {
    actorTypes: await Promise.all(types.map(setupOf)),
    lists: await readListSetups(db, connectionId),
    labelOf: (actorType, field) => labels.get(`${actorType}/${field}`) ?? field,
  }
}

type ErpFieldRow = Omit<ErpField, 'maxLength' | 'decimals'> & {
  readonly maxLength: number | null
  readonly decimals: number | null
}

/** A stored ERP field as the mapping rules see it. */
export function erpFieldOf(row: ErpFieldRow): ErpField {
  const { key, access, identifies, inErp } = row
  return { ...shapeOf(row), key, access, identifies, inErp }
}

export function placeOf(recordType: RecordType, crmField: string): string {
  return `${recordType}.${crmField}`
}

/** By `placeOf` record type and CRM field: the other active connection that alone decides its value. */
export async function writtenElsewhere(db: Db, connectionId: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ actorType: ActorTypeName; crmField: string; name: string }>`
    select f.actor_type, f.crm_field, c.name
    from erp_field f
    join actor_type t on t.connection_id = f.connection_id and t.type = f.actor_type and t.enabled and t.in_erp
    join connection c on c.id = f.connection_id and c.active and c.deleted_at is null
    where f.connection_id <> ${connectionId} and f.to_crm and not f.to_erp and f.in_erp
    order by c.priority desc, c.id desc`.execute(db)
  return new Map(
    rows.map(({ actorType, crmField, name }) => [placeOf(recordTypeOf[actorType], crmField), name]),
  )
}

async function readListSetups(db: Db, connectionId: number): Promise<ListSetup[]> {
  const { rows } = await sql<ListSetup>`
    select erp_list, crm_list,
      jsonb_agg(jsonb_build_object('erpItem', erp_item, 'crmItem', crm_item::text)) as items
    from list_item_mapping where connection_id = ${connectionId} group by erp_list, crm_list`.execute(db)
  return rows
}
