import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

export interface HttpServer {
  readonly port: number
  /** Answers what has been asked, for `graceMs` at most, and closes. */
  close(graceMs: number): Promise<void>
}

interface Fetching {
  fetch(request: Request, env: object): Response | Promise<Response>
}

/** Listens; rejects if the address is taken. */
export async function serve(app: Fetching, at: { host: string; port: number }): Promise<HttpServer> {
  const server = createServer(
    {
      // A client that sends its request drop by drop does not hold a socket for long.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16_384,
    },
    getRequestListener((request, env) => app.fetch(request, env)),
  )
  let closing = false
  // Somebody who keeps asking on one connection would keep us here.
  server.prependListener('request', (_request, response) => {
    if (closing) response.setHeader('connection', 'close')
  })
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) => {
      closing = true
      return closeWithin(server, graceMs)
    },
  }
}

async function closeWithin(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(timer)
}
