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
import { ConnectorFault } from '../erp/index.ts'
import type { EngineParts } from './parts.ts'

/** A connector threw something it may not throw: the connection stops and shows it. */
export class ConnectorBug extends Error {
  override readonly name = 'ConnectorBug'
}

/** The ERP as the engine calls it: it signs in at the first call, and every failure has a name. */
export interface Erp {
  readonly writes: () => Promise<boolean>
  changes(type: ActorTypeName, cursor: string | undefined, reading: Reading): AsyncIterable<Page>
  get(type: ActorTypeName, keys: readonly string[], fields: readonly string[]): Promise<readonly Actor[]>
  write(type: ActorTypeName, drafts: readonly Draft[], fields: readonly string[]): Promise<readonly Outcome[]>
  search(type: ActorTypeName, search: Search): Promise<Hits>
  /** Undefined where the connector cannot tell. */
  created(
    type: ActorTypeName,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Actor> | undefined>
  close(): Promise<void>
}

export function erpOf(parts: EngineParts, connectionId: number, signal: AbortSignal): Erp {
  let opened: Promise<ErpSession> | undefined
  const session = () => {
    opened ??= signIn(parts, connectionId, signal)
    return opened
  }

  return {
    writes: async () => (await session()).write !== undefined,

    async *changes(type, cursor, reading) {
      const from = await session()
      const pages = await named(async () => from.changes(type, cursor, reading)[Symbol.asyncIterator]())
      try {
        for (;;) {
          const next = await named(() => pages.next())
          if (next.done) return
          yield next.value
        }
      } finally {
        await pages.return?.()
      }
    },

    async get(type, keys, fields) {
      const from = await session()
      return await named(() => from.get(type, keys, fields))
    },

    async write(type, drafts, fields) {
      const to = await session()
      return await named(async () => (await to.write?.(type, drafts, fields)) ?? [])
    },

    async search(type, search) {
      const from = await session()
      return await named(() => from.search(type, search))
    },

    async created(type, ids, fields) {
      const from = await session()
      return await named(async () => await from.created?.(type, ids, fields))
    },

    async close() {
      // What could not be opened was told already; a failure to say goodbye changes nothing.
      const open = await opened?.catch(() => undefined)
      await open
        ?.close?.()
        .catch((error: unknown) => parts.log('A session did not close', { error: String(error) }))
    },
  }
}

async function signIn(parts: EngineParts, connectionId: number, signal: AbortSignal): Promise<ErpSession> {
  try {
    return await parts.openSession(connectionId, { signal, log: parts.log })
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
