import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import { erpOf } from '../erp-calls.ts'
import { mappingsOf } from '../mappings.ts'
import type { EngineParts } from '../parts.ts'
import { passNow } from '../schedule.ts'
import { noCounts, type RunKind, type Work } from '../work.ts'
import { type AloneOptions, workAlone } from './alone.ts'
import { workThrough } from './batches.ts'
import { kindNamed, kindsThat } from './kinds.ts'
import { stopCancelled } from './queue.ts'
import { isOfDatabase, storeRunTrouble } from './trouble.ts'

export const longWorkTask = 'longWork'

/** What a queued slice of long work carries. */
export interface LongWorkJob {
  readonly runId: number
}

const sliceMs = 10_000

/** A job of the worker: one slice, and the next one is queued. */
export async function carryOutBeside(
  parts: EngineParts,
  job: LongWorkJob,
  options: AloneOptions,
): Promise<void> {
  if (await writesAlone(parts.store.db, job.runId)) {
    await workAlone(parts, job.runId, options)
    await letPassGo(parts.store.db, job.runId)
  } else await workBeside(parts, job, options.signal)
  await queueBeside(parts.store.db, job.runId)
}

async function writesAlone(db: Db, runId: number): Promise<boolean> {
  const { rows } = await sql<{ kind: RunKind }>`
    select kind from run where id = ${runId} and options is not null`.execute(db)
  return rows[0] !== undefined && kindNamed(rows[0].kind).alone === true
}

/** A pass that waited for the lease goes before the next slice. */
async function letPassGo(db: Db, runId: number): Promise<void> {
  const { rows } = await sql<{ connectionId: number }>`
    update run r set next_try_at = now() + interval '500 milliseconds' from connection c
    where r.id = ${runId} and c.id = r.connection_id and r.state = 'running'
      and (r.next_try_at is null or r.next_try_at < now())
      and exists (select from graphile_worker.jobs j where j.key = 'pass:' || c.id and j.locked_at is null
        and j.run_at <= now() + interval '2 seconds')
    returning c.id as connection_id`.execute(db)
  await passNow(
    db,
    rows.map(({ connectionId }) => connectionId),
  )
}

/** One slice of long work that only reads, beside the passes of its connection. */
export async function workBeside(
  parts: EngineParts,
  { runId }: LongWorkJob,
  signal: AbortSignal,
): Promise<void> {
  const work = await beginBeside(parts, runId, signal)
  if (!work) return
  const endsAt = performance.now() + sliceMs
  try {
    if (!signal.aborted) await workThrough(work, runId, () => performance.now() < endsAt && !signal.aborted)
  } catch (error) {
    if (isOfDatabase(error)) throw error
    if (!signal.aborted) await storeRunTrouble(parts, runId, error)
  } finally {
    await work.erp.close()
  }
}

async function beginBeside(
  parts: EngineParts,
  runId: number,
  signal: AbortSignal,
): Promise<Work | undefined> {
  const { rows } = await sql<{ connectionId: number; kind: Work['kind']; requestedBy: string | null }>`
    select r.connection_id, r.kind, r.requested_by from run r join connection c on c.id = r.connection_id
    where r.id = ${runId} and c.deleted_at is null`.execute(parts.store.db)
  const found = rows[0]
  if (!found) return undefined
  const mappings = await mappingsOf(parts.store.db, found.connectionId)
  return {
    parts,
    ...found,
    fence: null,
    mappingVersion: mappings.version,
    mappings: mappings.types,
    erp: erpOf(parts, found.connectionId, signal),
    counts: noCounts(),
    run: Promise.resolve(runId),
  }
}

/** Queues the next slice of one run that is open and has jobs of its own. */
async function queueBeside(db: Db, runId: number): Promise<void> {
  await sql`select ${addSlice} from run r join connection c on c.id = r.connection_id
    where r.id = ${runId} and ${openByItself()}`.execute(db)
}

// Its key makes a second request for the same slice move the first one; passes go first.
const addSlice = sql`graphile_worker.add_job(${longWorkTask}, json_build_object('runId', r.id),
  queue_name => 'longWork:' || r.connection_id, run_at => greatest(now(), r.next_try_at),
  job_key => 'longWork:' || r.id, priority => 1000 + c.priority)`

function openByItself() {
  return sql`r.options is not null and r.state in ('queued', 'running') and r.cancelled_at is null
    and c.deleted_at is null and r.kind = any(${kindsThat('byThemselves')}::text[])`
}

/**
 * Sees to it that long work goes on: also what was asked for while nobody listened, and what a worker that died left.
 */
export async function queueLongWorkJobs(db: Db): Promise<void> {
  await stopCancelled(db)
  await sql`
    select ${addSlice} from run r join connection c on c.id = r.connection_id
    where ${openByItself()} and not exists (
      select from graphile_worker.jobs j
      where j.key = 'longWork:' || r.id and (j.locked_at is not null or j.attempts = 0))`.execute(db)
  const { rows } = await sql<{ id: number }>`
    select distinct c.id from run r join connection c on c.id = r.connection_id
    where r.options is not null and r.state in ('queued', 'running') and r.cancelled_at is null
      and r.kind = any(${kindsThat('withPasses')}::text[]) and (r.next_try_at is null or r.next_try_at <= now())
      and (c.leased_until is null or c.leased_until < now())
      and not exists (
        select from graphile_worker.jobs j
        where j.key = 'pass:' || c.id and (j.locked_at is not null or j.run_at <= now()))`.execute(db)
  await passNow(
    db,
    rows.map(({ id }) => id),
  )
}
