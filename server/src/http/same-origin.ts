import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '../problem.ts'
import type { HttpEnv } from './env.ts'

const harmless = new Set(['GET', 'HEAD'])
const known = new Set([...harmless, 'POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * Lets a request that may change something pass only if the browser says it comes from our own pages, or if it shows
 * an API key; and only with a JSON body: a form or a page elsewhere can send none of these.
 */
export function sameOriginOnly({ url }: { readonly url: string }): MiddlewareHandler<HttpEnv> {
  const ours = new URL(url).origin
  return async (c, next) => {
    const { method } = c.req
    if (!known.has(method)) throw methodUnknown()
    if (harmless.has(method)) return next()
    if (!comesFromUs(c.req.raw.headers, ours)) throw crossSite()
    if (hasBody(c.req.raw.headers) && !isJson(c.req.header('content-type'))) throw notJson()
    await next()
  }
}

function comesFromUs(headers: Headers, ours: string): boolean {
  // No browser sends this along by itself, and where it is shown cookies count nothing (access/session.ts).
  if (headers.has('authorization')) return true
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  // Browsers leave Sec-Fetch-Site out on plain http in a local network, but send Origin with every change.
  const origin = headers.get('origin')
  if (origin === null) return false
  return origin === ours || URL.parse(origin)?.host === headers.get('host')
}

function hasBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}

function isJson(type: string | undefined): boolean {
  return type?.split(';')[0]?.trim().toLowerCase() === 'application/json'
}

function methodUnknown(): ProblemError {
  return new ProblemError(405, 'methodNotAllowed', {
    en: 'This cannot be done here.',
    nl: 'Dat kan hier niet.',
  })
}

function crossSite(): ProblemError {
  return new ProblemError(403, 'crossSite', {
    en: 'This request did not come from a page of this installation.',
    nl: 'Dit verzoek kwam niet van een pagina van deze installatie.',
  })
}

function notJson(): ProblemError {
  return new ProblemError(415, 'notJson', {
    en: 'The request must be JSON (Content-Type: application/json).',
    nl: 'Het verzoek moet JSON zijn (Content-Type: application/json).',
  })
}
