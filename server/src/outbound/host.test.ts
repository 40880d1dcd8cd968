import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { door, erp, fails, listening } from '../../test/outbound-door.ts'

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
