import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { after } from 'node:test'
import { Registry } from 'prom-client'
import { type Access, addUser, openAccess } from '../src/access/index.ts'
import { addStandardLists, crmRoutes } from '../src/crm/index.ts'
import { createApp, type Live, openLive, openLog } from '../src/http/index.ts'
import type { Role } from '../src/store/tables.ts'
import { useDatabase } from './database.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of a body
  readonly body: any
}

type App = ReturnType<typeof createApp>

const url = 'http://koppel.example'
const password = 'sea-horse-4711'
const fromOurPages = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

/** The whole app over a database of its own, with `anna` (user) and `rik` (readOnly) signed in. */
export function useApp() {
  const cookies = new Map<string, string>()
  let app: App | undefined
  let access: Access | undefined
  let live: Live | undefined
  after(async () => {
    await live?.close()
    await access?.close()
  })
  const database = useDatabase(async (store) => {
    await addStandardLists(store.db)
    access = openAccess({
      store,
      url,
      masterKey: randomBytes(32),
      crmName: 'CRM',
      demoErpUrl: () => null,
      clientAddress: () => undefined,
      warn: () => undefined,
    })
    live = await openLive(store.listen)
    app = createApp({
      url,
      version: '0',
      log: openLog('fatal'),
      access,
      areas: [crmRoutes({ store })],
      live,
      ready: async () => undefined,
      registry: new Registry(),
      web: tmpdir(),
    })
    for (const [name, role] of [
      ['anna', 'user'],
      ['rik', 'readOnly'],
    ] satisfies [string, Role][]) {
      const email = `${name}@voorbeeld.example`
      await store.transaction((tx) => addUser(tx, { name, email, password, role, licences: [] }, null))
      cookies.set(name, await signIn(app, email))
    }
  })

  /** A request as the web sends it; `as` nobody, it is anonymous. A text is sent as it is, anything else as JSON. */
  async function call(
    method: string,
    path: string,
    body?: unknown,
    { as = 'anna', language = 'nl' }: { as?: 'anna' | 'rik' | 'nobody'; language?: string } = {},
  ): Promise<Answer> {
    assert.ok(app)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.request(`/api/v1${path}`, {
      method,
      headers: { ...fromOurPages, cookie: cookies.get(as) ?? '', 'accept-language': language },
      ...(body === undefined ? {} : { body: text }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  return { database, call }
}

async function signIn(app: App, email: string): Promise<string> {
  const answer = await app.request('/api/v1/auth/sign-in/email', {
    method: 'POST',
    headers: fromOurPages,
    body: JSON.stringify({ email, password }),
  })
  assert.equal(answer.status, 200, await answer.text())
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
