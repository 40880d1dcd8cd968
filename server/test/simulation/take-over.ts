import { sql } from 'kysely'
import { claimSeconds } from '../../src/engine/create/intents.ts'
import { moveClock } from './clock.ts'
import { isLocked } from './steps.ts'
import type { Fared } from './worker.ts'
import type { World } from './world.ts'

// One worker takes the place of another.

/** The lease of the pass that runs has ended, and another worker takes its place. */
export async function overtake(world: World, pass: () => Promise<Fared>): Promise<void> {
  const { db } = world.ground.store
  try {
    const { rows } = await sql<{ lastRun: number }>`
      with late as (
        update connection set leased_until = now() - interval '1 second' where id = ${world.connectionId}
      )
      select coalesce(max(id), 0) as last_run from run where connection_id = ${world.connectionId}`.execute(
      db,
    )
    const fared = await pass()
    if (fared === 'done')
      world.overtaken.push({ lastRun: rows[0]?.lastRun ?? 0, lastLog: await lastLog(world) })
  } catch (error) {
    if (!isLocked(error)) throw error
    world.trace.push('  locked')
  }
}

/** The same, but who takes the place dies at once: what was planned still waits when the first one wakes. */
export async function loseLease(world: World, pass: () => Promise<Fared>): Promise<void> {
  const { erp, ground, connectionId, lostLease } = world
  await sql`update connection set leased_until = now() - interval '1 second' where id = ${connectionId}`.execute(
    ground.store.db,
  )
  const run = erp.runNow()
  if ((await pass()) === 'crashed') lostLease.push({ run, seq: erp.lastSeq() })
}

/** The claims on what is being made have ended, and a pass of another worker goes on with it. */
export async function takeOver(world: World, pass: () => Promise<Fared>): Promise<void> {
  await notingMakers(world, async () => {
    await moveClock(world.ground.store, claimSeconds + 1)
    await pass()
  })
}

/** Notes from whom somebody took over what is being made. */
export async function notingMakers(world: World, act: () => Promise<unknown>): Promise<void> {
  const { erp, ground, connectionId, takenOver } = world
  const erpRun = erp.runNow()
  const claims = async () => {
    const { rows } = await sql<{ recordId: number; runId: number | null; fence: number }>`
      select record_id, run_id, fence from create_intent
      where connection_id = ${connectionId} and state = 'sent'`.execute(ground.store.db)
    return rows
  }
  const before = await claims()
  await act()
  const still = await claims()
  const logged = await lastLog(world)
  for (const { recordId, runId, fence } of before) {
    const kept = still.some((one) => one.recordId === recordId && one.fence === fence)
    if (!kept && runId !== null) takenOver.push({ recordId, runId, erpRun, lastLog: logged })
  }
}

/** What is logged after this row is logged later, whatever the clock says. */
export async function lastLog({ ground }: World): Promise<number> {
  const { rows } = await sql<{ lastLog: number }>`
    select coalesce(max(id), 0) as last_log from sync_log`.execute(ground.store.db)
  return rows[0]?.lastLog ?? 0
}
