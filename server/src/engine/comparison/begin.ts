import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import { audit, type Db, type Store, type Tx } from '../../store/index.ts'
import { queueLongWork } from '../long-work/queue.ts'
import type { ComparisonOptions } from './kind.ts'
import { chosen, type RepairOptions } from './repair.ts'

/** Queues a comparison; the answer is its run. */
export async function startComparison(
  store: Store,
  connectionId: number,
  options: ComparisonOptions,
  userId: string,
): Promise<number> {
  return await store.transaction(async (tx) => {
    const run = await queueLongWork(tx, { connectionId, kind: 'comparison', options, requestedBy: userId })
    await audit(tx, {
      ...{ userId, action: 'startComparison', subject: `connection/${connectionId}` },
      new: { run, ...options },
    })
    return run
  })
}

/**
 * Queues the repair of differences that a comparison found.
 *
 * @throws ProblemError 404; 409 `connectionInactive`, `alreadyUnderWay`, `nothingToRepair`
 */
export async function startRepair(store: Store, options: RepairOptions, userId: string): Promise<number> {
  return await store.transaction(async (tx) => {
    const connectionId = await comparedConnection(tx, options.comparisonId)
    const { rows } = await sql<{ some: boolean }>`
      select exists (select from difference d join link l on l.id = d.link_id
        where ${chosen(options)} and l.ended_at is null) as some`.execute(tx)
    if (!rows[0]?.some) throw nothingToRepair()
    const run = await queueLongWork(tx, { connectionId, kind: 'repair', options, requestedBy: userId })
    const { comparisonId, ...what } = options
    await audit(tx, {
      ...{ userId, action: 'repairDifferences', subject: `run/${comparisonId}` },
      new: { run, ...what },
    })
    return run
  })
}

async function comparedConnection(tx: Tx, comparisonId: number): Promise<number> {
  const { rows } = await sql<{ connectionId: number }>`
    select connection_id from run where id = ${comparisonId} and kind = 'comparison'`.execute(tx)
  const found = rows[0]
  if (!found) throw notFound()
  return found.connectionId
}

function nothingToRepair(): ProblemError {
  return new ProblemError(409, 'nothingToRepair', {
    en: 'None of these differences can be repaired: what waits goes by itself.',
    nl: 'Geen van deze verschillen kan worden hersteld: wat wacht, gaat vanzelf.',
  })
}

export type Every = 'off' | 'day' | 'week'

export async function comparedEvery(db: Db, connectionId: number): Promise<Every> {
  const { rows } = await sql<{ every: Every }>`
    select compared_every as every from connection where id = ${connectionId} and deleted_at is null`.execute(
    db,
  )
  const found = rows[0]
  if (!found) throw notFound()
  return found.every
}

export async function compareEvery(
  store: Store,
  connectionId: number,
  every: Every,
  userId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const was = await comparedEvery(tx, connectionId)
    await sql`update connection set compared_every = ${every} where id = ${connectionId}`.execute(tx)
    await audit(tx, {
      ...{ userId, action: 'changeComparisonSchedule', subject: `connection/${connectionId}` },
      ...{ old: { every: was }, new: { every } },
    })
  })
}
