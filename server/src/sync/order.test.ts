import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { moved, reordered } from './order.ts'

const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
const current = fc.uniqueArray(keys)
const wanted = fc.array(keys)

describe('an order that is set', () => {
  test('holds everything once, and nothing else', () => {
    fc.assert(
      fc.property(current, wanted, (before, named) => {
        assert.deepEqual(reordered(before, named).toSorted(), before.toSorted())
      }),
    )
  })

  test('has what is named in the order in which it is named', () => {
    fc.assert(
      fc.property(current, wanted, (before, named) => {
        const after = reordered(before, named).filter((key) => named.includes(key))
        assert.deepEqual(
          after,
          [...new Set(named)].filter((key) => before.includes(key)),
        )
      }),
    )
  })

  test('leaves what is not named where it is', () => {
    fc.assert(
      fc.property(current, wanted, (before, named) => {
        const after = reordered(before, named)
        for (const [at, key] of before.entries()) if (!named.includes(key)) assert.equal(after[at], key)
      }),
    )
  })

  test('is the same when it is set twice', () => {
    fc.assert(
      fc.property(current, wanted, (before, named) => {
        const after = reordered(before, named)
        assert.deepEqual(reordered(after, named), after)
      }),
    )
  })
})

describe('who was moved', () => {
  test('is whoever else would have had to step aside', () => {
    assert.deepEqual(moved(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c']), [{ key: 'd', before: 4, now: 1 }])
    assert.deepEqual(moved(['a', 'b'], ['a', 'b']), [])
  })

  test('is enough to make one order of the other, and the rest stays in line', () => {
    fc.assert(
      fc.property(current, wanted, (before, named) => {
        const now = reordered(before, named)
        const gone = new Set<string>(moved(before, now).map(({ key }) => key))
        const rest = (order: readonly string[]) => order.filter((key) => !gone.has(key))
        assert.deepEqual(rest(now), rest(before))
        assert.ok(before.length === 0 || gone.size < before.length)
      }),
    )
  })
})
