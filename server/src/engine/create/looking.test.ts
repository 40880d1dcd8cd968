import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Actor } from '@koppel/sdk'
import { afterLook, type Seen, sureAfterMs, waitBeforeLook } from './looking.ts'

const actor: Actor = { key: 'K1', title: 'Acme', fields: {} }
const nobody: Seen = {
  by: 'search',
  found: { actors: [], surely: undefined },
  surely: undefined,
  complete: true,
}
const early = { sentAgoMs: 1_000, looks: 0, attempts: 1 }
const late = { sentAgoMs: sureAfterMs, looks: 6, attempts: 1 }

describe('a look for what a create without an answer made', () => {
  test('that finds it ends the search', () => {
    assert.deepEqual(afterLook({ by: 'marker', actor }, early), { do: 'adopt', actor })
    assert.deepEqual(afterLook({ ...nobody, surely: actor }, early), { do: 'adopt', actor })
  })

  test('that finds nothing proves nothing at first', () => {
    for (const seen of [{ by: 'marker', actor: undefined } as const, nobody]) {
      assert.equal(afterLook(seen, early).do, 'wait')
      assert.equal(afterLook(seen, { ...late, looks: 1 }).do, 'wait')
      assert.equal(afterLook(seen, late).do, 'sendAgain')
    }
  })

  test('leaves it to a person when the ERP can neither be asked nor searched', () => {
    assert.equal(afterLook({ by: 'nothing' }, early).do, 'ask')
    assert.equal(afterLook({ by: 'nothing' }, late).do, 'ask')
  })

  test('leaves it to a person when several are the same, or something like it stays', () => {
    const like = (same: boolean): Seen => ({
      ...nobody,
      found: { actors: [{ actor, same }], surely: undefined },
    })
    assert.equal(afterLook(like(true), early).do, 'ask')
    assert.equal(afterLook(like(false), early).do, 'wait')
    assert.equal(afterLook(like(false), late).do, 'ask')
  })

  test('never has it made again where not all that were there before are known', () => {
    assert.equal(afterLook({ ...nobody, complete: false }, late).do, 'ask')
  })

  test('leaves it to a person after many lost answers', () => {
    assert.equal(afterLook(nobody, { ...late, attempts: 5 }).do, 'ask')
  })

  test('waits longer each time, and all waits together outlast what is needed to be sure', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6].map(waitBeforeLook)
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    assert.ok(waits.reduce((sum, wait) => sum + wait, 0) >= sureAfterMs)
  })
})
