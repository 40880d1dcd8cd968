import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { after, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ConnectorError, type ConnectorErrorKind } from '@koppel/sdk'
import { createHost, type HostOptions } from './host.ts'
import { networkPolicy } from './policy.ts'

const open: { close(): unknown }[] = []
after(async () => {
  for (const resource of open) await resource.close()
})

async function listening(server: Server): Promise<number> {
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

const erp = (answer: RequestListener) => listening(createServer(answer))

function door(options: Partial<HostOptions> & { allow?: string[] } = {}) {
  const { allow = ['127.0.0.1'], ...rest } = options
  const signal = new AbortController().signal
  const host = createHost({ policy: networkPolicy(allow), log: () => undefined, signal, ...rest })
  open.push(host)
  return host
}

async function fails(call: Promise<unknown>, kind: ConnectorErrorKind, sentence: RegExp): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof ConnectorError, String(error))
    assert.equal(error.kind, kind)
    assert.ok(typeof error.explanation === 'object')
    assert.match(error.explanation.en, sentence)
    assert.notEqual(error.explanation.nl, error.explanation.en)
    return true
  })
}

describe('a call that is allowed', () => {
  test('brings method, headers and body over, with the length of the body known beforehand', async () => {
    const port = await erp(async (request, response) => {
      const chunks = await request.toArray()
      const { method, headers } = request
      response.setHeader('x-answer', 'yes')
      response.statusCode = 418
      response.end(JSON.stringify({ method, headers, body: Buffer.concat(chunks).toString() }))
    })

    const response = await door().fetch(`http://127.0.0.1:${port}/a?b=c`, {
      method: 'POST',
      headers: { authorization: 'Session abc', 'content-type': 'application/json' },
      body: '{"é":1}',
    })

    assert.equal(response.status, 418)
    assert.equal(response.headers.get('x-answer'), 'yes')
    const seen = (await response.json()) as { method: string; headers: Record<string, string>; body: string }
    assert.equal(seen.method, 'POST')
    assert.equal(seen.body, '{"é":1}')
    assert.equal(seen.headers.authorization, 'Session abc')
    assert.equal(seen.headers['content-length'], '8')
    assert.equal(seen.headers['transfer-encoding'], undefined)
  })

  test('unpacks a packed answer', async () => {
    const port = await erp((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync('{"ok":true}'))
    })

    const response = await door().fetch(`http://127.0.0.1:${port}/`)

    assert.deepEqual(await response.json(), { ok: true })
  })

  test('stops with the reason of the signal that cancels it', async () => {
    const port = await erp(() => undefined)
    const stop = new AbortController()
    const call = door({ signal: stop.signal }).fetch(`http://127.0.0.1:${port}/`)
    const reason = new Error('the pass was stopped')

    stop.abort(reason)

    await assert.rejects(call, reason)
  })
})

describe('an address that is not allowed', () => {
  test('is refused with the setting that would allow it', async () => {
    const port = await erp((_request, response) => response.end('secret'))
    const call = door({ allow: [] }).fetch(`http://127.0.0.1:${port}/`)

    await fails(
      call,
      'misconfigured',
      new RegExp(`127\\.0\\.0\\.1:${port} to the setting KOPPEL_OUTBOUND_ALLOW`),
    )
  })

  test('is refused on another port than the one allowed', async () => {
    const port = await erp((_request, response) => response.end('secret'))
    const call = door({ allow: [`127.0.0.1:${port + 1}`] }).fetch(`http://127.0.0.1:${port}/`)

    await fails(call, 'misconfigured', /may not reach yet/)
  })

  test('is refused when a name resolves to it', async () => {
    const call = door({ allow: [], resolve: async () => ['10.0.0.1'] }).fetch('https://erp.example.com/')

    await fails(call, 'misconfigured', /lies in your own network/)
  })

  test('is refused when a name resolves to it beside a public one', async () => {
    const resolve = async () => ['93.184.216.34', '127.0.0.1']

    await fails(
      door({ allow: [], resolve }).fetch('https://erp.example.com/'),
      'misconfigured',
      /own network/,
    )
  })

  test('is refused as a name that hands out credentials', async () => {
    const resolve = async () => ['93.184.216.34']
    const call = door({ resolve }).fetch('https://metadata.google.internal/')

    await fails(call, 'misconfigured', /no connector may reach/)
  })

  for (const [address, sentence] of [
    ['not an address', /is not a web address/],
    ['file:///etc/passwd', /starting with file: cannot/],
    ['gopher://127.0.0.1:70/', /starting with gopher: cannot/],
    ['ftp://127.0.0.1/', /starting with ftp: cannot/],
    ['data:text/plain,x', /starting with data: cannot/],
    ['https://user:secret@erp.example.com/', /user name or password/],
    ['http://[fe80::1%25eth0]/', /is not a web address/],
  ] as const) {
    test(`is refused when it reads ${address}`, async () => {
      await fails(door().fetch(address), 'misconfigured', sentence)
    })
  }
})

