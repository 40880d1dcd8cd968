import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

let chief = ''
let ids: Readonly<Record<string, string>> = {}
const world = useWholeApp({
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
    await world.signedIn('anna', 'user')
    const users: { id: string; name: string }[] = await bodyOf(await byChief('GET', '/users'))
    ids = Object.fromEntries(users.map(({ id, name }) => [name, id]))
  },
})

const byChief = (method: string, path: string, body?: unknown) =>
  world.request(method, `/api/v1${path}`, { cookie: chief, body })

/** As an integration asks: no cookie, no browser. */
async function byKey(key: string, method: string, path: string, body?: unknown): Promise<Response> {
  return await world.ready().app.request(`http://koppel.example/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function made(more: object = {}) {
  const given = { name: 'Boekhouding', userId: ids.chief, role: 'administrator', expiresAt: null, ...more }
  const answer = await byChief('POST', '/api-keys', given)
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await bodyOf(answer)) as { id: number; key: string; hint: string }
}

async function refused(answer: Response, status: number, code: string) {
  assert.deepEqual([answer.status, (await bodyOf(answer)).code], [status, code])
}

const company = { fields: { name: 'Nordlicht' } }

describe('an API key', () => {
  test('reads and changes what its user may, without a browser', async () => {
    const { key } = await made({ userId: ids.anna, role: 'user' })

    assert.equal((await bodyOf(await byKey(key, 'GET', '/session'))).user.name, 'anna')
    const answer = await byKey(key, 'POST', '/records/company', company)
    assert.equal(answer.status, 200, await answer.text())
  })

  test('has no more rights than its user, and no more than were given to it', async () => {
    const ofUser = await made({ userId: ids.anna, role: 'administrator' })
    await refused(await byKey(ofUser.key, 'GET', '/users'), 403, 'notAllowed')

    const toRead = await made({ role: 'readOnly' })
    await refused(await byKey(toRead.key, 'POST', '/records/company', company), 403, 'notAllowed')
    assert.equal((await byKey(toRead.key, 'GET', '/records/company')).status, 200)
  })

  test('loses a right with its user, from the next request on', async () => {
    await world.signedIn('nina', 'administrator')
    const users: { id: string; name: string }[] = await bodyOf(await byChief('GET', '/users'))
    const userId = users.find(({ name }) => name === 'nina')?.id ?? ''
    const { key } = await made({ userId })
    assert.equal((await byKey(key, 'GET', '/users')).status, 200)

    await byChief('PATCH', `/users/${userId}`, { role: 'user' })
    await refused(await byKey(key, 'GET', '/users'), 403, 'notAllowed')
    await byChief('PATCH', `/users/${userId}`, { disabled: true })
    await refused(await byKey(key, 'GET', '/session'), 401, 'notSignedIn')
  })

  test('works until it is revoked or its time is over', async () => {
    const revoked = await made()
    assert.equal((await byKey(revoked.key, 'GET', '/session')).status, 200)
    assert.equal((await byChief('DELETE', `/api-keys/${revoked.id}`)).status, 204)
    await refused(await byKey(revoked.key, 'GET', '/session'), 401, 'notSignedIn')
    await refused(await byChief('DELETE', `/api-keys/${revoked.id}`), 404, 'notFound')

    const short = await made({ expiresAt: new Date(Date.now() + 60_000).toISOString() })
    assert.equal((await byKey(short.key, 'GET', '/session')).status, 200)
    await world.database.db
      .updateTable('apiKey')
      .set({ expiresAt: '2026-01-01T00:00:00Z' })
      .where('id', '=', short.id)
      .execute()
    await refused(await byKey(short.key, 'GET', '/session'), 401, 'notSignedIn')
  })

  test('opens nothing that it is not, also while others work until a day to come', async () => {
    const until = await made({ expiresAt: new Date(Date.now() + 60_000).toISOString() })
    await refused(await byKey('koppel_nothing', 'GET', '/session'), 401, 'notSignedIn')
    assert.equal((await byChief('DELETE', `/api-keys/${until.id}`)).status, 204)
    await refused(await byKey(until.key, 'GET', '/session'), 401, 'notSignedIn')
  })

  test('is not made for somebody who is not there, nor with an end that has passed', async () => {
    const given = { name: 'x', role: 'user', expiresAt: null }
    await refused(await byChief('POST', '/api-keys', { ...given, userId: 'nobody' }), 422, 'noSuchUser')
    const over = { ...given, userId: ids.anna, expiresAt: '2020-01-01T00:00:00Z' }
    await refused(await byChief('POST', '/api-keys', over), 422, 'expiresInPast')
  })

  test('is shown once, and not stored so that it could be used', async () => {
    const { key, hint } = await made()
    const listed = await (await byChief('GET', '/api-keys')).text()
    const stored = await world.database.pool.query('select t::text from api_key t')
    const audited = await world.database.pool.query('select t::text from audit t')

    assert.match(key, /^koppel_[\w-]{43}$/)
    assert.ok(key.endsWith(hint) && hint.length === 4)
    for (const text of [listed, JSON.stringify(stored.rows), JSON.stringify(audited.rows)]) {
      assert.ok(!text.includes(key.slice('koppel_'.length)))
    }
  })

  test('tells when it was last used', async () => {
    const { id, key } = await made()
    const lastUsed = async () =>
      ((await bodyOf(await byChief('GET', '/api-keys'))) as { id: number; lastUsedAt: string | null }[]).find(
        (one) => one.id === id,
      )?.lastUsedAt
    assert.equal(await lastUsed(), null)

    await byKey(key, 'GET', '/session')

    assert.ok(Date.now() - Date.parse((await lastUsed()) ?? '') < 60_000)
  })

  test('gives nobody access: it signs nobody in, makes no keys, links or users, and changes no second step', async () => {
    const { key } = await made()
    const { app } = world.ready()
    const { paths = {} } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } })
    const personal = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Record<string, unknown>>)
        .filter(([, operation]) => operation['x-by-person'])
        .map(([method]) => ({ method: method.toUpperCase(), path })),
    )
    for (const about of ['/auth/', '/api-keys', '/session/', '/users']) {
      assert.ok(
        personal.some(({ path }) => path.includes(about)),
        about,
      )
    }

    for (const { method, path } of personal) {
      const answer = await byKey(
        key,
        method,
        path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, '1'),
        method === 'GET' || method === 'DELETE' ? undefined : {},
      )
      assert.deepEqual(
        [answer.status, (await bodyOf(answer)).code],
        [403, 'keyNotAllowed'],
        `${method} ${path}`,
      )
    }
  })
})

describe('whoever shows a key', () => {
  test('is who the key says: a cookie that comes along counts nothing', async () => {
    for (const authorization of ['Bearer koppel_wrong', 'Basic Y2hpZWY6eA==', 'Bearer', '']) {
      const answer = await world.request('GET', '/api/v1/session', {
        cookie: chief,
        headers: { authorization },
      })
      assert.equal(answer.status, 401, authorization)
    }
  })

  test('of another site changes nothing with the cookie of who looks at that site', async () => {
    const answer = await world.request('POST', '/api/v1/groups', {
      cookie: chief,
      headers: { 'sec-fetch-site': 'cross-site', authorization: 'Bearer koppel_wrong' },
      body: { name: 'Planted' },
    })

    assert.equal(answer.status, 401)
  })

  test('still has to send JSON', async () => {
    const { key } = await made()
    const answer = await world.ready().app.request('http://koppel.example/api/v1/records/company', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/plain', 'content-length': '2' },
      body: '{}',
    })

    await refused(answer, 415, 'notJson')
  })
})

test('an address that shows many wrong keys is kept waiting; keys that are right are not', async () => {
  const { key } = await made()
  await byKey(key, 'GET', '/session')
  for (let n = 0; n < 30; n += 1) await byKey(`koppel_guess${n}`, 'GET', '/session')

  const answer = await byKey('koppel_guess', 'GET', '/session')

  await refused(answer, 429, 'tooManyTries')
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/)
  assert.equal((await byKey(key, 'GET', '/session')).status, 200)
  const other = await byChief('GET', '/session')
  assert.equal(other.status, 200)
})
