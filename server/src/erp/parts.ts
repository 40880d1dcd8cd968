import type { Connector } from '@koppel/sdk'
import type { OutboundHost } from '../outbound/index.ts'
import type { Store } from '../store/index.ts'

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
}

/** How the URL of a connector shipped here begins. */
export const builtin = 'builtin:'

/** The connector behind a URL, if it is there. */
export function connectorAt(
  { builtin: shipped }: Pick<ErpParts, 'builtin'>,
  url: string,
): Connector | undefined {
  return url.startsWith(builtin) ? shipped.get(url.slice(builtin.length)) : undefined
}
