import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Actor, ActorTypeName, Fields, Outcome } from '@koppel/sdk'
import { answer } from './api.ts'
import { openEvents } from './events.ts'
import { respondWith } from './respond.ts'
import { generateCustomers, seed } from './seed.ts'
import { openStore } from './store.ts'
import type { Desk } from './write.ts'

export interface DemoErpOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** An SQLite file, made and filled with demo data if it is not there; `:memory:` for tests. */
  readonly dataFile: string
  /** What the connector signs in with; default `koppel` and `demo`. */
  readonly user?: string
  readonly password?: string
  /** False starts without records. Default true. */
  readonly demoData?: boolean
  readonly log?: (message: string) => void
  /**
   * For tests: called before each call of the API. `unanswered` does the work and cuts the line before the
   * answer, `cut` does not do it; `hang` never answers and `trickle` never ends its answer. A number is answered as
   * status instead, with or without a `Retry-After`.
   */
  readonly disturb?: (method: string, path: string) => Disturbance | undefined
}

export type Disturbance =
  | number
  | { readonly status: number; readonly retryAfter: string }
  | 'cut'
  | 'unanswered'
  | 'hang'
  | 'trickle'

export type DemoErp = Awaited<ReturnType<typeof startDemoErp>>

/** Starts the Demo ERP: an HTTP API for the connector under `/api`, and a page for people at `/`. */
export async function startDemoErp(options: DemoErpOptions) {
  const { host = '127.0.0.1', log = () => undefined } = options
  const store = openStore(options.dataFile)
  if (store.isEmpty() && options.demoData !== false) seed(store)
  const events = openEvents()

  function changed({ administration, type, by }: Desk, keys: readonly string[]): void {
    if (keys.length > 0) events.tell({ administration, type, keys, by, at: new Date().toISOString() })
  }

  const server = createServer(respondWith({ store, events, changed, options, log }))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  const { port } = server.address() as AddressInfo

  function desk(type: ActorTypeName, administration = 'main'): Desk {
    return { administration, type, fields: [], by: 'Demo ERP' }
  }
  function write(
    method: string,
    type: ActorTypeName,
    administration: string | undefined,
    body: Record<string, unknown>,
  ) {
    const call = { method, path: [administration ?? 'main', 'actors', type], body, by: 'Demo ERP' }
    return answer(store, call, changed) as { outcomes: Outcome[]; removed: string[] }
  }

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,

    /** Adds made-up customers in one transaction and answers with their keys; the same ones for the same seed. */
    generate(count: number, { administration = 'main', seed: number = 1 } = {}): string[] {
      const keys = generateCustomers(store, administration, count, number)
      changed(desk('customer', administration), keys)
      return keys
    },

    /** Changes a record as somebody at the page would. */
    edit(type: ActorTypeName, key: string, fields: Fields, administration?: string): Outcome | undefined {
      return write('PATCH', type, administration, { drafts: [{ kind: 'update', key, fields }] }).outcomes[0]
    },

    /** Deletes a record as somebody at the page would; false if it was not there. */
    remove(type: ActorTypeName, key: string, administration?: string): boolean {
      return write('DELETE', type, administration, { keys: [key] }).removed.length > 0
    },

    /** The record as it is now, with these fields. */
    read(
      type: ActorTypeName,
      key: string,
      fields: readonly string[],
      administration = 'main',
    ): Actor | undefined {
      const call = {
        method: 'POST',
        path: [administration, 'actors', type, 'read'],
        body: { keys: [key], fields },
        by: '',
      }
      return (answer(store, call, changed) as { actors: Actor[] }).actors[0]
    },

    async close(): Promise<void> {
      events.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      store.close()
    },
  }
}
