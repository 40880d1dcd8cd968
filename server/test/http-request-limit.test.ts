import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

const world = useWholeApp({ limited: true })
const ask = (cookie: string, path = '/api/v1/session', headers: Record<string, string> = {}) =>
  world.request('GET', path, { cookie, headers })
const passedOf = (answers: readonly Response[]) => answers.filter(({ status }) => status === 200).length

/** Asks until the answer is that it was too much, which comes before the 2,000th question. */
async function askTooMuch(one: () => Promise<Response>): Promise<Response> {
  for (let asked = 0; asked < 2_000; asked += 100) {
    const refused = (await Promise.all(Array.from({ length: 100 }, one))).find(({ status }) => status === 429)
    if (refused) return refused
  }
  return assert.fail('2,000 questions in a row were answered')
}

describe('a user who asks without end', () => {
  test('has 200 answers at once and 50 a second, and is told of the rest when to come back, in their language', async () => {
    const cookie = await world.signedIn('ann', 'user')
    await ask(cookie)
    const began = performance.now()
    const answers = await Promise.all(Array.from({ length: 600 }, () => ask(cookie)))
    const seconds = (performance.now() - began) / 1_000

    const refused = answers.filter(({ status }) => status === 429)
    assert.equal(passedOf(answers) + refused.length, 600)
    assert.ok(passedOf(answers) >= 199, `${passedOf(answers)} passed`)
    assert.ok(passedOf(answers) <= 200 + Math.ceil(seconds * 50), `${passedOf(answers)} in ${seconds} s`)
    assert.equal(refused[0]?.headers.get('retry-after'), '1')
    assert.equal(refused[0] && (await bodyOf(refused[0])).code, 'tooManyRequests')
    const dutch = await askTooMuch(() => ask(cookie, '/api/v1/session', { 'accept-language': 'nl' }))
    assert.match((await bodyOf(dutch)).title, /^Er is in korte tijd te veel gevraagd/)
  })

  test('is refused without a question to the database, on every device, while others are answered', async () => {
    const cookie = await world.signedIn('ben', 'user')
    const other = await world.signIn('ben@example.com')
    const device = other.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const colleague = await world.signedIn('cas', 'user')
    assert.equal((await ask(device)).status, 200)
    await askTooMuch(() => ask(cookie))
    const { pool } = world.database
    const held = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))

    // Nothing that needs the database can be answered now; some may wait for it, by what was earned meanwhile.
    const answered: number[] = []
    const all = Array.from({ length: 400 }, (_, n) =>
      ask(n % 2 === 0 ? device : cookie).then(({ status }) => void answered.push(status)),
    )
    while (answered.length < 200) await new Promise((resolve) => setImmediate(resolve))

    assert.deepEqual(new Set(answered), new Set([429]))
    for (const client of held) client.release()
    assert.equal((await ask(colleague)).status, 200)
    await Promise.all(all)
  })

  test('keeps the stream of events, which tells when to look again', async () => {
    const cookie = await world.signedIn('dan', 'user')
    await ask(cookie)
    await askTooMuch(() => ask(cookie))
    const stream = await ask(cookie, '/api/v1/events')
    assert.equal(stream.status, 200)
    await stream.body?.cancel()
  })

  test('has no more than 8 questions standing where everybody waits, and all of them are answered', async () => {
    const cookie = await world.signedIn('eva', 'user')
    const colleague = await world.signedIn('fay', 'user')
    await Promise.all([ask(cookie), ask(colleague)])
    const { pool } = world.database
    const held = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
    const many = Array.from({ length: 150 }, () => ask(cookie))
    while (pool.waitingCount < 8) await new Promise((resolve) => setImmediate(resolve))
    const one = ask(colleague)
    while (pool.waitingCount < 9) await new Promise((resolve) => setImmediate(resolve))
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))

    assert.equal(pool.waitingCount, 9)
    for (const client of held) client.release()
    assert.equal((await one).status, 200)
    assert.equal(passedOf(await Promise.all(many)), 150)
  })
})

describe('an API key with which is asked without end', () => {
  test('is told to wait, and its user is not', async () => {
    const chief = await world.signedIn('chief', 'administrator')
    const session = await bodyOf(await ask(chief))
    const made = await world.request('POST', '/api/v1/api-keys', {
      cookie: chief,
      body: { name: 'Reports', userId: session.user.id, role: 'readOnly', expiresAt: null },
    })
    const { key } = await bodyOf(made)
    const headers = { authorization: `Bearer ${key}` }
    const withKey = () => world.request('GET', '/api/v1/records/company', { headers })
    assert.equal((await withKey()).status, 200)

    const refused = await askTooMuch(withKey)

    assert.equal((await bodyOf(refused)).code, 'tooManyRequests')
    assert.equal((await ask(chief)).status, 200)
  })
})
