import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LONGEST_WAIT_MS, nextStep, parkedFor, putBackOf, roundsOf } from './index.ts'

const unavailable = { kind: 'unavailable' } as const

describe('a connection whose ERP is not available', () => {
  test('waits twice as long after each failure', () => {
    const waits = [1, 2, 3, 4].map((attempt) => nextStep(unavailable, attempt, 1))
    assert.deepEqual(
      waits,
      [5_000, 10_000, 20_000, 40_000].map((afterMs) => ({ do: 'retry', afterMs })),
    )
  })

  test('waits by chance between half and all of it', () => {
    assert.deepEqual(nextStep(unavailable, 1, 0), { do: 'retry', afterMs: 2_500 })
  })

  test('never waits longer than a quarter of an hour', () => {
    assert.equal(LONGEST_WAIT_MS, 900_000)
    for (const attempt of [9, 50, 5_000])
      assert.deepEqual(nextStep(unavailable, attempt, 1), { do: 'retry', afterMs: 900_000 })
    assert.deepEqual(nextStep({ ...unavailable, retryAfter: 86_400_000 }, 1, 1), {
      do: 'retry',
      afterMs: 900_000,
    })
  })

  test('does not come back before the ERP asked it to', () => {
    assert.deepEqual(nextStep({ ...unavailable, retryAfter: 60_000 }, 1, 0), { do: 'retry', afterMs: 60_000 })
  })

  test('makes nothing of a wait that is no time', () => {
    for (const retryAfter of [0, -5, Number.NaN, undefined])
      assert.deepEqual(nextStep({ ...unavailable, retryAfter }, 1, 1), { do: 'retry', afterMs: 5_000 })
  })
})

describe('many connections to one ERP that comes back', () => {
  const everyMs = 10_000
  const connections = 500

  /** When one connection calls that looked every ten seconds until its ERP went away. */
  function callsOf(downMs: number, random: () => number): number[] {
    const calls: number[] = []
    let at = random() * everyMs
    for (let attempt = 1; at < downMs; attempt += 1) {
      calls.push(at)
      const step = nextStep(unavailable, attempt, random())
      at += step.do === 'retry' ? step.afterMs : everyMs
    }
    for (; at < downMs + 1_000_000; at += everyMs) calls.push(at)
    return calls
  }

  test('call it twice as often as always at most', () => {
    let state = 1
    const random = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    for (const downMs of [30_000, 600_000, 7_200_000]) {
      const calls = Array.from({ length: connections }, () => callsOf(downMs, random)).flat()
      const inInterval = Map.groupBy(calls, (at) => Math.floor(at / everyMs))
      // While all is well each of them calls once in an interval.
      const peak = Math.max(...[...inInterval.values()].map(({ length }) => length))
      assert.ok(peak <= 2 * connections, `${peak} calls within an interval after ${downMs} ms`)
    }
  })
})

test('what the administrator must mend stops the connection', () => {
  for (const kind of ['unauthorized', 'misconfigured'] as const)
    assert.deepEqual(nextStep({ kind }, 1, 1), { do: 'stop' })
})

test('a cursor that is no longer valid makes the connection read from the beginning', () => {
  assert.deepEqual(nextStep({ kind: 'cursorExpired' }, 1, 1), { do: 'startOver' })
})

test('what the ERP cannot do is done without', () => {
  assert.deepEqual(nextStep({ kind: 'unsupported' }, 1, 1), { do: 'goOn' })
})

test('a parked record is tried again after a minute at first and within a day always', () => {
  assert.equal(parkedFor(1, 1), 60_000)
  assert.equal(parkedFor(2, 1), 240_000)
  assert.equal(parkedFor(1, 0), 30_000)
  assert.equal(parkedFor(100, 1), 86_400_000)
})

describe('rounds of mutual rewriting', () => {
  const X = { target: 'crm', value: 'X' } as const
  const x = { target: 'erp', value: 'x' } as const

  test('are counted while both sides are given the same values by turns', () => {
    assert.deepEqual(
      [[], [X], [X, x], [X, x, X], [X, x, X, x, X], [x, X, x, X, x, X, x]].map(roundsOf),
      [0, 0, 0, 1, 2, 3],
    )
  })

  test('end at an edit of another value', () => {
    assert.equal(roundsOf([X, x, X, { target: 'erp', value: 'y' }, X, x, X]), 1)
  })

  test('are none while only one side is edited, however often', () => {
    assert.equal(roundsOf([X, { target: 'crm', value: 'Y' }, X, { target: 'crm', value: 'Y' }, X]), 0)
  })
})

describe('a one-way field that is put back', () => {
  const back = { target: 'erp', value: 'x', before: '+x' } as const

  test('is counted while its target has the same other value again and again', () => {
    assert.deepEqual(
      [[], [back], [back, back, back], [back, { ...back, before: 'y' }, back]].map((writes) =>
        putBackOf('erp', '+x', writes),
      ),
      [0, 1, 3, 1],
    )
  })

  test('counts anew once its source or its target has another value', () => {
    assert.equal(putBackOf('erp', 'z', [back, back]), 0)
    assert.equal(putBackOf('erp', '+x', [back, { ...back, value: 'w' }]), 1)
  })
})
