import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import { databaseIsAway } from '../store/index.ts'
import { beginWork } from './begin-work.ts'
import { carryIntents } from './create/carry-now.ts'
import { type Calling, ConnectorBug } from './erp-calls.ts'
import { type FirstPages, firstPagesOf } from './first-pages.ts'
import { beginHeld } from './held.ts'
import { dropLease, dropLeaseLater, type KeptLease, keepLease, type Lease, takeLease } from './lease.ts'
import { longWorkUnderLease } from './long-work/under-lease.ts'
import { lookAgain } from './look.ts'
import { askForOwed } from './owed.ts'
import { type EngineParts, jitter } from './parts.ts'
import { judge, release } from './protection/breaker.ts'
import { compareBeforeWriting, compareFirst } from './protection/compare.ts'
import { newGuard } from './protection/guard.ts'
import type { Marks } from './protection/marks.ts'
import type { Slot } from './protection/slots.ts'
import { readCrm } from './read-crm.ts'
import { type Place, readErp } from './read-erp.ts'
import { finishRun } from './run.ts'
import { send } from './send.ts'
import { storeSuccess, storeTrouble, troubleOf } from './trouble.ts'
import { LeaseLost, MappingMoved, tell, transact, type Work } from './work.ts'

export interface PassOptions {
  /** Who holds the lease. */
  readonly worker: string
  readonly signal: AbortSignal
  /** Somebody asked for it: also before the next try is due. */
  readonly forced?: boolean
  /** A pass ends after about this long and says that there is more. */
  readonly sliceMs?: number
  /** The leases of the passes that run in this process. */
  readonly running?: Set<KeptLease>
  /** Given up while the ERP is slow to answer. */
  readonly slot?: Slot
  readonly marks?: Marks
}

/**
 * - `done`: everything that was there is carried over;
 * - `more`: the slice is over, or somebody changed the mapping: go on at once;
 * - `failed`: shown on the connection, with when it is tried again;
 * - `notNow`: not active, not due, or another pass has it; what is left is left.
 */
export type PassResult = 'done' | 'more' | 'failed' | 'notNow'

/**
 * One pass for one connection: both sides' changes are read, planned and carried over.
 *
 * Throws when the database is away, or when it fails before it has begun; the lease is then free again.
 */
export async function runPass(
  parts: EngineParts,
  connectionId: number,
  { worker, signal, forced = false, sliceMs = 20_000, running = new Set(), slot, marks }: PassOptions,
): Promise<PassResult> {
  const lease = await takeLease(parts, connectionId, worker, forced)
  if (!lease) return 'notNow'
  if (marks?.isOlder(connectionId, lease.fence)) {
    // An older database was put back since anybody looked.
    await marks.look(true)
    return 'more'
  }
  const { fence } = lease
  const lost = new AbortController()
  const kept = keepLease(parts, { connectionId, fence, forced }, () => lost.abort())
  running.add(kept)
  try {
    await parts.reached?.('leased')
    const { settingsAsOf } = lease
    const calling: Calling = { caller: 'pass', allowed: kept.outlives, slot, settingsAsOf }
    const until = AbortSignal.any([signal, lost.signal])
    const begun = await beginWork(parts, { connectionId, kind: 'pass', lease, signal: until, calling })
    const work = { ...begun, guard: newGuard(lease.clockAhead) }
    return await carryOut(work, lease, { signal, lost: lost.signal, sliceMs }).finally(() => work.erp.close())
  } catch (error) {
    void dropLeaseLater(parts, connectionId, fence)
    throw error
  } finally {
    running.delete(kept)
    kept.stop()
  }
}

interface Ends {
  /** This worker stops. */
  readonly signal: AbortSignal
  readonly lost: AbortSignal
  readonly sliceMs: number
}

async function carryOut(work: Work, lease: Lease, ends: Ends): Promise<PassResult> {
  const { parts } = work
  try {
    // First: what a pass that died left of a batch is told in its own run.
    const longWorkDone =
      lease.longWork && lease.compare === null
        ? await longWorkUnderLease(work, AbortSignal.any([ends.signal, ends.lost]))
        : true
    const endsAt = performance.now() + ends.sliceMs
    const carried = await carryOver(
      work,
      lease.longWork ? { ...lease, crmChanged: true, toSend: true } : lease,
      () => performance.now() < endsAt && !ends.signal.aborted,
      ends,
    )
    const told = storeSuccess(work)
    if (parts.readsAhead === false) await told
    // The session ends while the lease is given back.
    await Promise.all([told, work.erp.close()])
    await parts.reached?.('finished')
    if (lease.state !== 'ok') await tell(parts.store.db, { kind: 'connections' })
    return carried && longWorkDone ? 'done' : 'more'
  } catch (error) {
    return await fail(work, lease, error, ends)
  }
}

