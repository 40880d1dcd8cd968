import { randomUUID } from 'node:crypto'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Registry } from 'prom-client'
import { type Access, browserLanguage } from '../access/index.ts'
import type { Env } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import { compressed } from './compress.ts'
import * as contract from './contract.ts'
import { type ApiDocument, docsPage } from './docs-page.ts'
import type { HttpEnv } from './env.ts'
import { securityHeaders } from './headers.ts'
import type { Live } from './live.ts'
import type { Logger } from './log.ts'
import { measured, metrics } from './metrics.ts'
import { refusesWhenOverloaded } from './overload.ts'
import { answerMethodNotAllowed, answerProblem } from './problems.ts'
import { sameOriginOnly } from './same-origin.ts'
import { staticWeb } from './static.ts'

export interface AppDeps {
  /** How browsers reach us. */
  readonly url: string
  readonly version: string
  readonly log: Logger
  readonly access: Access
  /** The routes of the areas, below /api/v1. */
  readonly areas: readonly OpenAPIHono<Env>[]
  readonly live: Live
  /** What sentences call the CRM; `CRM` without. */
  readonly crmName?: string | undefined
  /** How many wait for a connection to the database. */
  readonly waiting: () => number
  /** Throws while the database does not answer. */
  readonly ready: () => Promise<unknown>
  readonly registry: Registry
  /** The folder of the built web. */
  readonly web: string
}

const megabyte = 1024 * 1024

/** All of the server that speaks HTTP: the API below /api/v1, the web everywhere else. */
export function createApp(deps: AppDeps): OpenAPIHono<HttpEnv> {
  const { url, log, access, registry, crmName } = deps
  const app = new OpenAPIHono<HttpEnv>()
  app.use(requestId)
  app.use(securityHeaders({ https: url.startsWith('https:') }))
  app.use(measured(registry))
  app.use(requestLog(log))
  app.use(sameOriginOnly({ url }))
  app.use(bodyLimit({ maxSize: megabyte, onError: tooLarge }))
  app.use(utf8Only)
  app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethodNotAllowed }))
  app.get('/metrics', metrics(registry))
  app.use('/api/v1/*', refusesWhenOverloaded(deps.waiting))
  app.use('/api/v1/*', compressed)
  app.use('/api/v1/*', access.sessions.middleware)
  for (const area of [access.routes, ...deps.areas]) app.route('/api/v1', area)
  app.route('/api/v1', ownRoutes(app, deps))
  app.notFound(staticWeb(deps.web))
  app.onError(answerProblem(log, crmName))
  return app
}

function ownRoutes(
  app: OpenAPIHono<HttpEnv>,
  { access, live, ready, version }: AppDeps,
): OpenAPIHono<HttpEnv> {
  let written: ReturnType<typeof app.getOpenAPI31Document> | undefined
  const document = () => {
    written ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Koppel', version, description: 'Everything the web does, it does with these.' },
    })
    return written
  }

  return new OpenAPIHono<HttpEnv>()
    .openapi(contract.health, async (c) => {
      await ready()
      return c.json({ status: 'ok' as const }, 200)
    })
    .openapi(contract.openApi, (c) => c.json(document() as { openapi: string }, 200))
    .openapi(contract.docs, async (c) => c.html(await docsPage(document() as ApiDocument, c.get('nonce'))))
    .openapi(contract.events, (c) => {
      const request = c.req.raw
      // Nobody reads what follows a HEAD, so nothing may begin to be written.
      if (request.method === 'HEAD') return c.body(null, 200, eventStream)
      const watcher = {
        userId: c.get('user')?.id ?? '',
        stillSignedIn: () => access.sessions.stillSignedIn(request),
      }
      return c.body(live.watch(watcher), 200, eventStream)
    })
}

// A proxy that gathers answers would keep events back.
const eventStream = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }

const strictly = new TextDecoder('utf-8', { fatal: true })

/** Bytes that are no text would be stored as question marks. */
const utf8Only: MiddlewareHandler<HttpEnv> = async (c, next) => {
  if (c.req.raw.body !== null) {
    const bytes = await c.req.arrayBuffer()
    try {
      strictly.decode(bytes)
    } catch {
      throw new ProblemError(400, 'malformedRequest', {
        en: 'The request was not understood.',
        nl: 'Het verzoek is niet begrepen.',
      })
    }
  }
  await next()
}

const requestId: MiddlewareHandler<HttpEnv> = async (c, next) => {
  c.set('requestId', randomUUID())
  c.set('language', browserLanguage(c.req.header('accept-language')))
  await next()
}

function requestLog(log: Logger): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const started = performance.now()
    await next()
    const { status } = c.res
    const level = status >= 500 ? 'warn' : c.req.path.startsWith('/api/') ? 'info' : 'debug'
    log[level](
      {
        requestId: c.get('requestId'),
        status,
        ms: Math.round(performance.now() - started),
        ...(c.get('user') ? { userId: c.get('user')?.id } : {}),
      },
      `${c.req.method} ${c.req.path}`,
    )
  }
}

function tooLarge(): never {
  throw new ProblemError(413, 'tooLarge', {
    en: 'The request is larger than 1 MB.',
    nl: 'Het verzoek is groter dan 1 MB.',
  })
}
