import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../store/index.ts'
import { mappingsOf } from '../mappings.ts'
import { pageSize } from '../read-erp.ts'
import { countsOf } from '../run.ts'
import { type Counts, type RunKind, tell, transact, type Work } from '../work.ts'
import type { AnyLongWorkKind, BatchDone, LongWork, WorkItem, WorkLink } from './kind.ts'
import { kindNamed } from './kinds.ts'
import { linksOf } from './queue.ts'

/** What is stored of long work that is taken up. */
interface Taken extends Counts {
  readonly kind: RunKind
  readonly requestedBy: string | null
  readonly options: unknown
  readonly result: unknown
  readonly position: number
}

/** Somebody else works on it, or it was ended: this worker stores nothing more of it. */
class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

/**
 * Goes on with a run of long work where it was left, at least one batch.
 *
 * @param frame the pass it runs in, or work of its own that holds no lease
 */
export async function workThrough(frame: Work, runId: number, goOn: () => boolean): Promise<void> {
  const taken = await take(frame, runId)
  if (!taken) return
  const kind = kindNamed(taken.kind)
  let { position, result } = taken
  const work: LongWork = { ...frame, ...begun(taken), runId, run: Promise.resolve(runId) }
  // An ERP that is slow leaves the first batch long in coming: that it has begun is told before.
  await tell(frame.parts.store.db, eventOf(work))
  const batches = batchesOf(kind, goOn)
  try {
    do {
      const { items, prepared } = await batches.next(work, result, position)
      const last = items.at(-1)
      if (!last) return await finish(work, kind, 'done')
      batches.readAhead({ ...work, result }, last.id)
      const done = await kind.batch({ ...work, result }, items, prepared)
      await work.parts.reached?.('worked')
      const cancelled = await save(work, kind, { from: position, to: last.id, items: items.length, done })
      if (cancelled) return await finish(work, kind, 'stopped')
      position = last.id
      result = done.result ?? result
    } while (goOn() || batches.isAhead())
    await leave(work)
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
  } finally {
    // Nobody calls the ERP any more once the work is left.
    await batches.settled()
  }
}

/** A batch with what it needs to know. */
interface Ready {
  readonly items: readonly WorkItem[]
  readonly prepared: unknown
}

/** The batches of some work, one after another; of a kind that prepares, the next one while one is stored. */
function batchesOf(kind: AnyLongWorkKind, goOn: () => boolean) {
  let ahead: Promise<Ready> | undefined
  const ready = async (work: LongWork, position: number): Promise<Ready> => {
    const items = await nextItems(work, kind, position)
    return { items, prepared: items.length > 0 ? await kind.prepare?.(work, items) : undefined }
  }
  return {
    async next(work: LongWork, result: unknown, position: number): Promise<Ready> {
      if (!kind.writes) await refreshMappings(work)
      const next = ahead ?? ready({ ...work, result }, position)
      ahead = undefined
      return await next
    },
    readAhead(work: LongWork, position: number): void {
      if (!kind.prepare || work.parts.readsAhead === false || !goOn()) return
      ahead = ready(work, position)
      // Whether it failed is asked when it is wanted.
      ahead.catch(() => undefined)
    },
    /** What was read ahead is carried out, too: nobody asks the ERP for the same twice because a slice is over. */
    isAhead: () => ahead !== undefined,
    settled: async () => void (await ahead?.catch(() => undefined)),
  }
}

function begun({ kind, requestedBy, options, result, ...stored }: Taken) {
  const { read, changed, toCrm, toErp, skipped, failed, conflicts } = stored
  const counts = { read, changed, toCrm, toErp, skipped, failed, conflicts }
  return { kind, requestedBy, options, result, counts }
}

// Longer than any single wait of a batch; whoever cancels meanwhile leaves the end to who works on it.
const workedFor = sql`now() + interval '3 minutes'`
const open = sql`options is not null and state in ('queued', 'running')`

