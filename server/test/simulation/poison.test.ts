import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { play } from './play.ts'
import { inPeace, poisoned } from './poison.ts'
import { drawSchedule } from './schedule.ts'
import { useGround } from './use-ground.ts'

const { prepared } = useGround()
const seeds = Array.from({ length: 8 }, (_, index) => 2_001 + index)

describe('records that cannot be carried over', () => {
  test('leave all others where they would be without them, within one pass more or less', async () => {
    let moved = 0
    for (const seed of seeds) {
      const drawn = inPeace(drawSchedule(seed))
      const schedule = { ...drawn, noted: drawn.links }
      const without = await play(prepared(), schedule)
      // In pages of one to six: often a page holds nothing else.
      const beside = await play(prepared(), poisoned(schedule, 1 + (seed % 4)))
      assert.deepEqual([...without.violations, ...beside.violations], [], `seed ${seed}`)
      assert.equal(beside.noted.length, without.noted.length)
      assert.equal(beside.noted.at(-1), without.noted.at(-1), `seed ${seed}`)
      const later = passesToEnd(beside.noted) - passesToEnd(without.noted)
      assert.ok(Math.abs(later) <= 1, `seed ${seed}: ${later} passes later`)
      moved += passesToEnd(without.noted) > 1 ? 1 : 0
    }
    assert.ok(moved > seeds.length / 2, 'the schedules move something after the first pass')
  })
})

/** After how many passes everything was as it is in the end. */
function passesToEnd(noted: readonly string[]): number {
  return noted.findLastIndex((one) => one !== noted.at(-1)) + 2
}
