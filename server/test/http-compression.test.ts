import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { useWholeApp } from './whole-app.ts'

const world = useWholeApp()
const get = (path: string, encodings: string) =>
  world.request('GET', path, { headers: { 'accept-encoding': encodings } })

describe('an answer', () => {
  test('of the API is compressed for who takes gzip, and is the same', async () => {
    const plain = await get('/api/v1/openapi.json', 'identity')
    const small = await get('/api/v1/openapi.json', 'br, gzip')

    assert.equal(plain.headers.get('content-encoding'), null)
    assert.equal(small.headers.get('content-encoding'), 'gzip')
    assert.equal(small.headers.get('vary'), 'accept-encoding')
    assert.match(small.headers.get('content-type') ?? '', /^application\/json/)
    assert.match(small.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
    const bytes = Buffer.from(await small.arrayBuffer())
    const text = await plain.text()
    assert.equal(gunzipSync(bytes).toString(), text)
    assert.ok(bytes.length * 4 < text.length)
  })

  test('that is short, a problem, or refused by q=0 is not compressed', async () => {
    for (const [path, encodings] of [
      ['/api/v1/health', 'gzip'],
      ['/api/v1/nothing', 'gzip'],
      ['/api/v1/openapi.json', 'gzip;q=0, deflate'],
    ] as const) {
      assert.equal((await get(path, encodings)).headers.get('content-encoding'), null, path)
    }
  })

  test('to a change, which may hold a key, is never compressed', async () => {
    const cookie = await world.signedIn('ann', 'user')
    const name = 'x'.repeat(250)
    const fields = { name, department: name, note: 'y'.repeat(4_000) }
    const headers = { 'accept-encoding': 'gzip' }
    const body = { fields, companyId: null }
    const made = await world.request('POST', '/api/v1/records/company', { cookie, headers, body })

    assert.equal(made.status, 200)
    assert.ok((await made.clone().text()).length > 4_096)
    assert.equal(made.headers.get('content-encoding'), null)
    const { id } = (await made.json()) as { id: number }
    const read = await world.request('GET', `/api/v1/records/company/${id}`, { cookie, headers })
    assert.equal(read.headers.get('content-encoding'), 'gzip')
  })

  test('that is a stream of events is not compressed', async () => {
    const cookie = await world.signedIn('ben', 'user')
    const headers = { 'accept-encoding': 'gzip' }
    const events = await world.request('GET', '/api/v1/events', { cookie, headers })

    assert.match(events.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.equal(events.headers.get('content-encoding'), null)
    await events.body?.cancel()
  })
})

describe('a file of the web', () => {
  const path = '/assets/index-abc123.js'

  test('comes as the build compressed it, in the best encoding the browser takes', async () => {
    const plain = await (await get(path, 'identity')).text()
    const br = await get(path, 'gzip, br')
    const gzip = await get(path, 'gzip')

    assert.deepEqual(
      [br.headers.get('content-encoding'), gzip.headers.get('content-encoding')],
      ['br', 'gzip'],
    )
    assert.equal(br.headers.get('content-type'), 'text/javascript; charset=utf-8')
    assert.equal(br.headers.get('vary'), 'accept-encoding')
    assert.equal(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString(), plain)
    assert.equal(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString(), plain)
  })

  test('that was not compressed comes as it is', async () => {
    const answer = await get('/favicon.svg', 'gzip, br')

    assert.deepEqual([answer.status, answer.headers.get('content-encoding')], [200, null])
  })
})