async function take({ parts }: Work, runId: number): Promise<Taken | undefined> {
  const { rows } = await sql<Taken>`
    update run set state = 'running', worked_until = ${workedFor},
      started_at = case when state = 'queued' then clock_timestamp() else started_at end
    where id = ${runId} and ${open} and cancelled_at is null
    returning kind, requested_by, options, result, position, read, changed, to_crm, to_erp, skipped, failed,
      conflicts`.execute(parts.store.db)
  return rows[0]
}

async function refreshMappings(work: LongWork): Promise<void> {
  const { db } = work.parts.store
  const { rows } = await sql<{ version: number }>`
    select mapping_version as version from connection where id = ${work.connectionId}`.execute(db)
  const mappings = await mappingsOf(db, work.connectionId, rows[0]?.version)
  work.mappingVersion = mappings.version
  work.mappings = mappings.types
}

async function nextItems(
  work: LongWork,
  kind: AnyLongWorkKind,
  position: number,
): Promise<readonly WorkItem[]> {
  if (kind.items) return await kind.items.next(work, position)
  const { parts, connectionId, options } = work
  const { rows } = await sql<WorkLink>`
    select l.id, l.actor_type, l.actor_key, l.record_id, l.held_at is not null as held,
      l.broken_at is not null as broken
    ${linksOf(kind, connectionId, options)} and l.id > ${position}
    order by l.id limit ${pageSize}`.execute(parts.store.db)
  return rows
}

interface Step {
  readonly from: number
  readonly to: number
  readonly items: number
  readonly done: BatchDone<unknown>
}

/** Moves the position and stores what the batch found, at once. @returns whether somebody cancelled it */
async function save(
  work: LongWork,
  { writes }: AnyLongWorkKind,
  { from, to, items, done }: Step,
): Promise<boolean> {
  const result = done.result === undefined ? sql`` : sql`result = ${JSON.stringify(done.result)},`
  const store = async (tx: Tx) => {
    const { rows } = await sql<{ cancelled: boolean }>`
      with moved as (
        update run set position = ${to}, processed = processed + ${items}, ${result} ${countsOf(work)},
          attempts = 0, next_try_at = null, problem = null, worked_until = ${workedFor}
        where id = ${work.runId} and state = 'running' and position = ${from}
        returning cancelled_at is not null as cancelled
      )
      select cancelled, pg_notify('koppel_live', ${JSON.stringify(eventOf(work))}) from moved`.execute(tx)
    if (!rows[0]) throw new Overtaken('Another worker has done this batch, or the work was ended.')
    await done.store?.(tx)
    return rows[0].cancelled
  }
  return writes ? await transact(work, store) : await work.parts.store.transaction(store)
}

/** Nobody works on it until it is taken up again. */
async function leave({ parts, runId }: LongWork): Promise<void> {
  await sql`update run set worked_until = null where id = ${runId}`.execute(parts.store.db)
}

async function finish(work: LongWork, kind: AnyLongWorkKind, state: 'done' | 'stopped'): Promise<void> {
  const { store } = work.parts
  await store.transaction(async (tx) => {
    await end(tx, work, kind, state)
    await kind.ended?.(tx, work, state)
  })
  await tell(store.db, eventOf(work))
  if (kind.writes) await tell(store.db, { kind: 'sync', connectionId: work.connectionId })
}

async function end(
  tx: Tx,
  work: LongWork,
  { writes }: AnyLongWorkKind,
  state: 'done' | 'stopped',
): Promise<void> {
  await sql`
    update run set state = ${state}, finished_at = clock_timestamp(), worked_until = null,
      attempts = 0, next_try_at = null, problem = null
      ${writes ? sql`, ${countsFromLog(work.runId)}` : sql``}
    where id = ${work.runId} and state = 'running'`.execute(tx)
}

// A batch that was done twice because its worker died counted once, and what the first try had written is not in
// what the second one counted. The log knows.
function countsFromLog(runId: number): RawBuilder<unknown> {
  return sql`(changed, to_crm, to_erp) = (
    select count(distinct link_id), count(distinct link_id) filter (where direction = 'toCrm'),
      count(distinct link_id) filter (where direction = 'toErp')
    from sync_log where run_id = ${runId})`
}

function eventOf({ connectionId, runId }: LongWork) {
  return { kind: 'longWork', connectionId, runId }
}
