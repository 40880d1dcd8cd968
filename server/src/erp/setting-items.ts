import { type Connector, type Fields, type Text, textIn } from '@koppel/sdk'
import { notFound } from '../problem.ts'
import { listItemsIn } from './answers.ts'
import { availableConnector } from './connectors.ts'
import { refusalOfConnector } from './failure.ts'
import { inTime } from './guarded-session.ts'
import type { ErpParts } from './parts.ts'
import { storedAccount } from './session.ts'
import { blank, filled, forConnector, type SettingValues, sameAccount } from './settings.ts'
import { veiledFailure, veiledLog, veilOf } from './veil.ts'

const itemsWithinMs = 15_000

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
  const items =
    setting.items ?? (await askItems(parts, connector, asked.setting, await known(parts, connectorId, asked)))
  return items.map(({ key, label, inactive = false }) => ({ key, label: textIn(label, language), inactive }))
}

type Known = Readonly<Record<string, string | number | boolean>>

/** What is typed so far, with the secrets that are stored for it. */
async function known(
  parts: ErpParts,
  connectorId: number,
  { connectionId, values }: Parameters<typeof settingItems>[2],
): Promise<Known> {
  const stored =
    connectionId === undefined ? {} : await storedSecrets(parts, connectionId, connectorId, values)
  return { ...stored, ...filled(values) }
}

async function askItems(parts: ErpParts, connector: Connector, setting: string, given: Known) {
  if (!connector.settingItems) return []
  const veil = veilOf(secretsIn(connector, given))
  const signal = AbortSignal.timeout(itemsWithinMs)
  const host = parts.createHost({ log: veiledLog(veil, parts.log), signal })
  const ask = async () => connector.settingItems?.(setting, given, host)
  try {
    return listItemsIn((await inTime(ask(), signal, itemsWithinMs)) ?? [], setting)
  } catch (error) {
    throw refusalOfConnector(veiledFailure(veil, error))
  } finally {
    await host.close()
  }
}

/**
 * What the chosen item of each list setting is called, for when the ERP does not answer. One that cannot be asked for now is left out:
 * saving does not depend on it.
 */
export async function chosenTexts(
  parts: ErpParts,
  connector: Connector,
  values: SettingValues,
): Promise<Readonly<Record<string, Text>>> {
  const lists = Object.entries(connector.settings).flatMap(([key, setting]) =>
    setting.kind === 'list' && !blank(values.plain[key]) ? [{ key, items: setting.items }] : [],
  )
  const found = await Promise.all(
    lists.map(async ({ key, items }) => {
      const all = items ?? (await askItems(parts, connector, key, forConnector(values)).catch(() => []))
      const label = all.find((item) => item.key === values.plain[key])?.label
      return label === undefined ? [] : [[key, label] as const]
    }),
  )
  return Object.fromEntries(found.flat())
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
