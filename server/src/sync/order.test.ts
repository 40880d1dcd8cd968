import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { reordered } from './order.ts'

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
