import { describe, test } from 'node:test'
import { craftedLongWork, longCrashes } from './crafted-long-work.ts'
import { useGround } from './use-ground.ts'

const { holds } = useGround()

describe('resyncs, undoing, repairs, imports and held links lose nothing, whatever cuts them off', () => {
  for (const { title, schedule } of craftedLongWork) test(title, () => holds(schedule))

  test('a process may die at one statement or another of them', async () => {
    for (const { schedule } of longCrashes) await holds(schedule)
  })
})
