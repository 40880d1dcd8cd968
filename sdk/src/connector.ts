import type { Actor, ActorRef, ActorType, ActorTypeName, Capabilities, ListItem } from './actor.ts'
import type { Hits, Search } from './search.ts'
import type { Settings, SettingsOf } from './settings.ts'
import type { Text } from './text.ts'
import type { Fields } from './value.ts'

/**
 * A connector translates between this system and one kind of ERP.
 *
 * It keeps no state and knows nothing of the CRM. The engine decides when to read and what to write;
 * the connector only says how this ERP does it. Each sentence below is a promise that the conformance
 * suite checks.
 *
 * Throw a {@link ConnectorError} for a failure you can name. Anything else is taken for a bug: the
 * connection stops and the error is shown as it is.
 */
export interface Connector<S extends Settings = Settings> {
  /** Stored with every connection, e.g. `tryton`. Never changes once released. */
  readonly id: string

  /** What an administrator sees in the list of Sync Connectors. */
  readonly name: Text

  /** The connector's own version, e.g. `1.2.0`. */
  readonly version: string

  /** What the administrator fills in. The web draws its form from this. */
  readonly settings: S

  /**
   * The most it can do with each actor type, where the ERP and the account allow all of it; shown before anybody
   * signs in. `describe` offers no more than this. Left out: not told.
   */
  readonly offers?: { readonly [type in ActorTypeName]?: Capabilities }

  /**
   * Signs in to one ERP client.
   *
   * Called once for each pass, so it must be cheap. Also the connection test: if it returns, the
   * settings work.
   */
  connect(settings: SettingsOf<S>, host: Host): Promise<ErpSession>

  /**
   * The choices of a `list` setting without `items`, given the values typed so far (any may be missing).
   *
   * Answers an empty list while too little is filled in. Leave out if no setting needs it.
   */
  settingItems?(setting: string, values: Partial<SettingsOf<S>>, host: Host): Promise<readonly ListItem[]>
}

/** What the connector may use of the system it runs in. */
export interface Host {
  /**
   * The only way out: `fetch` through the guarded door, with time-outs, size limits and the network policy
   * of the installation. Rejects with `ConnectorError('unavailable' | 'misconfigured')` if nothing came back.
   */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>

  /** One line for the operator. No secrets. */
  readonly log: (message: string, detail?: Readonly<Record<string, unknown>>) => void

  /** Milliseconds since 1970. */
  readonly now: () => number

  /** Aborts when the engine gives up waiting; a connector stops within a second. */
  readonly signal: AbortSignal
}

/** One signed-in ERP client, used by one pass and then closed. May be used for several calls at once. */
export interface ErpSession {
  /** The actor types this client offers, with their fields as they are today. */
  describe(): Promise<readonly ActorType[]>

  /**
   * Actors changed since `cursor`, in the ERP's order of change; all of them without one.
   *
   * At least once: a page may repeat actors, but no change may be missed, also not of actors with equal
   * times at the border of two pages or of a transaction that committed late. Delivers exactly `fields`
   * (those the ERP has). Yields at least one page, also when nothing changed.
   *
   * A cursor is saved only after its page is applied. After a crash the same page is asked for again,
   * so a cursor stays valid until a later one is used. A cursor the ERP can no longer honour is a
   * `ConnectorError('cursorExpired')`, never an empty page.
   */
  changes(type: ActorTypeName, cursor: string | undefined, options: Reading): AsyncIterable<Page>

  /** These actors as they are now. One that is not there is left out of the answer. */
  get(type: ActorTypeName, keys: readonly string[], fields: readonly string[]): Promise<readonly Actor[]>

  /** Looks actors up for a person. */
  search(type: ActorTypeName, search: Search): Promise<Hits>

  /**
   * Creates or updates actors: one outcome for each draft, in the same order.
   *
   * Only the fields of a draft are sent. A draft the ERP refuses is an outcome, never an exception, so
   * that one bad record does not stop the others. A draft of which it is not known whether the ERP took
   * it is `unknown`; throw only when certainly none was taken. Leave out if the ERP is read-only.
   */
  write?(
    type: ActorTypeName,
    drafts: readonly Draft[],
    fields: readonly string[],
  ): Promise<readonly Outcome[]>

  /**
   * The actors that creates with these ids made, by id; an id that made none is left out.
   * Needed for `idempotentCreate`.
   */
  created?(
    type: ActorTypeName,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Actor>>

  /** The items of a list, in the ERP's order. Leave out if no field is a list. */
  lists?(name: string): Promise<readonly ListItem[]>

  /** Lets go of everything. Called once, also after a failure. */
  close?(): Promise<void>
}

export interface Reading {
  /** Keys of the fields to deliver. */
  readonly fields: readonly string[]
  /** Wanted size of a page; a connector may deliver smaller ones. */
  readonly pageSize: number
}

export interface Page {
  readonly actors: readonly Actor[]
  /** Keys of actors the ERP says were deleted since the cursor. */
  readonly gone?: readonly string[]
  /** Where the next pass may continue once this page is applied. Opaque text. */
  readonly cursor: string
}

/** What to write to one actor. */
export type Draft = Create | Update

export interface Create {
  readonly kind: 'create'
  /** Chosen by the engine and stored before the call; makes a repeated create recognisable. At most 64 characters. */
  readonly id: string
  readonly fields: Fields
  /** For a person: the customer or supplier it belongs to. */
  readonly parent?: ActorRef
}

export interface Update {
  readonly kind: 'update'
  readonly key: string
  /** The version the change was planned on, if the ERP gave one. */
  readonly version?: string
  /** Only what changes. */
  readonly fields: Fields
}

/** What became of one draft. */
export type Outcome =
  /** Taken. `actor` is how the ERP stores it now, with the fields asked for: it may have trimmed or rounded. */
  | { readonly kind: 'written'; readonly actor: Actor }
  /** The ERP does not want it: `reason` says why, `field` which value, where the ERP tells. */
  | { readonly kind: 'refused'; readonly reason: Text; readonly field?: string }
  /** The actor changed since `version`; nothing was written. */
  | { readonly kind: 'outdated'; readonly current: Actor }
  /** There is no such actor any more. */
  | { readonly kind: 'gone' }
  /** The ERP may or may not have taken it. */
  | { readonly kind: 'unknown'; readonly detail: string }

/** Types a connector without repeating its settings. Returns its argument. */
export function defineConnector<const S extends Settings>(connector: Connector<S>): Connector<S> {
  return connector
}
