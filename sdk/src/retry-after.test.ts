import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { retryAfterOf } from './retry-after.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const asked = (after?: string, date?: string) =>
  retryAfterOf(
    new Headers({ ...(after !== undefined && { 'retry-after': after }), ...(date && { date }) }),
    now,
  )

describe('what an answer asks with Retry-After', () => {
  test('is read as seconds, however many', () => {
    assert.deepEqual(
      ['0', '7', ' 120 ', '86400000'].map((text) => asked(text)),
      [0, 7_000, 120_000, 86_400_000_000],
    )
  })

  test('is read as a moment, by the clock of the one who asks', () => {
    const until = 'Sun, 01 Mar 2026 12:05:00 GMT'
    assert.equal(asked(until), 300_000)
    assert.equal(asked(until, 'Sun, 01 Mar 2026 12:04:00 GMT'), 60_000)
  })

  test('is nothing to wait for once the moment is over', () => {
    assert.equal(asked('Sun, 01 Mar 2026 11:00:00 GMT'), 0)
  })

  test('is not guessed at when it cannot be read', () => {
    for (const text of [
      undefined,
      '',
      'soon',
      '-5',
      '1.5',
      '5 s',
      '2026-03-01',
      'Xyz, 99 Abc 2026 12:00:00 GMT',
    ])
      assert.equal(asked(text), undefined, text)
  })
})
