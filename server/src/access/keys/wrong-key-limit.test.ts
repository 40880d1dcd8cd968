import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrongKeyLimit } from './wrong-key-limit.ts'

function wrong(limit: ReturnType<typeof wrongKeyLimit>, times: number, now = 0): void {
  for (let n = 0; n < times; n += 1) limit.wrong('a', now)
}

test('an address may show a few wrong keys, then it has to wait longer and longer, up to a minute', () => {
  const limit = wrongKeyLimit()
  wrong(limit, 19)
  assert.equal(limit.wait('a', 0), 0)
  wrong(limit, 1)
  assert.equal(limit.wait('a', 0), 1_000)
  wrong(limit, 1)
  assert.equal(limit.wait('a', 0), 2_000)
  wrong(limit, 20)
  assert.equal(limit.wait('a', 0), 60_000)
})

test('other addresses are not kept waiting', () => {
  const limit = wrongKeyLimit()
  wrong(limit, 50)

  assert.equal(limit.wait('b', 0), 0)
})

test('wrong keys are forgotten after a quarter of an hour', () => {
  const limit = wrongKeyLimit()
  wrong(limit, 50)
  limit.wrong('a', 16 * 60_000)

  assert.equal(limit.wait('a', 16 * 60_000), 0)
})
