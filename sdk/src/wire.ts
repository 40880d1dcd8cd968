import type { Actor, ActorType, ListItem } from './actor.ts'
import type { Connector, Draft, Outcome, Page } from './connector.ts'
import type { ConnectorErrorKind } from './errors.ts'
import type { Hits, Search } from './search.ts'
import type { Settings } from './settings.ts'
import type { Text } from './text.ts'
import type { Fields } from './value.ts'

// The contract as JSON over HTTPS, for a connector that runs elsewhere and may be written in any language.
// docs/decisions/0015-remote-connectors-over-https.md says why it is as it is.

/** The version of the JSON contract: sent with every call, and said in every answer. */
export const wireVersion = 1

/** The header that carries {@link wireVersion}. */
export const wireVersionHeader = 'koppel-contract'

/**
 * What is sent, by call. Each is `POST <url of the connector>/<call>` with this as its JSON body and two headers:
 * `koppel-contract: 1` and `authorization: Bearer <the secret both sides know>`.
 */
export interface WireCalls {
  /** What the connector is; the only call before anybody filled in a setting. */
  about: Record<string, never>
  settingItems: { readonly setting: string; readonly values: Fields }
  /** Signs in; the answer names a session that the calls below carry. */
  connect: { readonly settings: Fields }
  describe: { readonly session: string }
  /** Answered as a stream of lines, see {@link WireLine}. */
  changes: {
    readonly session: string
    readonly type: string
    /** Left out: from the beginning. */
    readonly cursor?: string
    readonly fields: readonly string[]
    readonly pageSize: number
  }
  get: InSession & { readonly keys: readonly string[] }
  search: { readonly session: string; readonly type: string; readonly search: Search }
  write: InSession & { readonly drafts: readonly Draft[] }
  created: InSession & { readonly ids: readonly string[] }
  lists: { readonly session: string; readonly name: string }
  close: { readonly session: string }
}

interface InSession {
  readonly session: string
  readonly type: string
  readonly fields: readonly string[]
}

export type WireCall = keyof WireCalls

/** What is answered, by call, as `{ "answer": … }`; a failure is `{ "error": … }`, see {@link WireError}. */
export interface WireAnswers {
  about: WireAbout
  settingItems: readonly ListItem[]
  connect: {
    readonly session: string
    /** Which of the optional calls the session takes. */
    readonly can: readonly ('write' | 'created' | 'lists')[]
  }
  describe: readonly ActorType[]
  get: readonly Actor[]
  search: Hits
  /** One for each draft. */
  write: readonly Outcome[]
  /** Each actor with the id of the create that made it. */
  created: readonly (readonly [id: string, actor: Actor])[]
  lists: readonly ListItem[]
  close: null
}

/** A connector's own data, without what it does. */
export interface WireAbout extends Pick<Connector, 'id' | 'name' | 'version' | 'offers'> {
  readonly contract: number
  readonly settings: Settings
  /** Whether it answers `settingItems`. */
  readonly settingItems: boolean
}

/**
 * One line (JSON, ended by a line feed) of the answer to `changes`.
 *
 * `more` closes an answer that is long enough: the caller goes on with the cursor of the last page. `end` says
 * that there is nothing left. A failure in the middle is the last line.
 */
export type WireLine =
  | { readonly page: Page }
  | { readonly more: true }
  | { readonly end: true }
  | { readonly error: WireError }

/** A `ConnectorError` on its way. */
export interface WireError {
  /**
   * `sessionLost`: the connector no longer knows the session and did nothing; sign in again.
   * `bug`: it threw what it may not throw.
   */
  readonly kind: ConnectorErrorKind | 'sessionLost' | 'bug'
  readonly explanation: Text
  readonly detail?: string
  /** In milliseconds. */
  readonly retryAfter?: number
}
