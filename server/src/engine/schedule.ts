import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../store/index.ts'
import { LONGEST_WAIT_MS } from '../sync/index.ts'
import type { PassResult } from './pass.ts'

export const passTask = 'pass'

/** The channel on which a pass is asked for: ids of connections. */
export const passRequests = 'koppel_pass_request'

/** What a queued pass carries. */
export interface PassJob {
  readonly connectionId: number
  /** Somebody asked for it: also when it is not due. */
  readonly forced: boolean
}

// One named queue a connection: never two passes on one at once, whatever the number of workers. Its key makes a
// second request for the same pass move the first one.
function addPass(
  runAt: RawBuilder<unknown>,
  mode: 'replace' | 'preserve_run_at',
  forced: boolean,
): RawBuilder<unknown> {
  return sql`graphile_worker.add_job(${passTask},
    json_build_object('connectionId', c.id, 'forced', ${forced}::boolean),
    queue_name => 'connection:' || c.id, run_at => ${runAt}, job_key => 'pass:' || c.id,
    priority => c.priority, job_key_mode => ${mode})`
}

// One that is queued and due keeps its place: whoever asks again and again must not be put back each time.
const soon = sql`least(now(), (select j.run_at from graphile_worker.jobs j
  where j.key = 'pass:' || c.id and j.locked_at is null and j.attempts = 0))`

// A clock that was set back leaves times behind that are further away than we ever wait.
const dueAt = sql`case when c.next_try_at <= now() + make_interval(secs => ${LONGEST_WAIT_MS / 1000} + 60)
  then greatest(${soon}, c.next_try_at) else ${soon} end`

const mayRun = sql`c.active and c.deleted_at is null and (select running from engine)`

/** Queues a pass now, for connections that are active and while the engine is on. */
export async function passNow(db: Db, connectionIds: readonly number[], forced = false): Promise<void> {
  if (connectionIds.length === 0) return
  await sql`
    select ${addPass(forced ? soon : dueAt, 'replace', forced)}
    from connection c
    where c.id = any(${[...connectionIds]}::bigint[]) and ${mayRun}
      and (${forced} or c.state <> 'stopped')`.execute(db)
}

// What is to be made in the ERP, or was not answered, does not wait for a long interval.
const nextLook = sql`(select greatest(min(coalesce(i.next_try_at, now())), now() + interval '1 second')
  from create_intent i where i.connection_id = c.id and i.state in ('planned', 'sent'))`

/** Queues the next pass after one ended; one that was asked for meanwhile keeps its time. */
export async function passAgain(db: Db, connectionId: number, result: PassResult): Promise<void> {
  const runAt = sql`case
    when ${result} = 'more' then now()
    when c.leased_until > now() then now() + interval '2 seconds'
    when c.next_try_at <= now() + make_interval(secs => ${LONGEST_WAIT_MS / 1000} + 60)
      then greatest(least(now() + make_interval(secs => e.interval_seconds), ${nextLook}), c.next_try_at)
    else least(now() + make_interval(secs => e.interval_seconds), ${nextLook}) end`
  await sql`
    select ${addPass(runAt, 'preserve_run_at', false)} from connection c, engine e
    where c.id = ${connectionId} and ${mayRun} and c.state <> 'stopped'`.execute(db)
}

/**
 * Queues a pass for every active connection that has none, or whose job failed: new ones, those after a restart.
 *
 * @param all also those that have one: the engine was switched on, or its interval changed
 */
export async function passForAll(db: Db, { all }: { readonly all: boolean }): Promise<void> {
  await sql`
    select ${addPass(dueAt, 'replace', false)} from connection c, engine e
    where ${mayRun} and c.state <> 'stopped'
      -- One that waits long for its ERP runs without a job.
      and (c.leased_until is null or c.leased_until < now())
      and (${all} or not exists (
        select from graphile_worker.jobs j
        where j.key = 'pass:' || c.id and (j.locked_at is not null or j.attempts = 0)
          and j.run_at <= now() + make_interval(secs => greatest(e.interval_seconds, ${LONGEST_WAIT_MS / 1000}) + 60)))`.execute(
    db,
  )
}

/** Whether the engine is on. */
export async function isRunning(db: Db): Promise<boolean> {
  const { rows } = await sql<{ running: boolean }>`select running from engine`.execute(db)
  return rows[0]?.running === true
}

/** So long a pass waits behind those of the next higher connection at most. */
const secondsAPlace = 10

/**
 * Moves passes that are due and wait for room towards the front, a place for every ten seconds: with more work than
 * capacity the higher connection goes first, and none waits for ever.
 */
export async function agePasses(db: Db): Promise<void> {
  await sql`
    select graphile_worker.reschedule_jobs(array[j.id], priority => least(j.priority, place)::int)
    from graphile_worker.jobs j
    join connection c on j.key = 'pass:' || c.id
    cross join lateral (
      select greatest(-30000, c.priority - floor(extract(epoch from now() - j.run_at) / ${secondsAPlace})) as place
    ) aged
    where j.task_identifier = ${passTask} and j.locked_at is null and j.attempts = 0 and j.run_at <= now()
      and aged.place < j.priority`.execute(db)
}
