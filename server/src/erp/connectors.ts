import type { z } from '@hono/zod-openapi'
import { type Connector, type Fields, textIn } from '@koppel/sdk'
import { sql } from 'kysely'
import { notFound } from '../problem.ts'
import { listItemsIn } from './answers.ts'
import type { connector as connectorSchema, setting as settingSchema } from './contract.ts'
import { refusalOfConnector } from './failure.ts'
import { inTime } from './guarded-session.ts'
import { builtin, connectorAt, type ErpParts } from './parts.ts'
import { storedAccount } from './session.ts'
import { defaultOf, filled, sameAccount } from './settings.ts'
import { veiledFailure, veiledLog, veilOf } from './veil.ts'

const itemsWithinMs = 15_000

/** Lists the connectors shipped here among the Sync Connectors; run once at start. */
export async function prepareConnectors({ store, builtin: shipped }: ErpParts): Promise<void> {
  for (const { id, name } of shipped.values()) {
    await sql`
      insert into connector (name, url) values (${textIn(name, 'en')}, ${builtin + id})
      on conflict (url) where deleted_at is null do update set name = excluded.name`.execute(store.db)
  }
}

export async function readConnectors(
  parts: ErpParts,
  language: string,
): Promise<z.infer<typeof connectorSchema>[]> {
  const rows = await parts.store.db
    .selectFrom('connector')
    .select(['id', 'name', 'url'])
    .where('deletedAt', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const connector = connectorAt(parts, row.url)
    if (!connector) return { ...row, version: null, available: false, settings: [] }
    const settings = formOf(connector, language)
    return {
      ...row,
      name: textIn(connector.name, language),
      version: connector.version,
      available: true,
      settings,
    }
  })
}

/** A connector that can be used now; 404 for any other. */
export async function availableConnector(parts: ErpParts, id: number): Promise<Connector> {
  const row = await parts.store.db
    .selectFrom('connector')
    .select('url')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  const connector = row && connectorAt(parts, row.url)
  if (!connector) throw notFound()
  return connector
}

/** The choices of a list setting; nothing when the connector has none for what is typed so far. */
export async function settingItems(
  parts: ErpParts,
  connectorId: number,
  asked: { readonly setting: string; readonly connectionId?: number | undefined; readonly values: Fields },
  language: string,
): Promise<{ key: string; label: string; inactive: boolean }[]> {
  const connector = await availableConnector(parts, connectorId)
  const { settings } = connector
  const setting = Object.hasOwn(settings, asked.setting) ? settings[asked.setting] : undefined
  if (setting?.kind !== 'list') throw notFound()
  const items = setting.items ?? (await askItems(parts, connector, connectorId, asked))
  return items.map(({ key, label, inactive = false }) => ({ key, label: textIn(label, language), inactive }))
}

async function askItems(
  parts: ErpParts,
  connector: Connector,
  connectorId: number,
  { setting, connectionId, values }: Parameters<typeof settingItems>[2],
) {
  if (!connector.settingItems) return []
  const typed = filled(values)
  const stored =
    connectionId === undefined ? {} : await storedSecrets(parts, connectionId, connectorId, values)
  const known = { ...stored, ...typed }
  const veil = veilOf(secretsIn(connector, known))
  const signal = AbortSignal.timeout(itemsWithinMs)
  const host = parts.createHost({ log: veiledLog(veil, parts.log), signal })
  const ask = async () => connector.settingItems?.(setting, known, host)
  try {
    return listItemsIn((await inTime(ask(), signal, itemsWithinMs)) ?? [], setting)
  } catch (error) {
    throw refusalOfConnector(veiledFailure(veil, error))
  } finally {
    await host.close()
  }
}

function secretsIn({ settings }: Connector, values: Fields): string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    Object.hasOwn(settings, key) && settings[key]?.kind === 'secret' ? [String(value)] : [],
  )
}

// Without the values that say where to sign in, or with others, a stored secret stays where it is.
async function storedSecrets(
  parts: ErpParts,
  connectionId: number,
  connectorId: number,
  typed: Fields,
): Promise<Readonly<Record<string, string>>> {
  const { connector, connectorId: own, values } = await storedAccount(parts, connectionId, 'forget')
  return own === connectorId && sameAccount(connector.settings, typed, values.plain) ? values.secrets : {}
}

function formOf({ settings }: Connector, language: string): z.infer<typeof settingSchema>[] {
  return Object.entries(settings).map(([key, setting]) => ({
    key,
    kind: setting.kind,
    label: textIn(setting.label, language),
    help: setting.help === undefined ? null : textIn(setting.help, language),
    mandatory: setting.mandatory ?? false,
    default: defaultOf(setting),
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
