import { describe, test } from 'node:test'
import { drawSchedule } from './schedule.ts'
import { useGround } from './use-ground.ts'

// Two files, so that they run beside each other: five hundred seeds together.
const first = 251
const count = 250
const atOnce = 25

const { holds } = useGround()

describe('random schedules of edits, faults, crashes and changed mappings', () => {
  for (let seed = first; seed < first + count; seed += atOnce) {
    test(`seeds ${seed} to ${seed + atOnce - 1}`, async () => {
      for (let next = seed; next < seed + atOnce; next += 1) await holds(drawSchedule(next))
    })
  }
})
