import type { Connector } from '@koppel/sdk'
import type { OutboundHost } from '../outbound/index.ts'
import { open, type SecretPlace, type Store } from '../store/index.ts'
import type { RemoteAbout } from '../store/tables.ts'
import { remoteConnector } from './remote/connector.ts'

/** One line for the operator; never a secret. */
export type Log = (message: string, detail?: Readonly<Record<string, unknown>>) => void

/** What ERP connections are built from; `main.ts` puts it together. */
export interface ErpParts {
  readonly store: Store
  /** The connectors shipped here, by id. */
  readonly builtin: ReadonlyMap<string, Connector>
  readonly masterKey: Uint8Array
  /** The guarded door for one session. */
  readonly createHost: (session: { readonly log: Log; readonly signal: AbortSignal }) => OutboundHost
  readonly log: Log
  /** What texts call the CRM; `CRM` without. */
  readonly crmName?: string
}

/** How the URL of a connector shipped here begins. */
export const builtin = 'builtin:'

/** The row of a Sync Connector, as far as it says how to reach it. */
export interface ConnectorRow {
  readonly guid: string
  readonly url: string
  readonly about: RemoteAbout | null
  readonly secret: string | null
}

/** The connector behind a row, if it is there: shipped here, or a remote one that has said what it is. */
export function connectorAt(
  { builtin: shipped, masterKey }: Pick<ErpParts, 'builtin' | 'masterKey'>,
  { guid, url, about, secret }: ConnectorRow,
): Connector | undefined {
  if (url.startsWith(builtin)) return shipped.get(url.slice(builtin.length))
  if (!about) return undefined
  // Opened when it is needed: a list of connectors is shown without any secret.
  return remoteConnector({ url, about, secret: () => openSecret(masterKey, guid, secret) })
}

/** Where the secret of a remote connector is stored. */
export function secretPlace(guid: string): SecretPlace {
  return { table: 'connector', row: guid, field: 'secret' }
}

export function openSecret(masterKey: Uint8Array, guid: string, sealed: string | null): string | undefined {
  return sealed === null ? undefined : open(masterKey, secretPlace(guid), sealed)
}
