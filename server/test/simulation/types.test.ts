import { describe, test } from 'node:test'
import { besides } from './beside.ts'
import { craftedTypes, typeCrashes } from './crafted-types.ts'
import { randomOf } from './random.ts'
import { drawSchedule } from './schedule.ts'
import { useGround } from './use-ground.ts'

// Persons and projects beside their companies: several actor types in each pass.
const first = 1
const count = 40

const { holds } = useGround()

describe('persons and projects are kept in step beside their companies, whatever happens to those', () => {
  for (const { title, schedule } of craftedTypes) test(title, () => holds(schedule))

  test('a process may die at one statement or another of a pass over two actor types', async () => {
    for (const { schedule } of typeCrashes) await holds(schedule)
  })

  test(`seeds ${first} to ${first + count - 1}, with persons or projects`, async () => {
    for (let seed = first; seed < first + count; seed += 1) await holds(withTypes(seed))
  })
})

/** Without long work and a second ERP, which is drawn after them. */
function withTypes(seed: number) {
  const { neighbour: _, steps, ...schedule } = drawSchedule(seed)
  const plain = steps.filter((step) => step.do !== 'long' && !('neighbour' in step && step.neighbour))
  return besides({ ...schedule, steps: plain }, randomOf(seed ^ 0xbe51))
}
