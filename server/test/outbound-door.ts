import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { after } from 'node:test'
import { ConnectorError, type ConnectorErrorKind } from '@koppel/sdk'
import { createHost, type HostOptions, networkPolicy } from '../src/outbound/index.ts'

const open: { close(): unknown }[] = []
after(async () => {
  for (const resource of open) await resource.close()
})

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close: () => {
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') {
        server.closeAllConnections()
      }
      server.close()
    },
  })
  return (server.address() as AddressInfo).port
}

export const erp = (answer: RequestListener) => listening(createServer(answer))

export function door(options: Partial<HostOptions> & { allow?: string[] } = {}) {
  const { allow = ['127.0.0.1'], ...rest } = options
  const signal = new AbortController().signal
  const host = createHost({ policy: networkPolicy(allow), log: () => undefined, signal, ...rest })
  open.push(host)
  return host
}

export async function fails(
  call: Promise<unknown>,
  kind: ConnectorErrorKind,
  sentence: RegExp,
): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof ConnectorError, String(error))
    assert.equal(error.kind, kind)
    assert.ok(typeof error.explanation === 'object')
    assert.match(error.explanation.en, sentence)
    assert.notEqual(error.explanation.nl, error.explanation.en)
    return true
  })
}
