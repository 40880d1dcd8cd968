import type * as access from '../../../server/src/access/contract.ts'
import type { ProblemAnswer } from '../../../server/src/contract.ts'
import type * as crm from '../../../server/src/crm/contract.ts'
import type * as engine from '../../../server/src/engine/contract.ts'
import type * as erp from '../../../server/src/erp/contract.ts'
import { refusedAtTheDoor, triesAtTheDoor, untilLetIn } from './refused-at-the-door.ts'

// A typed `fetch` whose types are the contracts themselves: no generated code, and nothing of the server at run time.

type Contracts = typeof access & typeof crm & typeof erp & typeof engine
type RouteShape = { method: string; path: string; responses: unknown }
type Routes = {
  [K in keyof Contracts as Contracts[K] extends RouteShape
    ? `${Uppercase<Contracts[K]['method']>} ${Contracts[K]['path']}`
    : never]: Contracts[K]
}
export type RouteName = keyof Routes

type Input<S> = S extends { _zod: { input: infer I } } ? I : never
type Output<S> = S extends { _zod: { output: infer O } } ? O : never

type Part<R, P extends string> = R extends { request: Record<P, infer S> } ? S : undefined
type Call<R> = (Part<R, 'params'> extends undefined
  ? unknown
  : { readonly params: Record<keyof Input<Part<R, 'params'>>, string | number> }) &
  (Part<R, 'query'> extends undefined ? unknown : { readonly query?: Partial<Input<Part<R, 'query'>>> }) &
  ([Part<R, 'body'>] extends [{ content: { 'application/json': { schema: infer S } } }]
    ? { readonly json: Input<S> }
    : unknown)

/** What a route answers. */
export type Answer<K extends RouteName> = Routes[K] extends {
  responses: { 200: { content: { 'application/json': { schema: infer S } } } }
}
  ? Output<S>
  : undefined

/** A request the server refused, or that never reached it (`code` `offline`). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: ProblemAnswer

  constructor(problem: ProblemAnswer) {
    super(problem.title)
    this.problem = problem
  }
}

interface AnyCall {
  readonly params?: Record<string, string | number>
  readonly query?: Record<string, unknown>
  readonly json?: unknown
  readonly signal?: AbortSignal
}

/** Calls one route, e.g. `api('GET /records/{recordType}/{id}', { params: { recordType: 'company', id: 7 } })`. */
export async function api<K extends RouteName>(
  name: K,
  ...[call]: unknown extends Call<Routes[K]>
    ? [call?: { signal?: AbortSignal }]
    : [call: Call<Routes[K]> & { signal?: AbortSignal }]
): Promise<Answer<K>> {
  const { params = {}, query = {}, json, signal } = (call ?? {}) as AnyCall
  const [method = 'GET', path = ''] = name.split(' ')
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  ).toString()
  const response = await send(`/api/v1${filled}${search && `?${search}`}`, {
    method,
    headers: {
      'accept-language': document.documentElement.lang,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(signal ? { signal } : {}),
  })
  return (response.status === 204 ? undefined : await response.json()) as Answer<K>
}

async function send(url: string, init: RequestInit, triesLeft = triesAtTheDoor): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause
    throw new ApiError(offline)
  })
  if (response.ok) return response
  const problem: ProblemAnswer = await response
    .json()
    .catch(() => ({ ...offline, status: response.status, code: 'unreadable' }))
  if (triesLeft === 0 || !refusedAtTheDoor(problem)) throw new ApiError(problem)
  await untilLetIn(response.headers.get('retry-after'), init.signal)
  return await send(url, init, triesLeft - 1)
}

const offline: ProblemAnswer = {
  type: 'urn:koppel:problem:offline',
  title: '',
  status: 0,
  code: 'offline',
  requestId: '',
  faults: [],
}
