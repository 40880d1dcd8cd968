import { type ActorTypeName, type Text, textIn } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import type { RecordType, Tables } from '../../store/tables.ts'
import { recordTypeOf } from '../../sync/index.ts'
import { actorTypeNames } from './actor-type-names.ts'

type Db = Kysely<Tables>

/** Where an ERP connection uses a field, list or item. Connections that were put away count: they may come back. */
export interface Use {
  readonly connection: { readonly id: number; readonly name: string }
  readonly text: string
}

interface MappedRow {
  readonly id: number
  readonly name: string
  readonly actorType: ActorTypeName
  readonly label: Text
  readonly crmField: string
}

/** Which ERP fields are mapped to user-defined fields, by record type and key of the field. */
export async function usesOfFields(db: Db, language: string): Promise<ReadonlyMap<string, readonly Use[]>> {
  const { rows } = await sql<MappedRow>`
    select c.id, c.name, f.actor_type, f.label, f.crm_field
    from erp_field f join connection c on c.id = f.connection_id
    where f.crm_field in (select key from custom_field) and (f.to_crm or f.to_erp)
    order by c.priority, c.id, f.actor_type, f.position`.execute(db)
  const found = new Map<string, Use[]>()
  for (const { id, name, actorType, label, crmField } of rows) {
    const place = placeOf(recordTypeOf[actorType], crmField)
    const text = `${textIn(actorTypeNames[actorType], language)}: ${textIn(label, language)}`
    found.set(place, [...(found.get(place) ?? []), { connection: { id, name }, text }])
  }
  return found
}

export function placeOf(recordType: RecordType, key: string): string {
  return `${recordType}.${key}`
}

interface ItemRow {
  readonly id: number
  readonly name: string
  readonly crmList: string
  readonly crmItem: number
  readonly label: Text
}

/** Which ERP items are mapped to the items of CRM lists, by item. */
export async function usesOfItems(
  db: Db,
  list: string,
  language: string,
): Promise<ReadonlyMap<number, readonly Use[]>> {
  const { rows } = await sql<ItemRow>`
    select c.id, c.name, m.crm_list, m.crm_item, i.label
    from list_item_mapping m join connection c on c.id = m.connection_id
    join erp_list_item i on i.connection_id = m.connection_id and i.list = m.erp_list and i.key = m.erp_item
    where m.crm_list = ${list} order by c.priority, c.id`.execute(db)
  const found = new Map<number, Use[]>()
  for (const { id, name, crmItem, label } of rows) {
    const use = { connection: { id, name }, text: textIn(label, language) }
    found.set(crmItem, [...(found.get(crmItem) ?? []), use])
  }
  return found
}

/** Which connections map items of CRM lists, by list. */
export async function usesOfLists(db: Db): Promise<ReadonlyMap<string, readonly Use[]>> {
  const { rows } = await sql<{ id: number; name: string; crmList: string; erpList: string }>`
    select distinct c.priority, c.id, c.name, m.crm_list, m.erp_list
    from list_item_mapping m join connection c on c.id = m.connection_id
    order by c.priority, c.id`.execute(db)
  const found = new Map<string, Use[]>()
  for (const { id, name, crmList, erpList } of rows) {
    found.set(crmList, [...(found.get(crmList) ?? []), { connection: { id, name }, text: erpList }])
  }
  return found
}
