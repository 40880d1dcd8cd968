import { sql } from 'kysely'
import type { Store } from '../store/index.ts'

export const beatMs = 5_000

/** Shows that this worker lives, and under which names it locks jobs. */
export async function beat(store: Store, worker: string, locks: readonly string[]): Promise<void> {
  await sql`
    insert into worker (id, locks) values (${worker}, ${[...locks]}::text[])
    on conflict (id) do update set beat_at = now(), locks = excluded.locks`.execute(store.db)
}

/** Frees the jobs and leases of workers that died: graphile-worker itself would keep their jobs locked for hours. */
export async function freeTheDead(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    await sql`
      with dead as (delete from worker where beat_at < now() - interval '20 seconds' returning id)
      update connection set leased_by = null, leased_until = null where leased_by in (select id from dead)`.execute(
      tx,
    )
    // A worker that has just started may have locked a job before its first beat.
    await sql`
      select graphile_worker.force_unlock_workers(array_agg(distinct j.locked_by)) from graphile_worker.jobs j
      where j.locked_by is not null and j.locked_at < now() - interval '15 seconds'
        and not exists (select from worker w where j.locked_by = any(w.locks))
      having count(*) > 0`.execute(tx)
  })
}

/** Leaves nothing behind. */
export async function sayGoodbye(store: Store, worker: string): Promise<void> {
  await sql`
    with gone as (delete from worker where id = ${worker})
    update connection set leased_by = null, leased_until = null where leased_by = ${worker}`.execute(store.db)
}
