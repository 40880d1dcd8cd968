import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { ConnectorError, type ErpSession } from '@koppel/sdk'
import { guardedSession } from '../src/erp/guarded-session.ts'
import { askAbout, remoteConnector } from '../src/erp/remote/connector.ts'
import { veilOf } from '../src/erp/veil.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'

// A remote connector that breaks its contract, by mistake or on purpose: it must not cost more than its own connection.

const secret = 'canary-known-to-both-4711'
const about = { contract: 1, id: 'rogue', name: 'Rogue', version: '1.0.0', settings: {}, settingItems: false }
const opened = { session: 'abc', can: ['write', 'created', 'lists'] }
const servers: ReturnType<typeof createServer>[] = []
after(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

type Behaviour = (call: string, response: ServerResponse, request: IncomingMessage) => void

/** A server that answers the calls named here, and `connect` properly unless it is among them. */
async function rogue(behaviour: Behaviour): Promise<string> {
  const server = createServer(async (request, response) => {
    await request.resume().toArray()
    response.setHeader('koppel-contract', '1')
    behaviour(request.url?.slice(1) ?? '', response, request)
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Connects properly; every other call is answered with this text. */
const answering =
  (text: string | Buffer): Behaviour =>
  (call, response) =>
    response.end(call === 'connect' ? JSON.stringify({ answer: opened }) : text)

function hostOf(limits: { maxBytes?: number; totalMs?: number } = {}, signal = new AbortController().signal) {
  const host = createHost({ policy: networkPolicy(['127.0.0.0/8']), log: () => undefined, signal, ...limits })
  after(() => host.close())
  return host
}

async function sessionOn(
  url: string,
  limits: { maxBytes?: number; totalMs?: number } = {},
): Promise<ErpSession> {
  const host = hostOf(limits)
  const session = await remoteConnector({ url, secret: () => secret, about }).connect({}, host)
  const behalf = { connectionId: undefined, veil: veilOf([]) }
  return guardedSession(session, { signal: host.signal, behalf, release: () => host.close() })
}

async function everything(session: ErpSession): Promise<number> {
  let pages = 0
  for await (const _ of session.changes('customer', undefined, { fields: ['NAME'], pageSize: 100 }))
    pages += 1
  return pages
}

const kindOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => assert.fail('it was taken'),
    (reason: unknown) => reason,
  )
  return error instanceof ConnectorError ? error.kind : (error as Error).constructor.name
}

describe('a remote connector that answers what it may not answer', () => {
  const wrong: Readonly<Record<string, string>> = {
    'no JSON': '<html>',
    'half of it': '{"answer": [',
    'neither answer nor error': '{}',
    'a list where an object belongs': '[1,2]',
    'an error of no known kind': '{"error":{"kind":"surprise","explanation":"x"}}',
    'an error without a sentence': '{"error":{"kind":"unavailable","explanation":{"nl":"x"}}}',
    'actor types of another world': '{"answer":[{"type":"employee","capabilities":{},"fields":[]}]}',
    'a field called like what objects have':
      '{"answer":[{"type":"customer","capabilities":{},"fields":[{"key":"__proto__","label":"x","type":"text"}]}]}',
    'a number without end':
      '{"answer":[{"type":"customer","capabilities":{},"fields":[{"key":"A","label":"x","type":"text","maxLength":1e999}]}]}',
    'brackets a hundred thousand deep': `{"answer":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  }
  for (const [what, text] of Object.entries(wrong)) {
    test(`is refused as its own fault: ${what}`, async () => {
      const session = await sessionOn(await rogue(answering(text)))
      assert.equal(await kindOf(session.describe()), 'ConnectorFault')
      assert.equal(({} as Record<string, unknown>).polluted, undefined)
    })
  }

  test('is refused when it says of itself what no form can be drawn from', async () => {
    const odd = [
      { ...about, settings: { __proto__x: { kind: 'text' } } },
      { ...about, settings: { constructor: { kind: 'text', label: 'x' } } },
      { ...about, settings: { a: { kind: 'script', label: 'x' } } },
      { ...about, id: 'Not An Id' },
      { ...about, name: 'x'.repeat(5_000) },
      {
        ...about,
        settings: Object.fromEntries(
          [...Array(500).keys()].map((n) => [`a${n}`, { kind: 'text', label: 'x' }]),
        ),
      },
    ]
    for (const answer of odd) {
      const url = await rogue((_call, response) => response.end(JSON.stringify({ answer })))
      await assert.rejects(
        askAbout({ url, secret: () => secret }, hostOf()),
        /answered about with something wrong/,
      )
    }
  })

  test('is refused when it speaks another version of the contract', async () => {
    const url = await rogue((_call, response) =>
      response.end(JSON.stringify({ answer: { ...about, contract: 2 } })),
    )
    assert.equal(await kindOf(askAbout({ url, secret: () => secret }, hostOf())), 'misconfigured')
  })

  test('does not get the shared secret shown by echoing it', async () => {
    const url = await rogue((call, response, { headers }) => {
      const error = {
        kind: 'misconfigured',
        explanation: `you sent ${headers.authorization}`,
        detail: headers.authorization,
      }
      response.end(JSON.stringify(call === 'connect' ? { answer: opened } : { error }))
    })
    const session = await sessionOn(url)
    const error = (await session.describe().catch((reason: unknown) => reason)) as ConnectorError
    assert.ok(!JSON.stringify([error.message, error.explanation, error.stack]).includes(secret))
  })
})

describe('a remote connector without end', () => {
  test('is cut off at the size of an answer', async () => {
    const url = await rogue((call, response) => {
      if (call === 'connect') return void response.end(JSON.stringify({ answer: opened }))
      const flood = () => {
        while (response.writable && response.write('x'.repeat(65_536))) {}
        response.once('drain', flood)
      }
      flood()
    })
    const session = await sessionOn(url, { maxBytes: 1_000_000 })
    assert.equal(await kindOf(session.describe()), 'unavailable')
    assert.equal(await kindOf(everything(session)), 'unavailable')
  })

  test('is cut off in time', async () => {
    const url = await rogue((call, response) => {
      if (call === 'connect') return void response.end(JSON.stringify({ answer: opened }))
      const drip = setInterval(() => response.write('\n'), 5)
      response.on('close', () => clearInterval(drip))
    })
    const session = await sessionOn(url, { totalMs: 300 })
    assert.equal(await kindOf(session.get('customer', ['1'], [])), 'unavailable')
  })

  test('is not followed in a circle of answers that say there is more', async () => {
    const page = { actors: [], cursor: 'same' }
    const more = `${JSON.stringify({ page })}\n${JSON.stringify({ more: true })}\n`
    const session = await sessionOn(await rogue(answering(more)))
    assert.equal(await kindOf(everything(session)), 'ConnectorFault')
  })

  test('may not stop a reading without saying that it is the end', async () => {
    const session = await sessionOn(
      await rogue(answering(`${JSON.stringify({ page: { actors: [], cursor: '1' } })}\n`)),
    )
    assert.equal(await kindOf(everything(session)), 'unavailable')
  })

  test('is let go of when the reading is broken off', async () => {
    const closed = Promise.withResolvers<void>()
    const url = await rogue((call, response) => {
      if (call === 'connect') return void response.end(JSON.stringify({ answer: opened }))
      response.on('close', () => closed.resolve())
      response.write(`${JSON.stringify({ page: { actors: [], cursor: '1' } })}\n`)
    })
    const session = await sessionOn(url)
    for await (const page of session.changes('customer', undefined, { fields: [], pageSize: 1 })) {
      assert.equal(page.cursor, '1')
      break
    }
    await closed.promise
  })
})

describe('a remote connector that leads elsewhere', () => {
  test('is not followed, and gets no second call with the secret', async () => {
    let hits = 0
    const target = await rogue((_call, response) => {
      hits += 1
      response.end('{}')
    })
    const url = await rogue((_call, response) =>
      response.writeHead(307, { location: `${target}/about` }).end(),
    )
    assert.equal(await kindOf(askAbout({ url, secret: () => secret }, hostOf())), 'misconfigured')
    assert.equal(hits, 0)
  })

  test('is not called at all over a line that can be overheard', async () => {
    const remote = { url: 'http://erp.example.com', secret: () => secret }
    assert.equal(await kindOf(askAbout(remote, hostOf())), 'misconfigured')
  })
})

describe('what becomes of drafts', () => {
  const draft = { kind: 'update', key: '1', fields: { NAME: 'x' } } as const
  const write = async (behaviour: Behaviour) => {
    const url = await rogue((call, response, request) =>
      call === 'connect'
        ? response.end(JSON.stringify({ answer: opened }))
        : behaviour(call, response, request),
    )
    return (await sessionOn(url, { totalMs: 500 })).write?.('customer', [draft], []) ?? []
  }

  test('is unknown when the line broke, the answer did not come, or something in between failed', async () => {
    const ways: Behaviour[] = [
      (_call, response) => void response.destroy(),
      () => undefined,
      (_call, response) => void response.writeHead(502).end(),
      (_call, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"answer":')
        response.destroy()
      },
    ]
    for (const way of ways) {
      assert.deepEqual(
        (await write(way)).map(({ kind }) => kind),
        ['unknown'],
      )
    }
  })

  test('is certain when the connector says that it took none', async () => {
    const error = { kind: 'unavailable', explanation: 'closed', retryAfter: 5_000 }
    assert.equal(
      await kindOf(write((_call, response) => response.end(JSON.stringify({ error })))),
      'unavailable',
    )
    assert.equal(await kindOf(write((_call, response) => response.writeHead(503).end())), 'unavailable')
  })
})

test('a connector that was restarted is signed in to again, once', async () => {
  let session = 0
  let lost = true
  const url = await rogue((call, response) => {
    if (call === 'connect') session += 1
    const known = { answer: call === 'connect' ? { ...opened, session: `s${session}` } : [] }
    const forgotten = { error: { kind: 'sessionLost', explanation: 'x' } }
    const forget = call !== 'connect' && lost
    if (forget) lost = false
    response.end(JSON.stringify(forget ? forgotten : known))
  })
  const open = await sessionOn(url)
  assert.deepEqual(await open.get('customer', ['1'], []), [])
  assert.equal(session, 2)
})
