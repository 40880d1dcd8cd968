import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inTurn } from './in-turn.ts'

/** Work that ends when told to. */
function workOf() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => async () => {
    begun.push(name)
    await new Promise<void>((resolve) => ends.push(resolve))
    return name
  }
  return { begun, ends, work }
}

describe('work in one name', () => {
  test('goes no further than so many at a time, in the order it came', async () => {
    const { begun, ends, work } = workOf()
    const turn = inTurn(2)
    const done = ['1', '2', '3', '4'].map((one) => turn('anna', work(one)))
    await Promise.resolve()
    assert.deepEqual(begun, ['1', '2'])
    ends[1]?.()
    await done[1]
    assert.deepEqual(begun, ['1', '2', '3'])
    ends[0]?.()
    await done[0]
    for (const end of ends) end()
    assert.deepEqual(await Promise.all(done), ['1', '2', '3', '4'])
  })

  test('does not wait for another name', async () => {
    const { begun, ends, work } = workOf()
    const turn = inTurn(1)
    const done = [turn('anna', work('anna')), turn('anna', work('anna')), turn('ben', work('ben'))]
    await Promise.resolve()
    assert.deepEqual(begun, ['anna', 'ben'])
    while (begun.length < 3) {
      for (const end of ends) end()
      await Promise.race(done)
      await new Promise(setImmediate)
    }
    for (const end of ends) end()
    await Promise.all(done)
  })

  test('gives its place on when it fails', async () => {
    const turn = inTurn(1)
    const failing = turn('anna', () => Promise.reject(new Error('no')))
    const next = turn('anna', async () => 'yes')
    await assert.rejects(failing, /no/)
    assert.equal(await next, 'yes')
  })

  test('never has more under way than the limit when work comes while other work ends', async () => {
    const turn = inTurn(3)
    let [now, most] = [0, 0]
    const one = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise(setImmediate)
      now -= 1
    }
    const later: Promise<void>[] = []
    const first = Array.from({ length: 50 }, () =>
      turn('anna', one).then(() => void later.push(turn('anna', one))),
    )
    await Promise.all(first)
    await Promise.all(later)
    assert.equal(most, 3)
  })
})
