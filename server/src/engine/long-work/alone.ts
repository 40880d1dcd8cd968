import { sql } from 'kysely'
import type { Problem } from '../../store/tables.ts'
import { beginWork } from '../begin-work.ts'
import type { Calling } from '../erp-calls.ts'
import { dropLease, dropLeaseLater, keepLease, takeLease } from '../lease.ts'
import type { EngineParts } from '../parts.ts'
import type { Marks } from '../protection/marks.ts'
import { LeaseLost, MappingMoved, tell, type Work } from '../work.ts'
import { workThrough } from './batches.ts'
import { isOfDatabase, storeRunTrouble } from './trouble.ts'

export interface AloneOptions {
  /** Who holds the lease. */
  readonly worker: string
  readonly signal: AbortSignal
  readonly marks?: Marks
  /** A slice ends after about this long: the passes of the connection take turns with it. */
  readonly sliceMs?: number
}

const usualSliceMs = 10_000

/**
 * One slice of long work that writes under a lease of its own: no pass of its connection goes on meanwhile.
 *
 * While it may not write, because a pass has the connection, or it is stopped, or is to be compared first, the run
 * waits and says why.
 */
export async function workAlone(parts: EngineParts, runId: number, options: AloneOptions): Promise<void> {
  const { store } = parts
  const connectionId = await connectionOf(parts, runId)
  if (connectionId === undefined) return
  const lease = await takeLease(parts, connectionId, options.worker, false)
  if (!lease) return await wait(parts, runId)
  if (options.marks?.isOlder(connectionId, lease.fence)) return await options.marks.look(true)
  const lost = new AbortController()
  const kept = keepLease(parts, { connectionId, fence: lease.fence, forced: true }, () => lost.abort())
  const signal = AbortSignal.any([options.signal, lost.signal])
  try {
    if (lease.compare !== null) return await wait(parts, runId)
    const calling: Calling = { caller: 'pass', allowed: kept.outlives, settingsAsOf: lease.settingsAsOf }
    // Those of its run are taken over with it.
    const work = await beginWork(parts, { connectionId, kind: 'import', lease, signal, calling })
    await slice(work, runId, signal, options.sliceMs).finally(() => work.erp.close())
  } finally {
    kept.stop()
    await dropLease(store, connectionId, lease.fence).catch(
      () => void dropLeaseLater(parts, connectionId, lease.fence),
    )
  }
}

async function slice(work: Work, runId: number, signal: AbortSignal, sliceMs = usualSliceMs): Promise<void> {
  const endsAt = performance.now() + sliceMs
  try {
    if (!signal.aborted) await workThrough(work, runId, () => performance.now() < endsAt && !signal.aborted)
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof MappingMoved) return await again(work.parts, runId)
    if (isOfDatabase(error)) throw error
    if (!signal.aborted) await storeRunTrouble(work.parts, runId, error)
  }
}

async function connectionOf({ store }: EngineParts, runId: number): Promise<number | undefined> {
  const { rows } = await sql<{ connectionId: number }>`
    select connection_id from run where id = ${runId} and options is not null
      and state in ('queued', 'running') and cancelled_at is null`.execute(store.db)
  return rows[0]?.connectionId
}

/** Somebody else has the connection, or changed its mapping: at once again, when they are done. */
async function again({ store }: EngineParts, runId: number): Promise<void> {
  await sql`update run set worked_until = null, next_try_at = now() + interval '1 second'
    where id = ${runId} and state in ('queued', 'running')`.execute(store.db)
}

interface Hindrance {
  readonly active: boolean
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly stateReason: Problem | null
  readonly nextTryAt: string | null
  readonly compare: boolean
}

const lookAgainSeconds = 15

/** Says why the run does not go on now, and when it is tried again. */
async function wait(parts: EngineParts, runId: number): Promise<void> {
  const { db } = parts.store
  const { rows } = await sql<Hindrance & { connectionId: number }>`
    select c.id as connection_id, c.active and c.deleted_at is null as active, c.state, c.state_reason,
      c.next_try_at, p.compare_reason is not null as compare
    from run r join connection c on c.id = r.connection_id left join protection p on p.connection_id = c.id
    where r.id = ${runId}`.execute(db)
  const [found] = rows
  const problem = found && problemOf(found)
  if (!found || !problem) return await again(parts, runId)
  await sql`
    update run set problem = ${JSON.stringify(problem)}, worked_until = null,
      next_try_at = greatest(now() + make_interval(secs => ${lookAgainSeconds}), ${found.nextTryAt}::timestamptz)
    where id = ${runId} and state in ('queued', 'running')`.execute(db)
  await tell(db, { kind: 'longWork', connectionId: found.connectionId, runId })
}

function problemOf({ active, state, stateReason, compare }: Hindrance): Problem | undefined {
  if (!active) return problems.connectionInactive
  if (compare) return problems.comparedFirst
  return state === 'ok' ? undefined : (stateReason ?? problems.connectionStopped)
}

const problems = {
  connectionInactive: {
    code: 'connectionInactive',
    explanation: {
      en: 'This ERP connection is not active. It goes on when it is activated.',
      nl: 'Deze ERP-verbinding is niet actief. Het gaat verder zodra ze wordt geactiveerd.',
    },
  },
  comparedFirst: {
    code: 'comparedFirst',
    explanation: {
      en: 'Both sides of this ERP connection are to be compared before anything is written. It goes on after that.',
      nl: 'Beide kanten van deze ERP-verbinding worden eerst vergeleken voordat er iets wordt geschreven. Daarna gaat het verder.',
    },
  },
  connectionStopped: {
    code: 'connectionStopped',
    explanation: {
      en: 'This ERP connection has stopped. It goes on when an administrator has mended it.',
      nl: 'Deze ERP-verbinding is gestopt. Het gaat verder zodra een beheerder haar heeft hersteld.',
    },
  },
} satisfies Record<string, Problem>
