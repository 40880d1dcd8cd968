import { promisify } from 'node:util'
import { constants, gzip, gzipSync } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './env.ts'

// Less fits into the packets of an answer anyway.
const worthwhile = 4_096
// So much takes the thread less than a millisecond; more is left to another one.
const atOnce = 65_536
// The first level halves the time of the sixth and makes answers a tenth larger.
const options = { level: constants.Z_BEST_SPEED }
const inBackground = promisify(gzip)

/**
 * Compresses what is read, in JSON.
 *
 * Only answers to GET: keys, one-time links and codes are answers to what was sent, and nobody may learn them from the
 * length of an answer (BREACH). Never a stream: events would wait, and a file is as long as it is.
 */
export const compressed: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next()
  const { res } = c
  if (c.req.method !== 'GET' || res.status !== 200 || res.headers.has('content-encoding')) return
  if (!res.headers.get('content-type')?.startsWith('application/json')) return
  res.headers.append('vary', 'accept-encoding')
  if (!accepts(c.req.header('accept-encoding'), 'gzip')) return
  const plain = Buffer.from(await res.arrayBuffer())
  const { headers } = res
  c.res = undefined
  if (plain.length < worthwhile) {
    c.res = new Response(plain, { headers })
    return
  }
  headers.set('content-encoding', 'gzip')
  headers.delete('content-length')
  const body = plain.length <= atOnce ? gzipSync(plain, options) : await inBackground(plain, options)
  c.res = new Response(body, { headers })
}

/** Whether a browser takes this encoding; one with `q=0` it does not. */
export function accepts(header: string | undefined, encoding: 'br' | 'gzip'): boolean {
  return (header ?? '').split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    return name === encoding && !parameters.some((text) => /^q=0(\.0*)?$/.test(text))
  })
}
