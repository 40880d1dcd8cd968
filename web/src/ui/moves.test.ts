import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { movedBy, movedTo, range } from './moves.ts'

const letters = ['a', 'b', 'c', 'd', 'e', 'f']
const order = fc.shuffledSubarray(letters)
const chosen = fc.subarray(letters).map((keys) => new Set(keys))

describe('moving one place', () => {
  test('moves each chosen one past the next that is not', () => {
    assert.deepEqual(movedBy(['a', 'b', 'c', 'd'], new Set(['b', 'd']), -1), ['b', 'a', 'd', 'c'])
    assert.deepEqual(movedBy(['a', 'b', 'c', 'd'], new Set(['a', 'b']), 1), ['c', 'a', 'b', 'd'])
  })

  test('stops at the end', () => {
    assert.deepEqual(movedBy(['a', 'b', 'c'], new Set(['a', 'b']), -1), ['a', 'b', 'c'])
    assert.deepEqual(movedBy(['a', 'b', 'c'], new Set(['c']), 1), ['a', 'b', 'c'])
  })

  test('loses nothing and keeps both the chosen and the others in their own order', () => {
    fc.assert(
      fc.property(order, chosen, fc.constantFrom(-1 as const, 1 as const), (before, which, step) => {
        const after = movedBy(before, which, step)
        assert.deepEqual(
          after.filter((key) => which.has(key)),
          before.filter((key) => which.has(key)),
        )
        assert.deepEqual(
          after.filter((key) => !which.has(key)),
          before.filter((key) => !which.has(key)),
        )
      }),
    )
  })

  test('moves nothing further than one place', () => {
    fc.assert(
      fc.property(order, chosen, fc.constantFrom(-1 as const, 1 as const), (before, which, step) => {
        const after = movedBy(before, which, step)
        for (const key of before.filter((one) => which.has(one))) {
          assert.ok([0, step].includes(after.indexOf(key) - before.indexOf(key)))
        }
      }),
    )
  })
})

describe('moving to a place', () => {
  test('puts the chosen ones together in front of it, in their own order', () => {
    fc.assert(
      fc.property(order, chosen, fc.constantFrom(...letters), (before, which, at) => {
        fc.pre(before.includes(at) && !which.has(at))
        const after = movedTo(before, which, at)
        const moving = before.filter((key) => which.has(key))
        assert.deepEqual(after.slice(after.indexOf(at) - moving.length, after.indexOf(at)), moving)
        assert.deepEqual(
          after.filter((key) => !which.has(key)),
          before.filter((key) => !which.has(key)),
        )
      }),
    )
  })

  test('without a place puts them at the end', () => {
    assert.deepEqual(movedTo(['a', 'b', 'c'], new Set(['a']), undefined), ['b', 'c', 'a'])
  })

  test('on one of themselves gathers them there', () => {
    assert.deepEqual(movedTo(['a', 'b', 'c', 'd'], new Set(['a', 'c']), 'c'), ['b', 'a', 'c', 'd'])
  })
})

test('a range holds both ends, from whichever side it is drawn', () => {
  assert.deepEqual(range(['a', 'b', 'c', 'd'], 'c', 'a'), ['a', 'b', 'c'])
  assert.deepEqual(range(['a', 'b', 'c', 'd'], 'b', 'b'), ['b'])
  assert.deepEqual(range(['a', 'b'], 'gone', 'b'), ['b'])
})
