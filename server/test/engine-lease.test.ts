import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Step } from '../src/engine/index.ts'
import { keepLease, takeLease } from '../src/engine/lease.ts'
import { storeTrouble, troubleOf } from '../src/engine/trouble.ts'
import { started, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()

test('a lease that was given back stays free, also if a renewal comes late', async () => {
  const { connectionId } = await started(world)
  const renewed = Promise.withResolvers<'renewed' | 'lost'>()
  const reached = (step: Step) => {
    if (step === 'renewed') renewed.resolve('renewed')
  }
  const parts = world.parts({ reached })
  const lease = await takeLease(parts, connectionId, 'test', true)
  assert.ok(lease)
  const held = { connectionId, fence: lease.fence, forced: true }
  const kept = keepLease(parts, held, () => renewed.resolve('lost'))

  // Tells everybody that something happened to the connection: the very worker looks after its lease then.
  await storeTrouble(parts, connectionId, lease.fence, troubleOf(new Error('a bad day'), 1, 0))
  kept.check()

  assert.equal(await renewed.promise, 'lost')
  const next = await takeLease(parts, connectionId, 'another', true)
  assert.equal(next?.fence, lease.fence + 1)
  kept.stop()
})
