import { sql } from 'kysely'
import { LeaseLost, MappingMoved, type Work } from '../work.ts'
import { workThrough } from './batches.ts'
import { kindsThat } from './kinds.ts'
import { isOfDatabase, storeRunTrouble } from './trouble.ts'

/** At least one batch in every pass, and not so many that the changes of a day wait long. */
const sliceMs = 5_000

/**
 * Goes on with the long work of a connection that writes, within a pass that holds its lease.
 *
 * @returns whether nothing is left that could go on now
 */
export async function longWorkUnderLease(pass: Work, signal: AbortSignal): Promise<boolean> {
  const endsAt = performance.now() + sliceMs
  const goOn = () => performance.now() < endsAt && !signal.aborted
  do {
    const runId = await nextRun(pass)
    if (runId === undefined) return true
    await goOnWith(pass, runId, goOn, signal)
  } while (goOn())
  return false
}

async function goOnWith(pass: Work, runId: number, goOn: () => boolean, signal: AbortSignal): Promise<void> {
  try {
    await workThrough(pass, runId, goOn)
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof MappingMoved || signal.aborted || isOfDatabase(error))
      throw error
    if (await storeRunTrouble(pass.parts, runId, error)) throw error
  }
}

async function nextRun({ parts, connectionId }: Work): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from run where connection_id = ${connectionId} and options is not null
      and state in ('queued', 'running') and cancelled_at is null and kind = any(${kindsThat('withPasses')}::text[])
      and (next_try_at is null or next_try_at <= now())
    order by id limit 1`.execute(parts.store.db)
  return rows[0]?.id
}
