import { type RawBuilder, sql } from 'kysely'
import type { Store } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'
import type { Work } from './work.ts'

const beatEveryMs = 5_000
/** A run that shows no sign of life for this long has lost its process. */
export const silentFor = sql.raw(`interval '20 seconds'`)

const stopBeating = new WeakMap<Work, () => void>()

/** The id of the stored run, made at the first call. Not inside a transaction: what failed must still be told. */
export async function runOf(work: Work): Promise<number> {
  work.run ??= startRun(work)
  return await work.run
}

async function startRun(work: Work): Promise<number> {
  const { parts, connectionId, kind, requestedBy } = work
  // A pass that died left its run behind: there is never more than one pass of a connection.
  // Does not wait for the disk: whatever names this run is committed after it, and reaches the disk after it.
  const { rows } = await sql<{ id: number }>`
    /* kept */
    with hurried as materialized (select set_config('synchronous_commit', 'off', true)),
    died as (
      update run set state = 'stopped', finished_at = clock_timestamp()
      where connection_id = ${connectionId} and state = 'running' and kind = ${kind}
        and (kind = 'pass' or started_at < now() - interval '10 minutes')
    )
    insert into run (connection_id, kind, requested_by, cursor_from)
    select ${connectionId}, ${kind}, ${requestedBy}, ${cursorsOf(work)} from hurried
    returning id`.execute(parts.store.db)
  const id = rows[0]?.id ?? 0
  stopBeating.set(work, keepRunAlive(parts.store, id))
  return id
}

/** Shows that a run is being carried out, until the answer is called or the run has ended. */
export function keepRunAlive(store: Store, id: number): () => void {
  const timer = setInterval(() => {
    sql`update run set beat_at = clock_timestamp() where id = ${id} and state = 'running'`
      .execute(store.db)
      .then(({ numAffectedRows }) => {
        if (numAffectedRows === 0n) clearInterval(timer)
      })
      // The database is away; so is the reader of the sign.
      .catch(() => undefined)
  }, beatEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Stores what happened so far and tells the screens, at most once a second. */
export async function saveProgress(work: Work): Promise<void> {
  if (work.run === undefined) return
  const event = JSON.stringify({ kind: 'sync', connectionId: work.connectionId })
  await sql`
    /* kept */
    with before as (select id, told_at from run where id = ${await work.run}),
    saved as (
      update run r set ${countsOf(work)}, cursor_to = ${cursorsOf(work)},
        told_at = case when coalesce(r.told_at, r.started_at) < clock_timestamp() - interval '1 second'
          then clock_timestamp() else r.told_at end
      from before where r.id = before.id returning r.told_at
    )
    select pg_notify('koppel_live', ${event}) from saved, before where saved.told_at is distinct from before.told_at`.execute(
    work.parts.store.db,
  )
}

/** Stores what happened and tells the screens; nothing if nothing happened. */
export async function finishRun(work: Work, problem: Problem | null = null): Promise<void> {
  stopBeating.get(work)?.()
  if (work.run === undefined && problem === null) return
  await endRun(work, problem, sql``)
}

/** The same for a run that went well, together with `more`: SQL that begins with a comma and a name. */
export async function finishRunWith(work: Work, more: RawBuilder<unknown>): Promise<void> {
  stopBeating.get(work)?.()
  await endRun(work, null, more)
}

async function endRun(work: Work, problem: Problem | null, more: RawBuilder<unknown>): Promise<void> {
  const id = await runOf(work)
  const event = JSON.stringify({ kind: 'sync', connectionId: work.connectionId })
  await sql`
    /* kept */
    with ended as (
      update run set state = ${problem ? 'failed' : 'done'}, finished_at = clock_timestamp(), ${countsOf(work)},
        cursor_to = ${cursorsOf(work)}, problem = ${problem ? JSON.stringify(problem) : null}::jsonb
      where id = ${id} and state = 'running'
    )${more}
    select pg_notify('koppel_live', ${event})`.execute(work.parts.store.db)
  stopBeating.get(work)?.()
}

/** Ends the runs whose process died. Long work is left to whoever takes it up again. */
export async function endDeadRuns(store: Store): Promise<void> {
  await sql`
    with ended as (
      update run set state = 'stopped', finished_at = clock_timestamp()
      where state = 'running' and options is null and beat_at < now() - ${silentFor}
      returning connection_id
    )
    select pg_notify('koppel_live', json_build_object('kind', 'sync', 'connectionId', connection_id)::text)
    from (select distinct connection_id from ended) e`.execute(store.db)
}

// As stored: those of the page that is applied right now come with the next look.
function cursorsOf({ connectionId, kind }: Work): RawBuilder<unknown> {
  if (kind !== 'pass') return sql`null::jsonb`
  return sql`(select jsonb_object_agg(t.type, t.cursor) from actor_type t
    where t.connection_id = ${connectionId} and t.enabled and t.in_erp)`
}

export function countsOf({ counts }: Pick<Work, 'counts'>): RawBuilder<unknown> {
  const { read, changed, toCrm, toErp, skipped, failed, conflicts } = counts
  return sql`read = ${read}, changed = ${changed}, to_crm = ${toCrm}, to_erp = ${toErp}, skipped = ${skipped},
    failed = ${failed}, conflicts = ${conflicts}`
}
