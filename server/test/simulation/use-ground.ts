import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { makeDatabase } from '../database.ts'
import { type Ground, prepareGround } from './ground.ts'
import { play } from './play.ts'
import type { Schedule } from './schedule.ts'
import { shrink } from './shrink.ts'

/** A database for the simulations of one test file. `holds` plays a schedule and says what it violated. */
export function useGround() {
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

  /** If something is violated, says so with the shortest schedule that still violates something. */
  async function holds(schedule: Schedule): Promise<void> {
    const { violations } = await play(prepared(), schedule)
    if (violations.length === 0) return
    const fails = async (candidate: Schedule) => (await play(prepared(), candidate)).violations.length > 0
    const { steps } = await shrink(schedule, fails)
    assert.fail(
      `seed ${schedule.seed}\n${violations.join('\n')}\n${steps.map((one) => JSON.stringify(one)).join('\n')}`,
    )
  }

  return { prepared, holds }
}
