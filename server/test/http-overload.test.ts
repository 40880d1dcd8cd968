import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

const world = useWholeApp()

describe('when more is asked than the database can answer', () => {
  test('what comes too late is refused before the database is asked, the rest is answered, and afterwards everything is as before', async () => {
    const cookies: string[] = []
    for (const name of [...'abcdefghi']) cookies.push(await world.signedIn(`user-${name}`, 'user'))
    const ask = (cookie = '') => world.request('GET', '/api/v1/records/company', { cookie })
    for (const cookie of cookies) assert.equal((await ask(cookie)).status, 200)
    const [last, ...others] = cookies
    const { pool } = world.database
    // Somebody holds every connection there is.
    const held = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
    const early = others.flatMap((cookie) => Array.from({ length: 8 }, () => ask(cookie)))
    while (pool.waitingCount < 60) await new Promise((resolve) => setImmediate(resolve))

    // No connection is free until all of these are answered, so none of them waited for one.
    const late = await Promise.all(
      Array.from({ length: 500 }, (_, n) => ask(n % 2 === 0 ? last : 'unknown=1')),
    )

    assert.ok(pool.waitingCount <= 64, `${pool.waitingCount} wait`)
    assert.deepEqual(new Set(late.map(({ status }) => status)), new Set([503]))
    assert.equal(late[0]?.headers.get('retry-after'), '2')
    assert.equal(late[0] && (await bodyOf(late[0])).code, 'overloaded')
    assert.equal((await world.request('GET', '/')).status, 200)
    for (const client of held) client.release()
    const statuses = (await Promise.all(early)).map(({ status }) => status)
    assert.ok(statuses.filter((status) => status === 200).length >= 60, `${statuses}`)
    assert.deepEqual(
      statuses.filter((status) => status !== 200 && status !== 503),
      [],
    )
    assert.equal((await ask(last)).status, 200)
  })
})
