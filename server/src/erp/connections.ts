import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, type Fields, type Text, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import { type CrmField, crmFields } from '../crm/index.ts'
import { notFound } from '../problem.ts'
import type { Db } from '../store/index.ts'
import type { Problem, RecordType } from '../store/tables.ts'
import { recordTypeOf } from '../sync/index.ts'
import { shownName } from './connectors.ts'
import type { connection as connectionSchema, scope as scopeSchema } from './contract.ts'
import { shown } from './failure.ts'
import { type ConnectorRow, connectorAt, type ErpParts } from './parts.ts'

export type ConnectionAnswer = z.infer<typeof connectionSchema>
export type Scope = z.infer<typeof scopeSchema>

interface Row {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly connectorId: number
  readonly connectorName: string
  readonly url: string
  readonly connectorGuid: string
  readonly about: ConnectorRow['about']
  readonly active: boolean
  readonly deleted: boolean
  readonly scope: Scope['kind']
  readonly users: { id: string; canConnect: boolean; canCreate: boolean }[]
  readonly groups: { id: number; canConnect: boolean; canCreate: boolean }[]
  readonly settings: Fields
  readonly settingTexts: Readonly<Record<string, Text>>
  readonly secretsSet: string[]
  readonly priority: number
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly stateReason: Problem | null
  readonly stateSince: string
  readonly lastSyncedAt: string | null
  readonly links: number
  readonly version: number
  readonly changedAt: string
  readonly changedBy: string | null
}

/** Connections as administrators see them, in order of priority. Secrets are named, never told. */
export async function readConnections(
  parts: ErpParts,
  wanted: { readonly deleted: boolean } | { readonly id: number },
  language: string,
): Promise<ConnectionAnswer[]> {
  const { db } = parts.store
  const which =
    'id' in wanted ? sql`c.id = ${wanted.id}` : wanted.deleted ? sql`true` : sql`c.deleted_at is null`
  const { rows } = await sql<Row>`
    select c.id, c.name, c.description, c.connector_id, t.name as connector_name, t.url,
      t.guid as connector_guid, t.about, c.active,
      c.deleted_at is not null as deleted, c.scope, c.settings, c.setting_texts, c.priority, c.state, c.state_reason, c.state_since,
      c.last_synced_at, c.version, c.updated_at as changed_at,
      (select u.name from app_user u where u.id = c.updated_by) as changed_by,
      array(select jsonb_object_keys(c.secrets)) as secrets_set,
      coalesce((select jsonb_agg(jsonb_build_object('id', a.user_id, 'canConnect', a.can_connect,
        'canCreate', a.can_create) order by a.user_id)
        from connection_access a where a.connection_id = c.id and a.user_id is not null), '[]') as users,
      coalesce((select jsonb_agg(jsonb_build_object('id', a.group_id, 'canConnect', a.can_connect,
        'canCreate', a.can_create) order by a.group_id)
        from connection_access a where a.connection_id = c.id and a.group_id is not null), '[]') as groups,
      (select count(*) from link l where l.connection_id = c.id and l.ended_at is null) as links
    from connection c join connector t on t.id = c.connector_id
    where ${which} order by c.priority, c.id`.execute(db)
  const synchronised = await readSynchronised(
    db,
    rows.map(({ id }) => id),
    language,
  )
  return rows.map((row) => answerOf(parts, row, synchronised.get(row.id) ?? [], language))
}

export async function readOneConnection(
  parts: ErpParts,
  id: number,
  language: string,
): Promise<ConnectionAnswer> {
  const [found] = await readConnections(parts, { id }, language)
  if (!found) throw notFound()
  return found
}

/** Throws 404 if there is no such connection. */
export async function checkConnection(db: Db, id: number): Promise<void> {
  const found = await db.selectFrom('connection').select('id').where('id', '=', id).executeTakeFirst()
  if (!found) throw notFound()
}

type Synchronised = ConnectionAnswer['synchronised']

function answerOf(parts: ErpParts, row: Row, synchronised: Synchronised, language: string): ConnectionAnswer {
  const {
    connectorId,
    connectorName,
    connectorGuid,
    url,
    about,
    stateReason,
    users,
    groups,
    scope,
    changedAt: at,
    changedBy: by,
    settingTexts,
    ...rest
  } = row
  const connector = connectorAt(parts, { guid: connectorGuid, url, about, secret: null })
  return {
    ...rest,
    connector: {
      id: connectorId,
      name: shownName(connectorName, connector, language),
      available: connector !== undefined,
    },
    scope: { kind: scope, users, groups },
    problem: stateReason && shown(stateReason, language),
    settingTexts: Object.fromEntries(
      Object.entries(settingTexts).map(([key, text]) => [key, textIn(text, language)]),
    ),
    synchronised,
    changed: { by, at },
  }
}

interface SynchronisedRow {
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly label: Text
  readonly crmField: string
  readonly toCrm: boolean
  readonly toErp: boolean
  readonly inErp: boolean
}

/** By connection, per enabled actor type the fields that travel. */
async function readSynchronised(
  db: Db,
  ids: readonly number[],
  language: string,
): Promise<ReadonlyMap<number, Synchronised>> {
  const { rows } = await sql<
    Partial<SynchronisedRow> & Pick<SynchronisedRow, 'connectionId' | 'actorType' | 'inErp'>
  >`
    select t.connection_id, t.type as actor_type, f.label, f.crm_field, f.to_crm, f.to_erp,
      coalesce(f.in_erp, true) as in_erp
    from actor_type t
    left join erp_field f on f.connection_id = t.connection_id and f.actor_type = t.type
      and (f.to_crm or f.to_erp)
    where t.enabled and t.in_erp and t.connection_id = any(${[...ids]}::bigint[])
    order by t.connection_id, t.type, f.rank`.execute(db)
  const labels = await crmLabels(db, [...new Set(rows.map(({ actorType }) => recordTypeOf[actorType]))])
  const found = new Map<number, Synchronised>()
  for (const { connectionId, actorType, label, crmField, toCrm, toErp, inErp } of rows) {
    const types = found.get(connectionId) ?? []
    found.set(connectionId, types)
    const recordType = recordTypeOf[actorType]
    const last = types.at(-1)
    const type = last?.actorType === actorType ? last : { actorType, recordType, fields: [] }
    if (type !== last) types.push(type)
    if (!label || !crmField) continue
    const { label: crm, outOfUse } = labels.get(recordType)?.get(crmField) ?? {
      label: crmField,
      outOfUse: true,
    }
    type.fields.push({
      erp: textIn(label, language),
      crm: textIn(crm, language),
      inErp,
      stopped: outOfUse,
      toCrm: toCrm ?? false,
      toErp: toErp ?? false,
    })
  }
  return found
}

/** The CRM fields of these record types, by key, also those out of use. */
export async function crmLabels(
  db: Db,
  recordTypes: readonly RecordType[],
): Promise<ReadonlyMap<RecordType, ReadonlyMap<string, CrmField>>> {
  const read = async (recordType: RecordType) => {
    const fields = await crmFields(db, recordType, 'ever')
    return [recordType, new Map(fields.map((field) => [field.key, field]))] as const
  }
  return new Map(await Promise.all(recordTypes.map(read)))
}
