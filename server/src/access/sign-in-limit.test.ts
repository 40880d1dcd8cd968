import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signInLimit } from './sign-in-limit.ts'

const minute = 60_000

function wrongTries(limit: ReturnType<typeof signInLimit>, count: number, now = 0, address = 'a') {
  return Array.from({ length: count }, () => limit.attempt('ann', address, now))
}

test('the first ten wrong tries pass, the next has to wait', () => {
  const waits = wrongTries(signInLimit(), 11)

  assert.deepEqual(waits.slice(0, 10), Array(10).fill(0))
  assert.equal(waits[10], 1_000)
})

test('the wait doubles with each wrong try, up to fifteen minutes', () => {
  const limit = signInLimit()
  wrongTries(limit, 10)
  const waits: number[] = []
  let now = 0
  for (let round = 0; round < 14; round += 1) {
    const wait = limit.attempt('ann', 'a', now)
    waits.push(wait)
    now += wait
    assert.equal(limit.attempt('ann', 'a', now), 0)
  }

  assert.deepEqual(waits.slice(0, 4), [1_000, 2_000, 4_000, 8_000])
  assert.equal(waits.at(-1), 15 * minute)
})

test('another address does not help the one who guesses', () => {
  const limit = signInLimit()
  wrongTries(limit, 10)

  assert.ok(limit.attempt('ann', 'b', 0) > 0)
})

test('a right password lets the account start afresh', () => {
  const limit = signInLimit()
  wrongTries(limit, 9)

  limit.succeeded('ann', 'a')

  assert.deepEqual(wrongTries(limit, 9), Array(9).fill(0))
})

test('one address cannot try many accounts', () => {
  const limit = signInLimit()
  const waits = Array.from({ length: 101 }, (_, n) => limit.attempt(`account ${n}`, 'a', 0))

  assert.ok(waits.slice(0, 100).every((wait) => wait === 0))
  assert.ok((waits[100] ?? 0) > 0)
  assert.equal(limit.attempt('somebody else', 'b', 0), 0)
})

test('ten thousand tries in five minutes reach the password check less than fifty times', () => {
  const limit = signInLimit()
  const passed = Array.from({ length: 10_000 }, (_, n) => limit.attempt('ann', `${n % 50}`, n * 30))

  assert.ok(passed.filter((wait) => wait === 0).length < 50)
})
