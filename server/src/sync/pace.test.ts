import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextCall, paceOf } from './index.ts'

/** When calls go that are wanted at these times. */
function goneAt(perMinute: number, wanted: readonly number[]): number[] {
  let due = 0
  return wanted.map((now) => {
    const next = nextCall(paceOf(perMinute), due, now)
    due = next.due
    return next.at
  })
}

test('no sixty seconds hold more calls than the limit, however they are wanted', () => {
  const rests = fc.array(fc.nat(20_000), { minLength: 1, maxLength: 150 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), rests, (perMinute, between) => {
      let now = 0
      const wanted = between.map((rest) => {
        now += rest % 7 === 0 ? rest : 0
        return now
      })
      const gone = goneAt(perMinute, wanted)
      for (const [first, at] of gone.entries()) {
        const inAMinute = gone.slice(first).filter((other) => other < at + 60_000 - 1e-6).length
        assert.ok(inAMinute <= perMinute, `${inAMinute} calls within a minute of ${at}`)
      }
    }),
  )
})

test('a quarter of the limit goes at once after a rest', () => {
  assert.deepEqual(
    goneAt(
      60,
      Array.from({ length: 15 }, () => 5_000),
    ).map((at) => at - 5_000),
    Array.from({ length: 15 }, () => 0),
  )
})

test('a limit of one call a minute is one call a minute', () => {
  assert.deepEqual(goneAt(1, [0, 0, 0]), [0, 60_000, 120_000])
})
