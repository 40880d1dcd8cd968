import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Connector } from '../connector.ts'
import type { Settings } from '../settings.ts'
import { answerCall } from './answer.ts'
import { openSessions } from './sessions.ts'

export interface ServeOptions {
  /** What both sides know; at least 16 characters. Every call must carry it. */
  readonly secret: string
  /** Default 4100; 0 takes any that is free. */
  readonly port?: number
  /** Where to listen. Default `127.0.0.1`: behind a proxy that speaks TLS, or for a server on this machine. */
  readonly host?: string
  /** Certificate and key (PEM), to speak TLS without a proxy in front. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** One line for the operator; default: nowhere. */
  readonly log?: (message: string, detail?: Readonly<Record<string, unknown>>) => void
  /** The way to the ERP. Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** The largest call that is read, in bytes. Default 20 million. */
  readonly maxBytes?: number
  /** How long one call may take, in milliseconds. Default 110 000, a little less than is waited for. */
  readonly callWithinMs?: number
  /** A session nobody used for this long is closed, in milliseconds. Default 15 minutes. */
  readonly sessionIdleMs?: number
  /** Sessions at once; more are refused for the time being. Default 200. */
  readonly maxSessions?: number
}

/** A connector that can be reached; `close` lets it finish what is under way, for at most a second. */
export interface Served {
  /** What to enter as the URL of the Sync Connector, if nothing stands in between. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Offers a connector over HTTP, to a server that runs elsewhere.
 *
 * It holds the sessions that were opened and nothing else: restarted, it is signed in to again by itself.
 */
export async function serve<S extends Settings>(
  connector: Connector<S>,
  options: ServeOptions,
): Promise<Served> {
  const { secret, port = 4100, host = '127.0.0.1', tls } = options
  if (secret.length < 16) throw new RangeError('The secret of a served connector has at least 16 characters.')
  const limits = {
    maxBytes: 20_000_000,
    callWithinMs: 110_000,
    sessionIdleMs: 900_000,
    maxSessions: 200,
    ...options,
  }
  const sessions = openSessions(connector as unknown as Connector, limits)
  const listener: RequestListener = (request, response) => {
    void answerCall(
      { connector: connector as unknown as Connector, sessions, limits, secret },
      request,
      response,
    )
  }
  const server = tls ? createTlsServer(tls, listener) : createPlainServer(listener)
  // A caller that dawdles over its question is not waited for.
  server.headersTimeout = 10_000
  server.requestTimeout = 60_000
  await listening(server, port, host)
  const at = (server.address() as AddressInfo).port
  const shown = host.includes(':') ? `[${host}]` : host
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${at}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      const timer = setTimeout(() => server.closeAllConnections(), 1_000)
      server.closeIdleConnections()
      await closed
      clearTimeout(timer)
      await sessions.close()
    },
  }
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
