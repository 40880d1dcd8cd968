import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { requestLimit } from './request-limit.ts'

describe('the limit of what is asked in one name', () => {
  let time = 0
  const clock = () => time

  /** How many of so many pass. */
  const passed = (limit: ReturnType<typeof requestLimit>, name: string, tried: number) =>
    Array.from({ length: tried }, () => limit.attempt(name)).filter((wait) => wait === 0).length

  test('lets 200 through at once, and no more', () => {
    assert.equal(passed(requestLimit(clock), 'anna', 1_000), 200)
  })

  test('lets 50 a second through of somebody who never stops, however often they are refused', () => {
    const limit = requestLimit(clock)
    passed(limit, 'anna', 1_000)
    const seconds = Array.from({ length: 10 }, () => {
      time += 1_000
      return passed(limit, 'anna', 1_000)
    })
    assert.deepEqual(new Set(seconds), new Set([50]))
  })

  test('never stops somebody who asks 50 times a second', () => {
    const limit = requestLimit(clock)
    for (let n = 0; n < 10_000; n++) {
      time += 20
      assert.equal(limit.attempt('anna'), 0)
    }
  })

  test('says how long to wait, and who waits that long passes', () => {
    const limit = requestLimit(clock)
    passed(limit, 'anna', 200)
    const wait = limit.attempt('anna')
    assert.equal(wait, 20)
    time += wait
    assert.equal(limit.attempt('anna'), 0)
  })

  test('allows 200 at once again after four quiet seconds', () => {
    const limit = requestLimit(clock)
    passed(limit, 'anna', 200)
    time += 4_000
    assert.equal(passed(limit, 'anna', 1_000), 200)
  })

  test('counts every name apart', () => {
    const limit = requestLimit(clock)
    passed(limit, 'anna', 1_000)
    assert.equal(passed(limit, 'ben', 1_000), 200)
  })
})
