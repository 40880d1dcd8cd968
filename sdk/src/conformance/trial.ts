import { Buffer } from 'node:buffer'
import type { ActorType, ActorTypeName, Field } from '../actor.ts'
import type { Connector, ErpSession, Host } from '../connector.ts'
import { hostFor } from '../host.ts'
import type { SettingsOf } from '../settings.ts'
import type { Value } from '../value.ts'

/** What the person who runs the suite knows of the ERP and the suite cannot. */
export interface ConformanceOptions {
  /** Promises this connector cannot keep, by title, each with the reason. They are not checked. */
  readonly exceptions?: Readonly<Record<string, string>>
  /** Settings to replace so that the ERP refuses to sign in. Default: another text for every secret. */
  readonly wrongSecret?: Readonly<Record<string, unknown>>
  /** More settings that cannot work, with the kind of error they must give. */
  readonly wrongSettings?: readonly {
    readonly settings: Readonly<Record<string, unknown>>
    readonly kind: 'unauthorized' | 'misconfigured' | 'unavailable'
  }[]
  /** Actor types in which the suite may make and change records. Default: all that can be. */
  readonly writable?: readonly ActorTypeName[]
  /** A value this ERP accepts for a field, where a made-up one is not good enough; `undefined` leaves it out. */
  readonly sample?: (type: ActorTypeName, field: Field) => Value | undefined
  /** Fields the suite leaves out of what it writes, as `customer.VATNO`. */
  readonly untouched?: readonly string[]
  /** The way out, if not the global `fetch`; e.g. one that trusts the certificate of a test server. */
  readonly fetch?: Host['fetch']
  /** Changes an actor as a user of the ERP would, not through the connector. */
  readonly change?: (type: ActorTypeName, key: string) => Promise<void>
  /** Does not wait for what an ERP may show later; for ERPs that show everything at once. */
  readonly impatient?: boolean
  /** Deletes an actor as a user of the ERP would. Needed to check `deletions`. */
  readonly remove?: (type: ActorTypeName, key: string) => Promise<void>
}

/** One connector on trial: the checks share one signed-in session and what it described. */
export type Trial = ReturnType<typeof openTrial>

export type Values = Readonly<Record<string, unknown>>

/** A promise that has nothing to be checked on, e.g. because the capability is not declared. */
export class DoesNotApply extends Error {}

export function openTrial(
  connector: Connector,
  settings: Values | (() => Values | Promise<Values>),
  options: ConformanceOptions = {},
) {
  const way = options.fetch ?? fetch
  const lines: string[] = []
  const opened: ErpSession[] = []
  const controller = new AbortController()
  let shared: Promise<ErpSession> | undefined
  let described: Promise<readonly ActorType[]> | undefined

  async function values(): Promise<Values> {
    return typeof settings === 'function' ? settings() : settings
  }

  /** A host as the engine gives it: its `fetch` also stops when its signal does. */
  function host(signal: AbortSignal = controller.signal, through: Host['fetch'] = way): Host {
    const log: Host['log'] = (message, detail) =>
      void lines.push(`${message} ${JSON.stringify(detail ?? {})}`)
    return hostFor({ log, fetch: through, callWithinMs: 110_000 }, signal)
  }

  async function connect(changed: Values = {}, on: Host = host()): Promise<ErpSession> {
    // The values come from a person at run time; the connector's own type of them is not known here.
    const session = await connector.connect(
      { ...(await values()), ...changed } as SettingsOf<typeof connector.settings>,
      on,
    )
    opened.push(session)
    return session
  }

  function session(): Promise<ErpSession> {
    shared ??= connect()
    return shared
  }

  function types(): Promise<readonly ActorType[]> {
    described ??= session().then((open) => open.describe())
    return described
  }

  return {
    connector,
    options,
    values,
    fetch: way,
    host,
    connect,
    session,
    types,
    /** Everything the connector logged. */
    lines,

    /** The types in which the suite may write. */
    async writable(capability: 'create' | 'update'): Promise<readonly ActorType[]> {
      const allowed = options.writable
      const found = (await types()).filter(
        ({ type, capabilities }) => capabilities[capability] && (!allowed || allowed.includes(type)),
      )
      if (found.length === 0) throw new DoesNotApply(`no actor type offers ${capability}`)
      return found
    },

    async close(): Promise<void> {
      await Promise.allSettled(opened.map((open) => open.close?.()))
      controller.abort()
    },
  }
}

/** A text that no ERP has yet, so that what the suite made can be recognised. */
export function mark(what: string): string {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(5))).toString('hex')
  return `Koppel test ${what} ${random}`
}
