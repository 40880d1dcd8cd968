import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryLimit } from './try-limit.ts'

test('ten tries a minute pass, the next waits until the first is a minute old', () => {
  const limit = tryLimit(10)
  const waits = Array.from({ length: 11 }, (_, index) => limit.attempt('ann', index * 1_000))

  assert.deepEqual(waits, [...Array(10).fill(0), 50_000])
  assert.equal(limit.attempt('ann', 60_000), 0)
  assert.equal(limit.attempt('ann', 60_500), 500)
})

test('one user does not use up the tries of another', () => {
  const limit = tryLimit(10)
  for (let count = 0; count < 20; count += 1) limit.attempt('ann', 0)

  assert.equal(limit.attempt('ben', 0), 0)
})

test('a try that succeeded does not count', () => {
  const limit = tryLimit(10)
  for (let count = 0; count < 30; count += 1) {
    assert.equal(limit.attempt('ann', 0), 0)
    limit.succeeded('ann')
  }
})
