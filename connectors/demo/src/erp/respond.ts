import { timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyOf, Refused, sendJson } from './answers.ts'
import { answer, product } from './api.ts'
import type { openEvents } from './events.ts'
import type { DemoErpOptions, Disturbance } from './index.ts'
import type { Store } from './store.ts'
import type { Desk } from './write.ts'

interface Parts {
  readonly store: Store
  readonly events: ReturnType<typeof openEvents>
  readonly changed: (desk: Desk, keys: readonly string[]) => void
  readonly options: DemoErpOptions
  readonly log: (message: string) => void
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  readonly pathname: string
  /** What follows the area, split at the slashes. */
  readonly path: readonly string[]
}

/** Answers every request: the API for connectors, the page for people, and what the page asks. */
export function respondWith(parts: Parts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    respond(parts, request, response).catch((error: unknown) =>
      respondWithFailure(response, error, parts.log),
    )
  }
}

async function respond(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://demo')
  const [area = '', ...path] = pathname.slice(1).split('/').map(decoded)
  const exchange = { request, response, method: request.method ?? 'GET', pathname, path }
  if (area === 'api') return respondToConnector(parts, exchange)
  if (area === 'page') return respondToPage(parts, exchange)
  return respondWithFile(response, area || 'index.html')
}

async function respondToPage({ store, events, changed }: Parts, exchange: Exchange): Promise<void> {
  const { request, response, method, path } = exchange
  refuseOtherSites(request)
  if (path[0] === 'events') return events.listen(response)
  const body = method === 'GET' ? {} : await bodyOf(request)
  sendJson(response, 200, answer(store, { method, path, body, by: 'Demo ERP' }, changed))
}

async function respondToConnector({ store, changed, options }: Parts, exchange: Exchange): Promise<void> {
  const { request, response, method, pathname, path } = exchange
  const disturbance = options.disturb?.(method, pathname)
  if (disturbance !== undefined && disturbance !== 'unanswered') {
    return disturbed(request, response, disturbance)
  }
  if (path.length === 0) return sendJson(response, 200, product)

  const by = signedIn(request, options.user ?? 'koppel', options.password ?? 'demo')
  const body = method === 'GET' ? {} : await bodyOf(request)
  const result = answer(store, { method, path, body, by }, changed)
  if (disturbance === 'unanswered') return cut(request)
  sendJson(response, 200, result)
}

function respondWithFailure(response: ServerResponse, error: unknown, log: Parts['log']): void {
  const { status, message } =
    error instanceof Refused ? error : { status: 500, message: 'something went wrong' }
  if (status === 500) log(`Demo ERP: ${error instanceof Error ? error.stack : error}`)
  if (response.headersSent) response.destroy()
  else sendJson(response, status, { ...product, message })
}

function disturbed(
  request: IncomingMessage,
  response: ServerResponse,
  how: Exclude<Disturbance, 'unanswered'>,
): void {
  if (how === 'cut') cut(request)
  if (how === 'trickle') trickle(response)
  if (typeof how === 'string') return
  const { status, retryAfter } = typeof how === 'number' ? { status: how, retryAfter: undefined } : how
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  sendJson(response, status, { message: 'disturbed' })
}

/** A byte a second, for ever. */
function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write(' ')
  const drip = setInterval(() => response.write(' '), 1_000)
  response.on('close', () => clearInterval(drip))
}

function cut(request: IncomingMessage): void {
  request.socket.destroy()
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Refused(400, 'the address is not well formed')
  }
}

function signedIn(request: IncomingMessage, user: string, password: string): string {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ')
  const given = Buffer.from(encoded, 'base64')
  const wanted = Buffer.from(`${user}:${password}`)
  if (scheme === 'Basic' && given.length === wanted.length && timingSafeEqual(given, wanted)) return user
  throw new Refused(401, 'user or password is wrong')
}

// The page needs no password, so another site in the same browser must not be able to use it.
function refuseOtherSites(request: IncomingMessage): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Refused(403, 'only for its own page')
  }
}

const files: Readonly<Record<string, string>> = {
  'index.html': 'text/html',
  'icon.svg': 'image/svg+xml',
  'page.css': 'text/css',
  'page.js': 'text/javascript',
  'texts.js': 'text/javascript',
  'form.js': 'text/javascript',
  'card.js': 'text/javascript',
  'server.js': 'text/javascript',
}

async function respondWithFile(response: ServerResponse, name: string): Promise<void> {
  const type = Object.hasOwn(files, name) ? files[name] : undefined
  if (!type) throw new Refused(404, 'there is nothing here')
  const content = await readFile(new URL(`./page/${name}`, import.meta.url))
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  })
  response.end(content)
}
