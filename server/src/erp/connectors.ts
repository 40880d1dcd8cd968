import type { z } from '@hono/zod-openapi'
import { actorTypes, type Connector, type Setting, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import { notFound } from '../problem.ts'
import type { connector as connectorSchema, setting as settingSchema } from './contract.ts'
import { shown } from './failure.ts'
import { builtin, connectorAt, type ErpParts } from './parts.ts'
import { defaultOf } from './settings.ts'

export type ConnectorAnswer = z.infer<typeof connectorSchema>

/** Lists the connectors shipped here among the Sync Connectors; one that was deleted stays deleted. Run at start. */
export async function prepareConnectors({ store, builtin: shipped }: ErpParts): Promise<void> {
  for (const { id, name } of shipped.values()) {
    const url = builtin + id
    // Somebody may have given the name to a connector of their own.
    for (const free of [textIn(name, 'en'), `${textIn(name, 'en')} (${id})`]) {
      await sql`
        insert into connector (name, url) select ${free}, ${url}
        where not exists (select from connector where url = ${url}) on conflict do nothing`.execute(store.db)
    }
  }
}

const columns = [
  'id',
  'guid',
  'name',
  'url',
  'about',
  'secret',
  'problem',
  'askedAt',
  'version',
  'deletedAt',
] as const

export async function readConnectors(
  parts: ErpParts,
  wanted: { readonly deleted: boolean } | { readonly id: number },
  language: string,
): Promise<ConnectorAnswer[]> {
  const rows = await parts.store.db
    .selectFrom('connector')
    .select(columns)
    .select(({ selectFrom, fn }) =>
      selectFrom('connection')
        .whereRef('connection.connectorId', '=', 'connector.id')
        .where('connection.deletedAt', 'is', null)
        .select(fn.countAll<number>().as('count'))
        .as('connections'),
    )
    .$if('id' in wanted, (query) => query.where('id', '=', 'id' in wanted ? wanted.id : 0))
    .$if('deleted' in wanted && !wanted.deleted, (query) => query.where('deletedAt', 'is', null))
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute()
  return rows.map(({ guid, about, secret, problem, deletedAt, version, connections, name, ...row }) => {
    const connector = connectorAt(parts, { guid, about, secret, url: row.url })
    return {
      ...row,
      kind: row.url.startsWith(builtin) ? ('shipped' as const) : ('remote' as const),
      name: shownName(name, connector, language),
      version: connector?.version ?? null,
      available: connector !== undefined,
      problem: problem && shown(problem, language),
      secretSet: secret !== null,
      settings: connector ? formOf(connector, language) : [],
      offers: connector?.offers ? offersOf(connector.offers) : null,
      connections: connections ?? 0,
      deleted: deletedAt !== null,
      revision: version,
    }
  })
}

export async function readOneConnector(
  parts: ErpParts,
  id: number,
  language: string,
): Promise<ConnectorAnswer> {
  const [found] = await readConnectors(parts, { id }, language)
  if (!found) throw notFound()
  return found
}

/** What an administrator called it; the name it was shipped with is shown in their language. */
export function shownName(name: string, connector: Connector | undefined, language: string): string {
  return connector && textIn(connector.name, 'en') === name ? textIn(connector.name, language) : name
}

function offersOf(offers: NonNullable<Connector['offers']>): ConnectorAnswer['offers'] {
  return actorTypes.flatMap((actorType) => {
    const can = offers[actorType]
    if (!can) return []
    const { create = false, update = false, deletions = false } = can
    return [{ actorType, create, update, deletions }]
  })
}

/** A connector that can be used now; 404 for any other. */
export async function availableConnector(parts: ErpParts, id: number): Promise<Connector> {
  const row = await parts.store.db
    .selectFrom('connector')
    .select(['guid', 'url', 'about', 'secret'])
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  const connector = row && connectorAt(parts, row)
  if (!connector) throw notFound()
  return connector
}

function boundsOf(setting: Setting) {
  const numeric = setting.kind === 'integer' || setting.kind === 'decimal'
  const bound = (at: 'min' | 'max') => (numeric && setting[at] !== undefined ? String(setting[at]) : null)
  const maxLength = setting.kind === 'text' ? (setting.maxLength ?? null) : null
  return { min: bound('min'), max: bound('max'), maxLength }
}

function formOf({ settings }: Connector, language: string): z.infer<typeof settingSchema>[] {
  return Object.entries(settings).map(([key, setting]) => ({
    key,
    kind: setting.kind,
    label: textIn(setting.label, language),
    help: setting.help === undefined ? null : textIn(setting.help, language),
    mandatory: setting.mandatory ?? false,
    default: defaultOf(setting),
    ...boundsOf(setting),
    items:
      setting.kind === 'list' && setting.items
        ? setting.items.map((item) => ({
            key: item.key,
            label: textIn(item.label, language),
            inactive: item.inactive ?? false,
          }))
        : null,
  }))
}
