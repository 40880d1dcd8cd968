import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Api, signedInApi } from '../../e2e/api.ts'
import { addConnection, synchroniseCustomers } from '../../e2e/erp-connection.ts'
import { administrator, type Koppel, startKoppel } from '../../e2e/koppel.ts'
import { openStore } from '../../server/src/store/index.ts'
import { databaseUrlIn } from '../embedded.ts'
import { fillRecords } from '../lists/fill.ts'
import { asStarted, startErp } from '../speed/processes.ts'
import { startConnector } from './connector.ts'

/** A whole Koppel with people and connections. */
export interface World extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  /** The process that serves. */
  readonly pid: number
  readonly companies: number
  /** Companies that are linked. */
  readonly linked: readonly number[]
  /** One for each session. */
  readonly cookies: readonly string[]
  /** Of somebody else, who asks without end. */
  readonly hasty: string
  /** Switches the engine on, with somebody who edits in the ERP; the answer stops both and tells what was moved. */
  synchronise(): Promise<() => Promise<string>>
}

export interface Size {
  readonly companies: number
  readonly persons: number
  readonly connections: number
  readonly sessions: number
}

const linksEach = 500
const synchronised = ['NAME', 'PHONE', 'EMAIL']
// Each asks less than one person may: 500 a second are ten a second of each.
const people = 50

export async function startWorld({ companies, persons, connections, sessions }: Size): Promise<World> {
  await using opening = new AsyncDisposableStack()
  const koppel = opening.use(await startKoppel(administrator, asStarted))
  const erp = await startErp(linksEach)
  opening.defer(() => erp.stop())
  const connector = opening.use(await startConnector())
  const api = await signedInApi(koppel)
  const databaseUrl = await databaseUrlIn(koppel.data)
  const store = openStore({ url: databaseUrl })
  await fillRecords(store.db, companies, persons).finally(() => store.close())

  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  opening.defer(() => client.end())
  await client.query('vacuum analyze')
  await api('POST', '/connectors', { name: 'Bench', url: connector.url, secret: connector.secret })
  await engine(api, false)
  for (let n = 1; n <= connections; n++) {
    const about = { name: `ERP ${n}`, connector: connector.url, settings: { url: erp.url } }
    const id = await addConnection(api, about)
    await synchroniseCustomers(api, id, synchronised)
    await link(client, id, (n - 1) * linksEach)
  }
  await engine(api, true)
  await settled(api, connections * linksEach)
  await engine(api, false)

  const [hasty = '', ...cookies] = await signInMany(koppel, api, sessions + 1)
  const open = opening.move()
  return {
    url: koppel.url,
    databaseUrl,
    pid: koppel.pid,
    companies,
    linked: Array.from({ length: connections * linksEach }, (_, index) => index + 1),
    cookies,
    hasty,
    async synchronise() {
      await engine(api, true)
      const [done] = await moved(client)
      const ended = new AbortController()
      const editing = editEachSecond(
        (round) => erp.edit(round % 250, 250, { PHONE: `+31 10 ${round}` }),
        ended.signal,
      )
      return async () => {
        ended.abort()
        await editing
        const [now, passes] = await moved(client)
        await engine(api, false)
        return `; ${now - done} values moved by ${passes} passes so far`
      }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

const engine = (api: Api, running: boolean) => api('PUT', '/engine', { running, intervalSeconds: 10 })

/** As an import leaves them: where the two differ, the ERP's value stands. */
async function link(client: pg.Client, connectionId: number, from: number): Promise<void> {
  await client.query(
    `insert into link (connection_id, actor_type, actor_key, record_type, record_id, start)
     select $1, 'customer', n::text, 'company', $2::bigint + n + 1, $3::jsonb from generate_series(0, $4::integer - 1) n`,
    [
      connectionId,
      from,
      JSON.stringify(Object.fromEntries(synchronised.map((key) => [key, 'erp']))),
      linksEach,
    ],
  )
}

async function settled(api: Api, links: number): Promise<void> {
  for (const deadline = Date.now() + 600_000; ; await pause(500)) {
    const states = await api<{ links: number; inSync: number }[]>('GET', '/states')
    const inSync = states.reduce((sum, state) => sum + state.inSync, 0)
    if (inSync === links) return
    if (Date.now() > deadline) throw new Error(`Not in sync: ${JSON.stringify(states)}`)
  }
}

/** Values moved, and passes ended, until now. */
async function moved(client: pg.Client): Promise<readonly [number, number]> {
  const { rows } = await client.query<{ moved: number; passes: number }>(
    `select coalesce(sum(to_crm + to_erp), 0)::integer as moved, count(*)::integer as passes from run where kind = 'pass'`,
  )
  return [rows[0]?.moved ?? 0, rows[0]?.passes ?? 0]
}

async function editEachSecond(edit: (round: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await edit(round)
    await pause(1_000, undefined, { signal }).catch(() => undefined)
  }
}

/** People, each signed in on a few devices. */
async function signInMany({ url }: Koppel, api: Api, sessions: number): Promise<readonly string[]> {
  const password = 'een wachtwoord van de bench'
  const emails = Array.from({ length: people + 1 }, (_, n) => `verkoper${n}@voorbeeld.example`)
  for (const email of emails) await api('POST', '/users', { name: email, email, password })
  const cookies: string[] = []
  for (let n = 0; n < sessions; n++) {
    cookies.push(await signIn(url, { email: emails[n === 0 ? people : n % people] ?? '', password }))
  }
  return cookies
}

async function signIn(url: string, who: Koppel['administrator']): Promise<string> {
  const answer = await fetch(`${url}/api/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify(who),
  })
  if (!answer.ok) throw new Error(`Signing in: ${answer.status} ${await answer.text()}`)
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  return cookies.join('; ')
}
