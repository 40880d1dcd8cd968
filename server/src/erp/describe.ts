import { type ActorType, type ErpSession, type Field, type ListItem, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import { type CrmField, crmFields } from '../crm/index.ts'
import type { Db } from '../store/index.ts'
import { automaticMapping, recordTypeOf } from '../sync/index.ts'
import { labelsApart } from './names-apart.ts'
import { storableText } from './texts.ts'

/** What an ERP client offers today. */
export interface Description {
  readonly actorTypes: readonly ActorType[]
  readonly lists: ReadonlyMap<string, readonly ListItem[]>
}

/** Asks the ERP for its actor types, their fields, and the lists these use. */
export async function describeErp(session: ErpSession): Promise<Description> {
  const actorTypes = await session.describe()
  const names = new Set(actorTypes.flatMap(({ fields }) => fields.flatMap(({ list }) => list ?? [])))
  const lists = new Map<string, readonly ListItem[]>()
  for (const name of names) lists.set(name, (await session.lists?.(name)) ?? [])
  return { actorTypes, lists }
}

/**
 * Keeps the description with the connection: what has vanished is marked and kept, what is new is added,
 * known keys map by themselves without a direction. What the administrator decided stays.
 */
export async function storeDescription(db: Db, connectionId: number, described: Description): Promise<void> {
  const before = await whatMatters(db, connectionId)
  const offered = await digestByType(db, connectionId)
  await storeActorTypes(db, connectionId, described.actorTypes)
  await storeFields(db, connectionId, described.actorTypes)
  await storeLists(db, connectionId, described.lists)
  const now = await digestByType(db, connectionId)
  const moved = [...offered].flatMap(([type, digest]) => (now.get(type) === digest ? [] : type))
  // Whoever has the mapping open chose from what is no longer offered.
  await sql`
    update actor_type set version = version + 1
    where connection_id = ${connectionId} and type = any(${moved}::text[])`.execute(db)
  if (before !== (await whatMatters(db, connectionId))) {
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
      db,
    )
  }
}

async function storeActorTypes(
  db: Db,
  connectionId: number,
  actorTypes: readonly ActorType[],
): Promise<void> {
  const offered = actorTypes.map(({ type, capabilities }) => ({ type, capabilities }))
  await sql`
    insert into actor_type (connection_id, type, capabilities)
    select ${connectionId}::bigint, type, capabilities
    from jsonb_to_recordset(${storable(offered)}::jsonb) as g(type text, capabilities jsonb)
    on conflict (connection_id, type) do update set capabilities = excluded.capabilities, in_erp = true`.execute(
    db,
  )
  await sql`
    update actor_type set in_erp = false
    where connection_id = ${connectionId} and in_erp and type <> all(${offered.map(({ type }) => type)}::text[])`.execute(
    db,
  )
}

async function storeFields(db: Db, connectionId: number, actorTypes: readonly ActorType[]): Promise<void> {
  const fields = (await Promise.all(actorTypes.map((actorType) => rowsOf(db, actorType)))).flat()
  const given = sql`jsonb_to_recordset(${storable(fields)}::jsonb) as g(
    actor_type text, key text, label jsonb, help jsonb, type text, access text, identifies boolean, max_length integer,
    decimals integer, list text, searchable boolean, position integer, crm_field text,
    show_in_search boolean, show_in_tab boolean)`
  await sql`
    insert into erp_field (
      connection_id, actor_type, key, label, help, type, access, identifies, max_length, decimals, list, searchable,
      position, crm_field, show_in_search, show_in_tab, mandatory, rank, is_new)
    select ${connectionId}::bigint, actor_type, key, label, help, type, access, identifies, max_length, decimals, list,
      searchable, position, crm_field, show_in_search, show_in_tab, access = 'mandatory',
      position + coalesce((select max(rank) from erp_field f
        where f.connection_id = ${connectionId} and f.actor_type = g.actor_type), 0),
      exists (select from erp_field f where f.connection_id = ${connectionId} and f.actor_type = g.actor_type)
    from ${given}
    on conflict (connection_id, actor_type, key) do update set
      label = excluded.label, help = excluded.help, type = excluded.type, access = excluded.access,
      identifies = excluded.identifies, max_length = excluded.max_length, decimals = excluded.decimals,
      list = excluded.list, searchable = excluded.searchable, position = excluded.position,
      mandatory = erp_field.mandatory or excluded.mandatory, in_erp = true`.execute(db)
  await sql`
    update erp_field f set in_erp = false
    where f.connection_id = ${connectionId} and f.in_erp
      and not exists (select from ${given} where g.actor_type = f.actor_type and g.key = f.key)`.execute(db)
}

