import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signInLimit } from '../src/access/sign-in-limit.ts'
import { openStore } from '../src/store/index.ts'
import { useDatabase } from './database.ts'

const world = useDatabase()
const one = () => signInLimit(world.db)

let made = 0
/** An account and an address that nobody tried yet. */
function fresh() {
  made += 1
  return { account: `account ${made}`, address: `address ${made}` }
}

async function tries(count: number, { account, address }: ReturnType<typeof fresh>, limit = one()) {
  const waits: number[] = []
  for (let n = 0; n < count; n += 1) waits.push(await limit.attempt(account, address))
  return waits
}

/** As if so much time had gone by since every try. */
async function passes(interval: string): Promise<void> {
  await world.pool.query(
    `update secret_try set last_at = last_at - $1::interval, shut_until = shut_until - $1::interval`,
    [interval],
  )
}

test('the first ten wrong tries pass, the next has to wait', async () => {
  const waits = await tries(11, fresh())

  assert.deepEqual(waits.slice(0, 10), Array(10).fill(0))
  assert.ok((waits[10] ?? 0) > 0 && (waits[10] ?? 0) <= 1_000, String(waits[10]))
})

test('the wait doubles with each wrong try, up to fifteen minutes', async () => {
  const guess = fresh()
  await tries(10, guess)
  const seconds: number[] = []
  for (let round = 0; round < 14; round += 1) {
    seconds.push(Math.ceil(((await tries(1, guess))[0] ?? 0) / 1_000))
    await passes('16 minutes')
    assert.deepEqual(await tries(1, guess), [0])
  }

  assert.deepEqual(seconds.slice(0, 4), [1, 2, 4, 8])
  assert.equal(seconds.at(-1), 15 * 60)
})

test('tries at two servers count together', async () => {
  const guess = fresh()
  await using other = {
    store: openStore({ url: world.url, applicationName: 'koppel second server' }),
    [Symbol.asyncDispose]: () => other.store.close(),
  }
  await tries(5, guess)
  const waits = await tries(6, guess, signInLimit(other.store.db))

  assert.deepEqual(waits.slice(0, 5), Array(5).fill(0))
  assert.ok((waits[5] ?? 0) > 0)
})

test('tries sent all at once count one by one', async () => {
  const { account, address } = fresh()
  const waits = await Promise.all(Array.from({ length: 40 }, () => one().attempt(account, address)))

  assert.equal(waits.filter((wait) => wait === 0).length, 10)
})

test('another address does not help the one who guesses', async () => {
  const guess = fresh()
  await tries(10, guess)

  assert.ok((await one().attempt(guess.account, 'elsewhere')) > 0)
})

test('a try that has to wait is not counted, about nobody', async () => {
  const guess = fresh()
  await tries(10, guess)
  await tries(500, guess)

  assert.equal(await one().attempt(fresh().account, guess.address), 0)
})

test('a right password lets the account start afresh', async () => {
  const guess = fresh()
  await tries(9, guess)

  await one().succeeded(guess.account, guess.address)

  assert.deepEqual(await tries(9, guess), Array(9).fill(0))
})

test('one address cannot try many accounts', async () => {
  const { address } = fresh()
  const waits: number[] = []
  for (let n = 0; n < 101; n += 1) waits.push(await one().attempt(`of many ${n}`, address))

  assert.ok(waits.slice(0, 100).every((wait) => wait === 0))
  assert.ok((waits[100] ?? 0) > 0)
  assert.equal(await one().attempt('somebody else', 'b'), 0)
})

test('tries are forgotten after an hour, and then nothing is kept of them', async () => {
  const guess = fresh()
  await tries(10, guess)
  await passes('61 minutes')

  assert.deepEqual(await tries(1, guess), [0])
  await passes('61 minutes')
  const somebody = fresh()
  await tries(1, somebody)
  await one().succeeded(somebody.account, somebody.address)
  const { rows } = await world.pool.query('select about from secret_try')
  assert.deepEqual(rows, [{ about: `address/${somebody.address}` }])
})

test('what is typed as an account may hold anything', async () => {
  assert.equal(await one().attempt(`\0${'x'.repeat(100_000)}`, 'somewhere'), 0)
})