describe('a name that answers differently each time', () => {
  test('is asked once for a connection, which goes to the address that was checked', async () => {
    let asked = 0
    let reached = 0
    const port = await erp((_request, response) => {
      reached += 1
      response.end('inside')
    })
    const resolve = async () => {
      asked += 1
      return [asked % 2 === 1 ? '127.0.0.1' : '127.0.0.2']
    }

    const response = await door({ resolve }).fetch(`http://erp.test:${port}/`)

    assert.equal(await response.text(), 'inside')
    assert.deepEqual([asked, reached], [1, 1])
  })

  test('never reaches the second, private answer', async () => {
    let reached = 0
    const port = await erp((_request, response) => {
      reached += 1
      response.end('inside')
    })

    for (let round = 0; round < 20; round += 1) {
      let asked = 0
      const resolve = async () => {
        asked += 1
        // The documentation range is refused as an address, so nothing leaves this machine either.
        return [asked === 1 ? '192.0.2.1' : '127.0.0.1']
      }
      await assert.rejects(door({ resolve }).fetch(`http://erp.test:${port}/`), ConnectorError)
    }

    assert.equal(reached, 0)
  })
})

describe('an answer', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`that redirects with ${status} is not followed, and the target is named without its path`, async () => {
      let hits = 0
      const port = await erp((_request, response) => {
        hits += 1
        response.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data?token=1' }).end()
      })
      const call = door().fetch(`http://127.0.0.1:${port}/`)

      await fails(call, 'misconfigured', /sends the request on to http:\/\/169\.254\.169\.254\. Enter/)
      assert.equal(hits, 1)
    })
  }

  test('larger than allowed is refused before it is read when it says so', async () => {
    const port = await erp((_request, response) => response.end('x'.repeat(2000)))

    await fails(
      door({ maxBytes: 1000 }).fetch(`http://127.0.0.1:${port}/`),
      'unavailable',
      /answered with more than/,
    )
  })

  test('larger than allowed is cut off while it is read, counted unpacked', async () => {
    const port = await erp((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(5_000_000)))
    })
    const response = await door({ maxBytes: 1_000_000 }).fetch(`http://127.0.0.1:${port}/`)

    await fails(response.arrayBuffer(), 'unavailable', /more than 1 MB/)
  })

  test('that falls silent half way is given up', async () => {
    const port = await erp((_request, response) => {
      response.writeHead(200)
      response.write('half')
    })
    const response = await door({ idleMs: 50 }).fetch(`http://127.0.0.1:${port}/`)

    await fails(response.text(), 'unavailable', /fell silent/)
  })

  test('that trickles in for ever ends at the total time', async () => {
    const port = await erp((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(drip))
    })
    const response = await door({ totalMs: 200 }).fetch(`http://127.0.0.1:${port}/`)

    await fails(response.text(), 'unavailable', /did not finish its answer/)
  })

  test('that never begins ends at the total time', async () => {
    const port = await erp(() => undefined)

    await fails(
      door({ totalMs: 100 }).fetch(`http://127.0.0.1:${port}/`),
      'unavailable',
      /did not finish its answer/,
    )
  })

  test('that is shorter than it promised is not taken for complete', async () => {
    const port = await listening(
      createTcpServer((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":'))
        socket.on('error', () => undefined)
      }),
    )
    const response = await door().fetch(`http://127.0.0.1:${port}/`)

    await fails(response.text(), 'unavailable', /broke off/)
  })
})

describe('a server that cannot be reached', () => {
  test('because nothing listens there says so', async () => {
    const server = createServer()
    const port = await listening(server)
    server.close()
    await once(server, 'close')

    await fails(door().fetch(`http://127.0.0.1:${port}/`), 'unavailable', /refuses the connection/)
  })

  test('because its name is unknown says so', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    }

    await fails(
      door({ resolve }).fetch('https://erp.example.com/'),
      'unavailable',
      /No server is known by the name erp/,
    )
  })

  test('because the name is never resolved says so in time', async () => {
    const resolve = () => new Promise<string[]>(() => undefined)

    await fails(
      door({ resolve, connectMs: 50 }).fetch('https://erp.example.com/'),
      'unavailable',
      /No server is known/,
    )
  })

  test('because it speaks no TLS says so', async () => {
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
      }),
    )

    await fails(door().fetch(`https://127.0.0.1:${port}/`), 'unavailable', /No secure connection/)
  })
})
