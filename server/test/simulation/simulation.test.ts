import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeDatabase } from '../database.ts'
import { crafted, crashes } from './crafted.ts'
import { type Ground, prepareGround } from './ground.ts'
import { play } from './play.ts'
import { regressions } from './regressions.ts'
import { drawSchedule, type Schedule } from './schedule.ts'
import { shrink } from './shrink.ts'

const seeds = Number(process.env.KOPPEL_SEEDS ?? 25)

let database: Awaited<ReturnType<typeof makeDatabase>> | undefined
let ground: Ground | undefined

before(async () => {
  database = await makeDatabase()
  ground = await prepareGround(database.store)
})

after(async () => {
  await ground?.close()
  await database?.close()
})

function prepared(): Ground {
  assert.ok(ground)
  return ground
}

/** Plays a schedule; if something is violated, says so with the shortest schedule that still violates something. */
async function holds(schedule: Schedule): Promise<void> {
  const { violations } = await play(prepared(), schedule)
  if (violations.length === 0) return
  const fails = async (candidate: Schedule) => (await play(prepared(), candidate)).violations.length > 0
  const { steps } = await shrink(schedule, fails)
  assert.fail(
    `seed ${schedule.seed}\n${violations.join('\n')}\n${steps.map((one) => JSON.stringify(one)).join('\n')}`,
  )
}

describe('whatever happens, both sides agree in the end and nothing is lost', () => {
  for (const { title, schedule } of crafted) test(title, () => holds(schedule))

  test('a process may die at any statement of a pass', async () => {
    for (const { schedule } of crashes) await holds(schedule)
  })

  for (const { seed, why } of regressions)
    test(`seed ${seed}: no longer ${why}`, () => holds(drawSchedule(seed)))

  test(`${seeds} random schedules of edits, faults, crashes and changed mappings`, async () => {
    for (let seed = 1; seed <= seeds; seed += 1) await holds(drawSchedule(seed))
  })

  test('the same schedule plays the same run', async () => {
    const alone = Array.from({ length: 40 }, (_, seed) => drawSchedule(seed + 1)).filter(
      ({ steps }) => !steps.some((step) => step.do === 'race'),
    )
    for (const schedule of alone.slice(0, 5)) {
      const [one, two] = [await play(prepared(), schedule), await play(prepared(), schedule)]
      assert.deepEqual(two.trace, one.trace)
    }
  })
})
