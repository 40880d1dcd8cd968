import { DatabaseSync } from 'node:sqlite'
import { after, before } from 'node:test'
import { type ActorTypeName, ConnectorError, type ErpSession, type Host, type Page } from '@koppel/sdk'
import { tryton as connector } from '../src/index.ts'
import type { TrytonSettings } from '../src/settings.ts'
import { startTryton, type Tryton } from './trytond.ts'

/** One Tryton for a test file; use its members inside tests only. */
export function useTryton() {
  let running: Tryton | undefined
  before(async () => {
    running = await startTryton()
  })
  after(() => running?.stop())

  const tryton = () => {
    if (!running) throw new Error('Tryton runs inside tests only')
    return running
  }
  const settings = (): TrytonSettings => ({
    url: tryton().url,
    database: tryton().database,
    user: tryton().user,
    password: tryton().password,
    language: 'en',
    customerCategory: String(tryton().customerCategory),
    supplierCategory: String(tryton().supplierCategory),
    personRelation: undefined,
  })
  return {
    tryton,
    settings,
    signIn: (changed: Partial<TrytonSettings> = {}, host: Host = hostWith()): Promise<ErpSession> =>
      connector.connect({ ...settings(), ...changed }, host),
    /** What no client can do. */
    sql: (statement: string) => {
      const database = new DatabaseSync(tryton().file)
      database.exec('pragma busy_timeout = 5000')
      database.exec(statement)
      database.close()
    },
    create: async (model: string, records: readonly object[]): Promise<readonly number[]> => {
      const ids = await tryton().call(`model.${model}.create`, [records])
      return Array.isArray(ids) ? ids.map(Number) : []
    },
  }
}

/** The engine's side: `through` stands between the connector and the network. */
export function hostWith(through: Host['fetch'] = fetch): Host {
  return {
    fetch: (url, init) =>
      through(url, init).catch((cause: unknown) => {
        if (cause instanceof ConnectorError) throw cause
        throw new ConnectorError('unavailable', 'Nothing answers.', { detail: String(cause), cause })
      }),
    log: () => undefined,
    now: Date.now,
    signal: new AbortController().signal,
  }
}

/** The method a request asks for. */
export function methodOf(init: RequestInit | undefined): string {
  return JSON.parse(String(init?.body)).method
}

/** A host that remembers the methods called through it. */
export function listeningHost(): { readonly host: Host; readonly methods: string[] } {
  const methods: string[] = []
  const host = hostWith((url, init) => {
    methods.push(methodOf(init))
    return fetch(url, init)
  })
  return { host, methods }
}

/** Reads the feed to its end. */
export async function readAll(
  session: ErpSession,
  type: ActorTypeName,
  cursor?: string,
  { fields = ['NAME'], pageSize = 100 }: { fields?: readonly string[]; pageSize?: number } = {},
) {
  const pages: Page[] = []
  for await (const page of session.changes(type, cursor, { fields, pageSize })) pages.push(page)
  const last = pages.at(-1)
  if (!last) throw new Error('changes yielded no page')
  const actors = pages.flatMap((page) => page.actors)
  return { pages, actors, keys: actors.map((actor) => actor.key), cursor: last.cursor }
}
