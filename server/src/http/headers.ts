import { randomBytes } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './env.ts'

/** The headers of every answer (docs/decisions/0006-content-security-policy.md). */
export function securityHeaders({ https }: { readonly https: boolean }): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    c.set('nonce', randomBytes(16).toString('base64'))
    await next()
    const { headers } = c.res
    headers.set('content-security-policy', policy(c.get('nonce')))
    for (const [name, value] of always) headers.set(name, value)
    if (https) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
    headers.set('x-request-id', c.get('requestId'))
  }
}

const always = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
] as const

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
