import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

const world = useWholeApp()

describe('when more is asked than the database can answer', () => {
  test('what comes too late is refused at once, the rest is answered, and afterwards everything is as before', async () => {
    const cookie = await world.signedIn('ann', 'user')
    const ask = () => world.request('GET', '/api/v1/records/company', { cookie })
    assert.equal((await ask()).status, 200)
    const { pool } = world.database
    // Somebody holds every connection there is.
    const held = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
    const early = Array.from({ length: 60 }, ask)
    while (pool.waitingCount < 60) await new Promise((resolve) => setImmediate(resolve))

    const began = performance.now()
    const late = await Promise.all(Array.from({ length: 40 }, ask))
    const took = performance.now() - began

    assert.deepEqual(new Set(late.map(({ status }) => status)), new Set([503]))
    assert.equal(late[0]?.headers.get('retry-after'), '2')
    assert.equal(late[0] && (await bodyOf(late[0])).code, 'overloaded')
    assert.ok(took < 2_000, `${took} ms for 40 refusals`)
    for (const client of held) client.release()
    assert.deepEqual(new Set((await Promise.all(early)).map(({ status }) => status)), new Set([200]))
    assert.equal((await ask()).status, 200)
  })
})
