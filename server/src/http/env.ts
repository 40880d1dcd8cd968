import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Env } from '../contract.ts'

export interface HttpEnv {
  Variables: Env['Variables'] & { nonce: string }
}

/** Who is at the other end of the socket. Headers are not believed: anybody can send them. */
export function socketAddress(c: Pick<Context, 'env'>): string | undefined {
  const env = c.env as Partial<HttpBindings> | undefined
  return env?.incoming?.socket.remoteAddress
}
