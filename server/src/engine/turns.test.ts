import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTurns } from './turns.ts'

test('work that takes long lets others have their turn before it is done, and keeps its order', async () => {
  const seen: string[] = []
  setImmediate(() => seen.push('somebody else'))

  const results = await inTurns([1, 2, 3], (one) => {
    const began = performance.now()
    while (performance.now() - began < 6);
    seen.push(`part ${one}`)
    return [one, -one]
  })

  assert.deepEqual(results, [1, -1, 2, -2, 3, -3])
  assert.deepEqual(seen, ['part 1', 'somebody else', 'part 2', 'part 3'])
})

test('work that takes no time is done in one turn', async () => {
  let others = false
  setImmediate(() => {
    others = true
  })
  assert.deepEqual(await inTurns(['a', 'b'], (one) => [one]), ['a', 'b'])
  assert.equal(others, false)
})