/** @returns whether everything was carried over within the slice */
async function carryOver(work: Work, lease: Lease, goOn: () => boolean, ends: Ends): Promise<boolean> {
  const guard = work.guard ?? newGuard()
  if (lease.compare !== null && !(await compareFirst(work, guard, lease.compare, goOn))) return false
  if (lease.suspects) await release(work, guard, true)
  const { crmRead, erpRead } = await readBoth(work, lease, goOn)
  if (lease.suspects || guard.found) {
    // Before all is read nobody knows how many there are, and whether this is the right ERP to write to.
    if (!erpRead) return false
    await judge(work, guard)
  }
  // Only now that both sides are known: a write planned on an older state would be refused as outdated.
  const sent = lease.toSend || work.untold ? await sendAll(work, goOn) : true
  const made = lease.toCreate
    ? await carryIntents(work, AbortSignal.any([ends.signal, ends.lost]), goOn)
    : true
  return crmRead && erpRead && sent && made
}

async function readBoth(work: Work, lease: Lease, goOn: () => boolean) {
  if (lease.toSend || lease.toLook) await lookAgain(work)
  if (lease.toBegin) await beginHeld(work)
  if (lease.owed) await askForOwed(work)
  const first = firstPagesOf(work, lease.cursors)
  try {
    const atOnce = lease.compare === null && !lease.suspects && !lease.longWork ? first : undefined
    const crmRead = lease.crmChanged || lease.compare !== null ? await readCrm(work, goOn, atOnce) : true
    return { crmRead, erpRead: await readTypes(work, lease, goOn, first) }
  } finally {
    await first.close()
  }
}

async function readTypes(work: Work, lease: Lease, goOn: () => boolean, first: FirstPages): Promise<boolean> {
  for (const mapping of work.mappings) {
    const cursor = lease.cursors[mapping.actorType] ?? null
    if (!goOn() || !(await readType(work, mapping, { cursor, first }, goOn))) return false
  }
  return true
}

async function sendAll(work: Work, goOn: () => boolean): Promise<boolean> {
  await work.parts.reached?.('planned')
  let all = true
  for (const mapping of work.mappings) all = (await send(work, mapping, goOn)) && all
  return all
}

async function readType(
  work: Work,
  mapping: TypeMapping,
  { cursor, first }: Place,
  goOn: () => boolean,
): Promise<boolean> {
  try {
    return await readErp(work, mapping, { cursor, first }, goOn)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (error.kind === 'unsupported') return true
    if (error.kind !== 'cursorExpired' || cursor === null) throw error
    await transact(work, async (tx) => {
      await sql`update actor_type set cursor = null
        where connection_id = ${work.connectionId} and type = ${mapping.actorType}`.execute(tx)
      await compareBeforeWriting(tx, [work.connectionId], 'cursor')
    })
    if (!(await compareFirst(work, work.guard ?? newGuard(), 'cursor', goOn))) return false
    return await readErp(work, mapping, { cursor: null, first: firstPagesOf(work, {}) }, goOn)
  }
}

/** An ERP that cannot be reached looks like a database that cannot. */
function isOfErp(error: unknown): boolean {
  return error instanceof ConnectorError || error instanceof ConnectorBug
}

async function fail(work: Work, lease: Lease, error: unknown, { signal, lost }: Ends): Promise<PassResult> {
  const { parts, connectionId } = work
  // Says nothing about the ERP: the pass begins anew, where its last page was saved.
  if (!isOfErp(error) && databaseIsAway(error)) throw error
  if (error instanceof LeaseLost || lost.aborted) {
    // Switched off, or overtaken by another worker: what is left is theirs.
    await finishRun(work)
    await dropLease(parts.store, connectionId, lease.fence)
    return 'notNow'
  }
  if (error instanceof MappingMoved || signal.aborted) {
    await finishRun(work)
    await dropLease(parts.store, connectionId, lease.fence)
    return 'more'
  }
  const trouble = troubleOf(error, lease.attempts + 1, jitter(parts))
  parts.log('A pass failed', {
    connectionId,
    state: trouble.state,
    error: trouble.problem.detail ?? String(error),
  })
  if (work.run !== undefined) await finishRun(work, trouble.problem)
  await storeTrouble(parts, connectionId, lease.fence, trouble)
  return 'failed'
}
