import type {
  Actor,
  ActorTypeName,
  Draft,
  ErpSession,
  Hits,
  Outcome,
  Page,
  Reading,
  Search,
} from '@koppel/sdk'
import { ConnectorError } from '@koppel/sdk'
import { type Caller, ConnectorFault, cameBack, mayCall, rememberFailure } from '../erp/index.ts'
import type { EngineParts } from './parts.ts'
import { mayWrite } from './protection/may-write.ts'
import type { Slot } from './protection/slots.ts'

/** A connector threw something it may not throw: the connection stops and shows it. */
export class ConnectorBug extends Error {
  override readonly name = 'ConnectorBug'
}

/** The ERP as the engine calls it: it signs in at the first call, and every failure has a name. */
export interface Erp {
  readonly writes: () => Promise<boolean>
  changes(type: ActorTypeName, cursor: string | undefined, reading: Reading): AsyncIterable<Page>
  get(type: ActorTypeName, keys: readonly string[], fields: readonly string[]): Promise<readonly Actor[]>
  /** @param ready asked right before the call, instead of whether the ERP may be called */
  write(
    type: ActorTypeName,
    drafts: readonly Draft[],
    fields: readonly string[],
    ready?: () => Promise<void>,
  ): Promise<readonly Outcome[]>
  search(type: ActorTypeName, search: Search): Promise<Hits>
  /** Undefined where the connector cannot tell. */
  created(
    type: ActorTypeName,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Actor> | undefined>
  close(): Promise<void>
}

/** Who calls, and on what conditions. Without anything it is somebody who waits for an answer. */
export interface Calling {
  readonly caller?: Caller
  /** Asked before each call; throws when there may be none. */
  readonly allowed?: () => Promise<void>
  readonly slot?: Slot | undefined
  /** The state of the settings, if the lease told. */
  readonly settingsAsOf?: string
}

/**
 * The ERP of a connection for one piece of work. The first call signs in.
 *
 * No call is made while the ERP asked to be left alone, or may not be written to.
 */
export function erpOf(
  parts: EngineParts,
  connectionId: number,
  signal: AbortSignal,
  { caller = 'person', allowed = async () => undefined, slot, settingsAsOf }: Calling = {},
): Erp {
  const { db } = parts.store
  let opened: Promise<ErpSession> | undefined
  // The lease of a pass has just said that the ERP may be called; that holds until there is something to do.
  let fresh = caller === 'pass'

  async function call<T>(ask: () => Promise<T>, ready = mayBeCalled): Promise<T> {
    await ready()
    await allowed()
    try {
      return await (slot ? slot.away(ask) : ask())
    } catch (error) {
      await rememberFailure(db, connectionId, caller, error)
      throw error
    }
  }

  async function mayBeCalled(): Promise<void> {
    if (!fresh) await mayCall(db, connectionId, 'pass')
  }

  async function open(): Promise<ErpSession> {
    const knock = caller === 'pass' ? 'ordinary' : await mayCall(db, connectionId, caller)
    fresh = true
    const session = await call(() => signIn(parts, connectionId, { signal, asOf: settingsAsOf }))
    if (knock === 'probe') await cameBack(db, connectionId)
    return session
  }
  const session = () => {
    opened ??= open()
    return opened
  }
  // More than looking whether there is anything.
  const atWork = async <T>(ask: () => Promise<T>, ready?: () => Promise<void>): Promise<T> => {
    fresh = false
    return await call(ask, ready)
  }

  return {
    writes: async () => (await session()).write !== undefined,

    async *changes(type, cursor, reading) {
      const from = await session()
      const pages = await named(async () => from.changes(type, cursor, reading)[Symbol.asyncIterator]())
      try {
        for (;;) {
          const next = await call(() => named(() => pages.next()))
          if (next.done) return
          if (next.value.actors.length > 0 || next.value.gone?.length) fresh = false
          yield next.value
        }
      } finally {
        await pages.return?.()
      }
    },

    async get(type, keys, fields) {
      const from = await session()
      return await atWork(() => named(() => from.get(type, keys, fields)))
    },

    async write(type, drafts, fields, ready) {
      const to = await session()
      if (caller !== 'pass') await mayWrite(db, connectionId)
      return await atWork(() => named(async () => (await to.write?.(type, drafts, fields)) ?? []), ready)
    },

    async search(type, search) {
      const from = await session()
      return await atWork(() => named(() => from.search(type, search)))
    },

    async created(type, ids, fields) {
      const from = await session()
      return await atWork(() => named(async () => await from.created?.(type, ids, fields)))
    },

    async close() {
      // What could not be opened was told already; a failure to say goodbye changes nothing.
      const closing = opened
      opened = undefined
      const open = await closing?.catch(() => undefined)
      await open
        ?.close?.()
        .catch((error: unknown) => parts.log('A session did not close', { error: String(error) }))
    },
  }
}

async function signIn(
  parts: EngineParts,
  connectionId: number,
  how: { readonly signal: AbortSignal; readonly asOf: string | undefined },
): Promise<ErpSession> {
  try {
    return await parts.openSession(connectionId, { ...how, log: parts.log })
  } catch (error) {
    // Opening a session also reads our own database and opens our own secrets: that is not the connector's doing.
    throw error instanceof ConnectorFault ? new ConnectorBug(error.message, { cause: error }) : error
  }
}

async function named<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorBug(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
