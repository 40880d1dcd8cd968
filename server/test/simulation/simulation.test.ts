import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeDatabase } from '../database.ts'
import { crafted, crashes } from './crafted.ts'
import { craftedCreates } from './crafted-creates.ts'
import { craftedStandstill } from './crafted-standstill.ts'
import { prepareGround } from './ground.ts'
import { play } from './play.ts'
import { regressions } from './regressions.ts'
import { drawSchedule, type Schedule } from './schedule.ts'
import { useGround } from './use-ground.ts'

const { prepared, holds } = useGround()

describe('whatever happens, both sides agree in the end and nothing is lost', () => {
  for (const { title, schedule } of [...crafted, ...craftedCreates, ...craftedStandstill])
    test(title, () => holds(schedule))

  test('a process may die at any statement of a pass', async () => {
    for (const { schedule } of crashes) await holds(schedule)
  })

  for (const { name, why, schedule } of regressions) test(`${name}: no longer ${why}`, () => holds(schedule))

  test('a seed plays the same run alone and in company, also where workers race', async () => {
    const drawn = Array.from({ length: 40 }, (_, seed) => drawSchedule(seed + 1))
    const racing = drawn.filter(({ steps }) => steps.some((step) => step.do === 'race'))
    const schedules = [...drawn.slice(0, 3), ...racing.slice(0, 3)]
    const inCompany = []
    for (const schedule of schedules) inCompany.push(await play(prepared(), schedule))
    for (const [index, schedule] of schedules.entries()) {
      const alone = await playAlone(schedule)
      assert.deepEqual(alone.trace, inCompany[index]?.trace)
      assert.equal(alone.hash, inCompany[index]?.hash)
    }
  })
})

async function playAlone(schedule: Schedule) {
  const own = await makeDatabase()
  const fresh = await prepareGround(own.store)
  try {
    return await play(fresh, schedule)
  } finally {
    await fresh.close()
    await own.close()
  }
}
