import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Connector } from '@koppel/sdk'
import { Registry } from 'prom-client'
import { type Access, addUser, allLicences, hasUsers, openAccess, requestLimit } from '../src/access/index.ts'
import { addStandardLists, crmRoutes } from '../src/crm/index.ts'
import { type EngineParts, engineRoutes, syncLink } from '../src/engine/index.ts'
import { type ErpParts, erpRoutes, linksSeen, prepareConnectors, sessionOpener } from '../src/erp/index.ts'
import { createApp, type Live, openLive, openLog } from '../src/http/index.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'
import type { Store } from '../src/store/index.ts'
import type { Role } from '../src/store/tables.ts'
import { useDatabase } from './database.ts'

export const password = 'correct horse battery'
export const fromOurPages = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

interface Running {
  readonly app: ReturnType<typeof createApp>
  readonly access: Access
  readonly live: Live
  readonly store: Store
}

interface WholeAppOptions {
  readonly connectors?: readonly Connector[]
  /** What connectors may reach beside the public internet. */
  readonly allow?: readonly string[]
  /** Takes every line of the log, down to the finest. */
  readonly onLog?: (line: string) => void
  readonly url?: string
  readonly beatMs?: number
  /** Whether somebody who asks very much is told to wait. */
  readonly limited?: boolean
  /** Runs once the app answers: before hooks of a file do not wait for each other. */
  readonly prepare?: () => Promise<void>
}

/** The app as main.ts puts it together, over a database of its own, with every area and a small built web. */
export function useWholeApp(options: WholeAppOptions = {}) {
  const { url = 'http://koppel.example', prepare = async () => undefined } = options
  let running: Running | undefined
  after(async () => {
    await running?.live.close()
    await running?.access.close()
  })
  const database = useDatabase(async (store) => {
    running = await build(store, { ...options, url })
    await prepare()
  })

  function ready(): Running {
    assert.ok(running)
    return running
  }

  /** A user who can sign in; answers with the cookie of a session. */
  async function signedIn(name: string, role: Role): Promise<string> {
    const person = { name, email: `${name}@example.com`, password, role, licences: allLicences }
    await ready().store.transaction((tx) => addUser(tx, person, null))
    const answer = await signIn(person.email)
    assert.equal(answer.status, 200, await answer.text())
    return cookieOf(answer)
  }

  function signIn(email: string, given = password, headers: Record<string, string> = {}) {
    return request('POST', '/api/v1/auth/sign-in/email', { body: { email, password: given }, headers })
  }

  async function request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const { body, cookie, headers = {} } = options
    return await ready().app.request(new URL(path, url).href, {
      method,
      headers: { ...fromOurPages, ...(cookie ? { cookie } : {}), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
  }

  return { database, ready, signedIn, signIn, request }
}

export interface RequestOptions {
  readonly body?: unknown
  readonly cookie?: string
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
}

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of a body
export const bodyOf = (answer: Response): Promise<any> => answer.json()

export function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

async function build(
  store: Store,
  {
    url,
    limited = false,
    beatMs = 20_000,
    connectors = [],
    allow = [],
    onLog,
  }: WholeAppOptions & { readonly url: string },
): Promise<Running> {
  await addStandardLists(store.db)
  const masterKey = randomBytes(32)
  const out = { isTTY: false, write: (line: string) => onLog?.(line) }
  const log = openLog(onLog ? 'trace' : 'silent', out as unknown as NodeJS.WriteStream)
  const access = openAccess({
    store,
    url,
    masterKey,
    crmName: 'SuperCRM',
    demoErpUrl: () => 'http://127.0.0.1:4010',
    clientAddress: () => undefined,
    requestLimit: limited ? requestLimit() : { attempt: () => 0 },
    warn: (message) => log.warn(message),
  })
  const live = await openLive(store.listen, beatMs)
  const policy = networkPolicy(allow)
  const erp: ErpParts = {
    store,
    builtin: new Map(connectors.map((connector) => [connector.id, connector])),
    masterKey,
    log: (message, detail) => log.info({ ...detail }, message),
    createHost: (session) => createHost({ policy, ...session }),
    crmName: 'SuperCRM',
  }
  if (connectors.length > 0) await prepareConnectors(erp)
  const engine: EngineParts = { store, openSession: sessionOpener(erp), log: erp.log, crmName: 'SuperCRM' }
  const app = createApp({
    url,
    version: '1.2.3',
    log,
    access,
    crmName: 'SuperCRM',
    areas: [
      crmRoutes({ store, links: linksSeen }),
      erpRoutes({ ...erp, syncLink: (linkId, by) => syncLink(engine, linkId, by) }),
      engineRoutes(engine),
    ],
    live,
    waiting: () => store.pool.waitingCount,
    ready: () => hasUsers(store.db),
    registry: new Registry(),
    web: await smallWeb(),
  })
  return { app, access, live, store }
}

async function smallWeb(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'koppel-web-')), 'dist')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(
    join(folder, 'index.html'),
    '<html><meta name="csp-nonce" content="__CSP_NONCE__">page</html>',
  )
  await writeFile(join(folder, 'favicon.svg'), '<svg/>')
  const script = join(folder, 'assets', 'index-abc123.js')
  await writeFile(script, 'export {}')
  await writeFile(`${script}.br`, brotliCompressSync('export {}'))
  await writeFile(`${script}.gz`, gzipSync('export {}'))
  await writeFile(join(folder, '..', 'outside.txt'), 'outside')
  return folder
}
