import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrongKeyLimit } from '../src/access/keys/wrong-key-limit.ts'
import { openStore } from '../src/store/index.ts'
import { useDatabase } from './database.ts'

const world = useDatabase()
const one = () => wrongKeyLimit(world.db)

let made = 0
/** An address that showed no key yet. */
const fresh = () => `address ${++made}`

async function wrong(count: number, address: string, limit = one()): Promise<number[]> {
  const waits: number[] = []
  for (let n = 0; n < count; n += 1) waits.push(await limit.attempt(address))
  return waits
}

/** As if so much time had gone by since every key. */
async function passes(interval: string): Promise<void> {
  await world.pool.query(
    'update secret_try set last_at = last_at - $1::interval, shut_until = shut_until - $1::interval',
    [interval],
  )
}

test('an address may show twenty wrong keys, then it waits longer and longer, up to a minute', async () => {
  const address = fresh()
  assert.deepEqual(await wrong(20, address), Array(20).fill(0))
  const seconds: number[] = []
  for (let round = 0; round < 9; round += 1) {
    seconds.push(Math.ceil((await one().attempt(address)) / 1_000))
    await passes('61 seconds')
    assert.equal(await one().attempt(address), 0)
  }

  assert.deepEqual(seconds.slice(0, 4), [1, 2, 4, 8])
  assert.equal(seconds.at(-1), 60)
})

test('keys shown to two servers count together, also when they come all at once', async () => {
  const address = fresh()
  await using other = {
    store: openStore({ url: world.url, applicationName: 'koppel second server' }),
    [Symbol.asyncDispose]: () => other.store.close(),
  }
  const limits = [one(), wrongKeyLimit(other.store.db)]
  const waits = await Promise.all(Array.from({ length: 60 }, (_, n) => limits[n % 2]?.attempt(address)))

  assert.equal(waits.filter((wait) => wait === 0).length, 20)
})

test('while an address waits, the database is not asked again', async () => {
  const address = fresh()
  const limit = one()
  await wrong(21, address, limit)
  await world.pool.query('delete from secret_try where about = $1', [`key/${address}`])

  assert.ok((await limit.attempt(address)) > 0)
})

test('a right key does not count, and opens the way for the next', async () => {
  const address = fresh()
  await wrong(20, address)
  await one().right(address)

  assert.equal(await one().attempt(address), 0)
})

test('other addresses are not kept waiting', async () => {
  await wrong(50, fresh())

  assert.equal(await one().attempt(fresh()), 0)
})

test('wrong keys are forgotten after a quarter of an hour, and then nothing is kept of them', async () => {
  const address = fresh()
  await wrong(20, address)
  await passes('16 minutes')
  assert.deepEqual(await wrong(20, address), Array(20).fill(0))

  await passes('16 minutes')
  const somebody = fresh()
  await one().attempt(somebody)
  await one().right(somebody)
  const { rows } = await world.pool.query("select about, failed from secret_try where about like 'key/%'")
  assert.deepEqual(rows, [{ about: `key/${somebody}`, failed: 0 }])
})
