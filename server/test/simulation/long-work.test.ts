import { describe, test } from 'node:test'
import { craftedDisasters, disasterCrashes } from './crafted-disasters.ts'
import { craftedLongWork, longCrashes } from './crafted-long-work.ts'
import { useGround } from './use-ground.ts'

const { holds } = useGround()

describe('resyncs, undoing, repairs, imports and held links lose nothing, whatever cuts them off', () => {
  for (const { title, schedule } of craftedLongWork) test(title, () => holds(schedule))

  test('a process may die at one statement or another of them', async () => {
    for (const { schedule } of longCrashes) await holds(schedule)
  })
})

describe('what would empty or break most links asks first, whatever cuts it off', () => {
  for (const { title, schedule } of craftedDisasters) test(title, () => holds(schedule))

  test('a process may die while it finds out, or while it does what was said to be right', async () => {
    for (const { schedule } of disasterCrashes) await holds(schedule)
  })
})
