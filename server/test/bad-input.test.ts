import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

let chief = ''
const world = useWholeApp({
  beatMs: 50,
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
  },
})
const api = (method: string, path: string, body?: unknown) =>
  world.request(method, `/api/v1${path}`, { cookie: chief, body })

async function refused(answer: Response, status: number, code: string) {
  const problem = await bodyOf(answer)
  assert.equal(problem.code, code, JSON.stringify(problem))
  assert.equal(answer.status, status)
  return problem
}

describe('a request that cannot be understood', () => {
  const person = { name: 'a', email: 'a@example.com', password: 'sea-horse-4711' }
  const requests: readonly (readonly [what: string, method: string, path: string, body?: unknown])[] = [
    ['text with NUL', 'POST', '/users', { ...person, name: 'a\0b' }],
    ['NUL in the address', 'PATCH', '/users/%00', { disabled: false }],
    [
      'an e-mail address without end',
      'POST',
      '/users',
      { ...person, email: `${'a'.repeat(9_000)}@example.com` },
    ],
    ['no JSON', 'POST', '/records/company', '{'],
    [
      'JSON a hundred thousand deep',
      'POST',
      '/records/company',
      `{"fields":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    ],
    ['a value that is no value', 'POST', '/records/company', { fields: { name: { a: 1 } } }],
    ['a number without end', 'GET', '/records/company/1e400'],
  ]
  for (const [what, method, path, body] of requests) {
    test(`is refused as such: ${what}`, async () => {
      await refused(await api(method, path, body), 400, 'malformedRequest')
    })
  }

  test('is refused as such: bytes that are no text', async () => {
    const body = Buffer.concat([Buffer.from('{"fields":{"name":"'), Buffer.from([0xff]), Buffer.from('"}}')])
    const headers = { cookie: chief, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    const request = new Request('http://koppel.example/api/v1/records/company', {
      method: 'POST',
      headers,
      body,
    })
    await refused(await world.ready().app.fetch(request), 400, 'malformedRequest')
  })

  test('is answered in fewer words than it had', async () => {
    const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`field${index}`, 1]))
    const { faults } = await refused(await api('POST', '/records/company', { fields }), 422, 'invalidFields')
    assert.equal(faults.length, 100)
  })

  test('closes the connection when it was too large to read', async () => {
    const answer = await api('POST', '/records/company', `"${'a'.repeat(1_100_000)}"`)
    assert.equal(answer.headers.get('connection'), 'close')
    await refused(answer, 413, 'tooLarge')
  })
})

describe('a record', () => {
  test('takes no field nobody defined, whatever its name', async () => {
    const body = '{"fields":{"name":"Nordlicht","__proto__":"x","constructor":"y","id":5,"version":9}}'
    const { faults } = await refused(await api('POST', '/records/company', body), 422, 'invalidFields')
    assert.deepEqual(
      faults.map(({ at }: { at: string }) => at).filter((at: string) => at !== '__proto__'),
      ['constructor', 'id', 'version'],
    )
    assert.equal(({} as Record<string, unknown>).x, undefined)
  })

  test('takes no date that no calendar has', async () => {
    for (const birthDate of ['0000-01-01', '2026-02-30', '10000-01-01']) {
      const answer = await api('POST', '/records/person', { fields: { lastName: 'Bos', birthDate } })
      const { faults } = await refused(answer, 422, 'invalidFields')
      assert.equal(faults[0].code, 'notADate')
    }
  })

  test('changed five times at once from one version is changed once', async () => {
    const { id, version } = await bodyOf(await api('POST', '/records/company', { fields: { name: 'Vijf' } }))
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        api('PATCH', `/records/company/${id}`, { version, fields: { name: `Vijf ${index}` } }),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
    const winner = await bodyOf(answers.find(({ status }) => status === 200) ?? assert.fail())
    const now = await bodyOf(await api('GET', `/records/company/${id}`))
    assert.equal(now.title, winner.title)
    assert.equal(now.version, version + 1)
  })
})

describe('live events', () => {
  test('are not begun for somebody who asks for their headers only', async () => {
    const answer = await api('HEAD', '/events')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'text/event-stream')
    assert.equal(world.ready().live.watching(), 0)
  })

  test('are sent over fifty streams a user and no more: the oldest ends', async () => {
    const streams = await Promise.all(Array.from({ length: 50 }, () => api('GET', '/events')))
    assert.equal(world.ready().live.watching(), 50)
    const last = await api('GET', '/events')
    assert.equal(world.ready().live.watching(), 50)
    for (const { body } of [...streams, last]) await body?.cancel()
    assert.equal(world.ready().live.watching(), 0)
  })
})