/** Keeps the items of lists as they are now. Of `named` lists only; otherwise a list that is not there is gone. */
export async function storeLists(
  db: Db,
  connectionId: number,
  lists: Description['lists'],
  named?: readonly string[],
): Promise<void> {
  const items = [...lists].flatMap(([list, all]) =>
    [...new Map(all.map((item) => [item.key, item])).values()].map(({ key, label }, position) => ({
      list,
      key,
      label,
      position,
    })),
  )
  const given = sql`jsonb_to_recordset(${storable(items)}::jsonb) as g(
    list text, key text, label jsonb, position integer)`
  await sql`
    insert into erp_list_item (connection_id, list, key, label, position, is_new)
    select ${connectionId}::bigint, list, key, label, position,
      exists (select from erp_list_item i where i.connection_id = ${connectionId} and i.list = g.list)
    from ${given}
    on conflict (connection_id, list, key) do update set
      label = excluded.label, position = excluded.position, in_erp = true`.execute(db)
  await sql`
    update erp_list_item i set in_erp = false
    where i.connection_id = ${connectionId} and i.in_erp ${named ? sql`and i.list = any(${named}::text[])` : sql``}
      and not exists (select from ${given} where g.list = i.list and g.key = i.key)`.execute(db)
}

async function rowsOf(db: Db, { type, fields }: ActorType) {
  const once = [...new Map(fields.map((field) => [field.key, field])).values()]
  const labels = labelsApart(once)
  const known = await crmFields(db, recordTypeOf[type])
  const counterparts = automaticMapping(recordTypeOf[type], once.map(offered), known.map(offered))
  return once.map((field, index) => {
    const crmField = field.identifies ? undefined : counterparts.get(field.key)
    return {
      actor_type: type,
      key: field.key,
      label: labels.get(field.key) ?? field.label,
      help: field.help ?? null,
      type: field.type,
      access: field.access ?? 'normal',
      identifies: field.identifies ?? false,
      max_length: field.maxLength ?? null,
      decimals: field.decimals ?? null,
      list: field.list ?? null,
      searchable: field.searchable ?? false,
      position: index + 1,
      crm_field: crmField ?? null,
      show_in_search: recognisable(field),
      // A value that will be synchronised is in the CRM already.
      show_in_tab: crmField === undefined && field.type !== 'password',
    }
  })
}

function offered({ key, type, label }: Pick<Field | CrmField, 'key' | 'type' | 'label'>) {
  return { key, type, label: textIn(label, 'en') }
}

// What tells two customers of one name apart.
const telling = /^(first|last)?name$|^number\d?$|city$|^phone(_direct)?$/i

function recognisable(field: Field): boolean {
  return field.type !== 'password' && ((field.identifies ?? false) || telling.test(field.key))
}

/** As JSON that PostgreSQL can hold: what an ERP says may contain characters it cannot. */
function storable(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? storableText(value) : value,
  )
}

/** By actor type what the ERP offers of it, as a text to compare. */
async function digestByType(db: Db, connectionId: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ type: string; digest: string }>`
    select t.type, md5(concat(t.in_erp, t.capabilities, string_agg(concat_ws('|', f.key, f.type, f.access, f.identifies,
      f.in_erp, f.max_length, f.decimals, f.list), ',' order by f.key))) as digest
    from actor_type t left join erp_field f on f.connection_id = t.connection_id and f.actor_type = t.type
    where t.connection_id = ${connectionId} group by t.type, t.in_erp, t.capabilities`.execute(db)
  return new Map(rows.map(({ type, digest }) => [type, digest]))
}

/** Everything the plans of this connection depend on, as one text to compare. */
async function whatMatters(db: Db, connectionId: number): Promise<string> {
  const { rows } = await sql<{ digest: string }>`
    select md5(concat(
      (select string_agg(concat_ws('|', type, enabled, in_erp, capabilities), ',' order by type)
        from actor_type where connection_id = ${connectionId}),
      (select string_agg(concat_ws('|', actor_type, key, type, access, identifies, in_erp,
          coalesce(max_length, -1), coalesce(decimals, -1), coalesce(list, '')), ',' order by actor_type, key)
        from erp_field where connection_id = ${connectionId} and crm_field is not null)
    )) as digest`.execute(db)
  return rows[0]?.digest ?? ''
}
