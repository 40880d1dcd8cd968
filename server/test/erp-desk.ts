import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after } from 'node:test'
import { OpenAPIHono } from '@hono/zod-openapi'
import { demo } from '@koppel/connector-demo'
import { type DemoErp, startDemoErp } from '@koppel/connector-demo/erp'
import type { ActorTypeName, Connector, Fields } from '@koppel/sdk'
import type { ProblemAnswer } from '../src/contract.ts'
import { addStandardLists, crmRoutes, insertRecord } from '../src/crm/index.ts'
import { type EngineParts, engineRoutes, syncLink } from '../src/engine/index.ts'
import {
  type ErpParts,
  erpRoutes,
  linksSeen,
  prepareConnectors,
  sessionOpener,
  type TabParts,
} from '../src/erp/index.ts'
import { type HttpEnv, openLog } from '../src/http/index.ts'
import { answerProblem } from '../src/http/problems.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'
import type { Db } from '../src/store/index.ts'
import type { RecordType, Role } from '../src/store/tables.ts'
import { useDatabase } from './database.ts'

/** What a request was answered. */
export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of a body
  readonly body: any
  readonly text: string
}

export const password = 'sea-horse-4711'

/** The routes of ERP and engine over a real PostgreSQL and a real Demo ERP, and somebody to call them. */
export function useDesk(
  more: { readonly connectors?: readonly Connector[]; readonly prepare?: () => Promise<void> } = {},
) {
  let erp: DemoErp | undefined
  let app: OpenAPIHono<HttpEnv> | undefined
  let engine: EngineParts | undefined
  let ofErp: ErpParts | undefined
  const said: string[] = []
  const db = useDatabase(async (store) => {
    erp = await startDemoErp({ port: 0, dataFile: ':memory:', password })
    const policy = networkPolicy(['127.0.0.0/8'])
    const parts: ErpParts = {
      store,
      builtin: new Map<string, Connector>([demo, ...(more.connectors ?? [])].map((one) => [one.id, one])),
      masterKey: randomBytes(32),
      createHost: (session) => createHost({ policy, ...session }),
      log: (message, detail) => void said.push(`${message} ${JSON.stringify(detail)}`),
    }
    await addStandardLists(store.db)
    await prepareConnectors(parts)
    app = appOf(parts)
    ofErp = parts
    await addUser(store.db, 'chief', 'administrator', ['erpSync'])
    await more.prepare?.()
  })
  after(() => erp?.close())

  function appOf(parts: ErpParts) {
    const ofEngine = { store: parts.store, log: parts.log, openSession: sessionOpener(parts) }
    engine = ofEngine
    const sync: TabParts['syncLink'] = (linkId, { userId }) =>
      syncLink(ofEngine, linkId, { userId, kind: 'link' })
    const made = new OpenAPIHono<HttpEnv>()
    made.use(async (c, next) => {
      c.set('language', c.req.header('accept-language') === 'nl' ? 'nl' : 'en')
      const found = await parts.store.db
        .selectFrom('appUser')
        .selectAll()
        .where('id', '=', c.req.header('x-user') ?? '')
        .executeTakeFirst()
      c.set('user', found && { ...found, language: c.get('language') })
      await next()
    })
    made.route('/', erpRoutes({ ...parts, syncLink: sync }))
    made.route('/', engineRoutes(ofEngine))
    made.route('/', crmRoutes({ ...parts, links: linksSeen }))
    made.onError(answerProblem(openLog('fatal')))
    return made
  }

  async function user(
    id: string,
    role: Role = 'user',
    licences: readonly string[] = ['erpSync'],
  ): Promise<string> {
    await addUser(db.db, id, role, licences)
    return id
  }

  async function call(
    method: string,
    path: string,
    body?: unknown,
    as = 'chief',
    language = 'en',
  ): Promise<Answer> {
    assert.ok(app)
    const response = await app.request(path, {
      method,
      headers: { 'x-user': as, 'accept-language': language, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, body: text === '' ? undefined : JSON.parse(text) }
  }

  return {
    db,
    /** Everything that was logged. */
    said,
    call,
    user,
    get erp(): DemoErp {
      if (!erp) throw new Error('The Demo ERP runs inside tests only.')
      return erp
    },
    /** What the ERP connections of the desk are built from. */
    erpParts: (): ErpParts => {
      assert.ok(ofErp)
      return ofErp
    },
    /** What the engine of the desk is built from. */
    engine: (): EngineParts => {
      assert.ok(engine)
      return engine
    },
    record: (recordType: RecordType, fields: Fields, companyId: number | null = null) =>
      insertRecord(db.db, recordType, { fields, companyId }, { userId: 'chief' }),
  }
}

async function addUser(to: Db, id: string, role: Role, licences: readonly string[]): Promise<void> {
  const row = { id, name: id, email: `${id}@example.com`, role, licences: [...licences] }
  await to.insertInto('appUser').values(row).execute()
}

export type Desk = ReturnType<typeof useDesk>

/** The request succeeded; its body. */
export function done(answer: Answer) {
  assert.ok(answer.status === 200 || answer.status === 204, answer.text)
  return answer.body
}

/** The request was refused with this code. */
export function refused(answer: Answer, status: number, code: string): ProblemAnswer {
  assert.equal(answer.body?.code, code, answer.text)
  assert.equal(answer.status, status)
  return answer.body
}

/** An address of this machine where nothing listens. */
export async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

/** What is needed to configure a connection: somebody to ask, and an ERP. */
export type Configuring = Pick<Desk, 'call' | 'erp'>

export function settingsOf(desk: Configuring) {
  return { url: desk.erp.url, user: 'koppel', password, administration: 'main' }
}

export async function connectorId(desk: Configuring): Promise<number> {
  const connectors = done(await desk.call('GET', '/connectors'))
  return connectors.find(({ url }: { url: string }) => url === 'builtin:demo').id
}

/** A test of these settings; its proof. */
export async function proofFor(desk: Configuring, settings: Fields, connectionId?: number): Promise<string> {
  const body = { connectorId: await connectorId(desk), settings, connectionId }
  const result = done(await desk.call('POST', '/connection-tests', body))
  assert.equal(result.ok, true, JSON.stringify(result))
  return result.proof
}

/** A tested and saved connection, inactive. */
export async function connection(desk: Configuring, name: string, more: object = {}): Promise<number> {
  const settings = settingsOf(desk)
  const proof = await proofFor(desk, settings)
  const scope = { kind: 'everyone' }
  const body = { name, scope, connectorId: await connectorId(desk), settings, proof, ...more }
  return done(await desk.call('POST', '/connections', body)).id
}

export type Directions = Readonly<
  Record<
    string,
    {
      crmField?: string | null
      toCrm?: boolean
      toErp?: boolean
      conflictRule?: string
      showInSearch?: boolean
      showInTab?: boolean
    }
  >
>

/** Maps these fields of an actor type and enables it; the other fields stay as they are. */
export async function map(
  desk: Configuring,
  id: number,
  actorType: ActorTypeName,
  directions: Directions,
  more: object = {},
) {
  const mappings = done(await desk.call('GET', `/connections/${id}/mappings`))
  const mapping = mappings.find((one: { actorType: string }) => one.actorType === actorType)
  const fields = mapping.fields.map((field: { key: string }) => ({ ...field, ...directions[field.key] }))
  const body = { version: mapping.version, enabled: true, fields, ...more }
  return await desk.call('PUT', `/connections/${id}/mappings/${actorType}`, body)
}

export const bothWays = { toCrm: true, toErp: true }

/** An active connection in which names, telephone and city of customers go both ways. */
export async function activeConnection(desk: Configuring, name: string, more: object = {}): Promise<number> {
  const id = await connection(desk, name, more)
  done(await map(desk, id, 'customer', { NAME: bothWays, PHONE: bothWays, STREETCITY: bothWays }))
  done(await desk.call('PUT', `/connections/${id}/activation`))
  return id
}
