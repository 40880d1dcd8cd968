import { sql } from 'kysely'
import type { Store } from '../store/index.ts'

/** Shows that this worker lives, and under which names it locks jobs. */
export async function beat(store: Store, worker: string, locks: readonly string[]): Promise<void> {
  await sql`
    insert into worker (id, locks) values (${worker}, ${[...locks]}::text[])
    on conflict (id) do update set beat_at = now(), locks = excluded.locks`.execute(store.db)
}

/** Frees the jobs and leases of workers that died: graphile-worker itself would keep their jobs locked for hours. */
export async function freeTheDead(store: Store, deadMs: number): Promise<void> {
  const silence = sql`make_interval(secs => ${deadMs / 1000}::double precision)`
  await store.transaction(async (tx) => {
    await sql`
      with dead as (
        -- A beat in the future was made before the clock was set back.
        delete from worker where beat_at not between now() - ${silence} and now() + ${silence} returning id
      )
      update connection set leased_by = null, leased_until = null where leased_by in (select id from dead)`.execute(
      tx,
    )
    // A worker that has just started may have locked a job before its first beat.
    await sql`
      select graphile_worker.force_unlock_workers(array_agg(distinct j.locked_by)) from graphile_worker.jobs j
      where j.locked_by is not null and j.locked_at < now() - ${silence} * 0.75
        and not exists (select from worker w where j.locked_by = any(w.locks))
      having count(*) > 0`.execute(tx)
    // A worker that stalled and woke late removes a job that another has taken over; nobody would open its queue.
    await sql`
      update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
      where q.locked_at < now() - interval '2 seconds' and not exists (
        select from graphile_worker._private_jobs j where j.job_queue_id = q.id and j.locked_by = q.locked_by)`.execute(
      tx,
    )
    // A pass gives its lease back after its run is told: a run without a lease has nobody any more.
    await sql`
      update run r set state = 'stopped', finished_at = clock_timestamp() from connection c
      where r.state = 'running' and r.kind = 'pass' and c.id = r.connection_id
        and (c.leased_until is null or c.leased_until < now())`.execute(tx)
  })
}

/** Leaves nothing behind. */
export async function sayGoodbye(store: Store, worker: string): Promise<void> {
  await sql`
    with gone as (delete from worker where id = ${worker})
    update connection set leased_by = null, leased_until = null where leased_by = ${worker}`.execute(store.db)
}
