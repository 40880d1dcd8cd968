import assert from 'node:assert/strict'
import { after } from 'node:test'
import { demo } from '@koppel/connector-demo'
import { type DemoErp, startDemoErp } from '@koppel/connector-demo/erp'
import type { Connector } from '@koppel/sdk'
import type { Role } from '../src/store/tables.ts'
import { type Answer, type Configuring, password } from './erp-desk.ts'
import { type RequestOptions, useWholeApp } from './whole-app.ts'

interface AdministrationOptions {
  readonly connectors?: readonly Connector[]
  readonly onLog?: (line: string) => void
  readonly prepare?: () => Promise<void>
}

/** The whole app with a real Demo ERP, an administrator called chief, and whoever else is added. */
export function useAdministration({ connectors = [], onLog, prepare }: AdministrationOptions = {}) {
  let erp: DemoErp | undefined
  const cookies = new Map<string, string>()
  const world = useWholeApp({
    connectors: [demo, ...connectors],
    allow: ['127.0.0.0/8'],
    ...(onLog ? { onLog } : {}),
    prepare: async () => {
      erp = await startDemoErp({ port: 0, dataFile: ':memory:', password })
      await person('chief', 'administrator')
      await prepare?.()
    },
  })
  after(() => erp?.close())

  async function person(name: string, role: Role): Promise<string> {
    cookies.set(name, await world.signedIn(name, role))
    return (await call('GET', '/session', undefined, name)).body.user.id
  }

  /** Asks as one of the people; `nobody` is not signed in. */
  async function call(
    method: string,
    path: string,
    body?: unknown,
    as = 'chief',
    headers: RequestOptions['headers'] = {},
  ): Promise<Answer> {
    const cookie = cookies.get(as)
    const answer = await world.request(method, `/api/v1${path}`, {
      ...(body === undefined ? {} : { body }),
      ...(cookie ? { cookie } : {}),
      headers: { ...headers },
    })
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json') === true
    return { status: answer.status, text, body: json && text !== '' ? JSON.parse(text) : undefined }
  }

  const desk: Configuring = {
    call: (method, path, body, as) => call(method, path, body, as),
    get erp() {
      assert.ok(erp, 'The Demo ERP runs inside tests only.')
      return erp
    },
  }

  return { ...world, call, person, desk, setCookie: (name: string, to: string) => cookies.set(name, to) }
}

export interface ServedRoute {
  readonly method: string
  /** As the document writes it, without /api/v1. */
  readonly path: string
  readonly access: unknown
  readonly byPerson: boolean
}

/** What the document says of each route the router really has. */
export function servedRoutes({ app }: ReturnType<ReturnType<typeof useWholeApp>['ready']>): ServedRoute[] {
  const { paths = {} } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } })
  const served = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
  const unique = new Map(served.map(({ method, path }) => [`${method} ${path}`, { method, path }]))
  return [...unique.values()].map(({ method, path }) => {
    const documented = path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')
    const operation = Object.entries(paths[documented] ?? {}).find(
      ([key]) => key === method.toLowerCase(),
    )?.[1]
    return {
      method,
      path: documented.replace('/api/v1', ''),
      access: operation?.['x-access'],
      byPerson: operation?.['x-by-person'] === true,
    }
  })
}
