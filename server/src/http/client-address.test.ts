import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Context } from 'hono'
import { clientAddressBehind } from './client-address.ts'

function asked(socket: string, forwarded?: string): Pick<Context, 'env' | 'req'> {
  const header = (name: string) => (name === 'x-forwarded-for' ? forwarded : undefined)
  const request = { env: { incoming: { socket: { remoteAddress: socket } } }, req: { header } }
  return request as unknown as Pick<Context, 'env' | 'req'>
}

describe('where a request came from', () => {
  test('is what the socket says; a header that anybody can send counts nothing', () => {
    const address = clientAddressBehind([])

    assert.equal(address(asked('203.0.113.7', '198.51.100.1')), '203.0.113.7')
    assert.equal(address(asked('::ffff:203.0.113.7')), '203.0.113.7')
  })

  test('is what a proxy that was named wrote last', () => {
    const address = clientAddressBehind(['10.0.0.0/8', '::1'])

    assert.equal(address(asked('10.1.2.3', '198.51.100.1')), '198.51.100.1')
    assert.equal(address(asked('::ffff:10.1.2.3', '198.51.100.1')), '198.51.100.1')
    assert.equal(address(asked('::1', '2001:db8::7')), '2001:db8::7')
  })

  test('cannot be made up by a client that writes the header itself', () => {
    const address = clientAddressBehind(['10.0.0.0/8'])

    assert.equal(address(asked('10.1.2.3', '192.0.2.99, 198.51.100.1')), '198.51.100.1')
    assert.equal(address(asked('203.0.113.7', '192.0.2.99')), '203.0.113.7')
  })

  test('is behind as many proxies as were named', () => {
    const address = clientAddressBehind(['10.0.0.0/8'])

    assert.equal(address(asked('10.1.2.3', '198.51.100.1, 10.9.9.9')), '198.51.100.1')
  })

  test('is the proxy itself when it tells nothing that is an address', () => {
    const address = clientAddressBehind(['10.0.0.0/8'])

    for (const nothing of [undefined, '', 'unknown', '198.51.100.1, _hidden', '10.9.9.9']) {
      assert.equal(address(asked('10.1.2.3', nothing)), '10.1.2.3', nothing)
    }
  })
})
