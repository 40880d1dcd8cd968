import type { MiddlewareHandler } from 'hono'
import { Histogram, type Registry } from 'prom-client'
import { type HttpEnv, socketAddress } from './env.ts'
import { answerNotFound } from './problems.ts'

/** How long requests take, by method, route and status. */
export function measured(registry: Registry): MiddlewareHandler<HttpEnv> {
  const seconds = new Histogram({
    name: 'koppel_http_request_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.015, 0.05, 0.15, 0.5, 1.5, 5, 15],
    registers: [registry],
  })
  return async (c, next) => {
    const stop = seconds.startTimer({ method: c.req.method })
    await next()
    stop({ status: c.res.status })
  }
}

/** For whoever sits on this machine; not through a proxy, whose clients are elsewhere. */
export function metrics(registry: Registry): MiddlewareHandler<HttpEnv> {
  return async (c) => {
    const address = socketAddress(c) ?? ''
    const local = /^(127\.|::1$|::ffff:127\.)/.test(address)
    if (!local || c.req.header('x-forwarded-for') || c.req.header('forwarded')) return answerNotFound(c)
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  }
}
