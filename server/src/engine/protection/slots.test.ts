import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { slotsOf } from './slots.ts'

const never = (error: unknown) => {
  throw error
}

describe('room for two passes', () => {
  test('is not held by passes whose ERP hangs, though there are as many of them', async () => {
    const slots = slotsOf(2, never, 5)
    const hung = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const held = hung.map(({ promise }) => slots.run((slot) => slot.away(() => promise)))
    const done: number[] = []

    await Promise.all([1, 2, 3].map((one) => slots.run(async () => void done.push(one))))

    assert.deepEqual(done, [1, 2, 3])
    await Promise.all(held)
    for (const { resolve } of hung) resolve()
    await slots.settled()
  })

  test('is never taken by more than two that work, also when answers come all at once', async () => {
    const slots = slotsOf(2, never, 1)
    const answered = Promise.withResolvers<void>()
    let working = 0
    let most = 0
    const work = async () => {
      working += 1
      most = Math.max(most, working)
      await new Promise((resolve) => setImmediate(resolve))
      working -= 1
    }
    const passes = Array.from({ length: 9 }, () =>
      slots.run(async (slot) => {
        await work()
        await slot.away(() => answered.promise)
        await work()
      }),
    )
    await Promise.all(passes)
    answered.resolve()
    await slots.settled()

    assert.equal(most, 2)
  })

  test('comes back from a pass that fails, and whoever started it hears of it', async () => {
    const slots = slotsOf(1, () => undefined)
    await assert.rejects(
      slots.run(async () => Promise.reject(new Error('broken'))),
      /broken/,
    )
    await slots.run(async () => undefined)
  })
})
