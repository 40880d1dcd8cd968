import { sql } from 'kysely'
import type { Store } from '../store/index.ts'

/** Longer than any single wait of a pass without a sign of life; renewed while the pass lives. */
const leaseSeconds = 60
const renewMs = 15_000

export interface Lease {
  readonly fence: number
  readonly mappingVersion: number
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly attempts: number
  readonly cursors: Readonly<Record<string, string | null>>
  /** What waits, so that an idle pass need not ask. */
  readonly crmChanged: boolean
  readonly toSend: boolean
  readonly toLook: boolean
}

/**
 * Takes the connection for one pass, or undefined if another pass has it, it is not due, or it is not active.
 *
 * The fence goes up with every lease: whoever held an older one can no longer write.
 *
 * @param forced somebody asked for it: also while waiting for the next try, or stopped
 */
export async function takeLease(
  store: Store,
  connectionId: number,
  worker: string,
  forced: boolean,
): Promise<Lease | undefined> {
  const { rows } = await sql<Lease>`
    update connection c set fence = fence + 1, leased_by = ${worker},
      leased_until = now() + make_interval(secs => ${leaseSeconds})
    where id = ${connectionId} and active and deleted_at is null
      and (leased_until is null or leased_until < now())
      and (${forced} or (state <> 'stopped' and (next_try_at is null or next_try_at <= now())))
    returning fence, mapping_version, state, attempts,
      (select coalesce(jsonb_object_agg(t.type, t.cursor), '{}') from actor_type t
       where t.connection_id = c.id and t.enabled and t.in_erp) as cursors,
      exists (select from crm_change x where x.connection_id = c.id) as crm_changed,
      exists (select from erp_write w where w.connection_id = c.id) as to_send,
      exists (select from parked p where p.connection_id = c.id and p.resolved_at is null
        and p.next_try_at <= now()) as to_look`.execute(store.db)
  return rows[0]
}

/** Keeps the lease while its holder lives; `lost` is called once if somebody else has it. */
export function keepLease(store: Store, connectionId: number, fence: number, lost: () => void): () => void {
  const timer = setInterval(() => {
    sql`update connection set leased_until = now() + make_interval(secs => ${leaseSeconds})
        where id = ${connectionId} and fence = ${fence}`
      .execute(store.db)
      .then(({ numAffectedRows }) => {
        if (numAffectedRows === 0n) lost()
      })
      // The database is away: the next write of the pass finds out.
      .catch(() => undefined)
  }, renewMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Gives the lease back as it is, without a word on how the pass fared. */
export async function dropLease(store: Store, connectionId: number, fence: number): Promise<void> {
  await sql`update connection set leased_by = null, leased_until = null
    where id = ${connectionId} and fence = ${fence}`.execute(store.db)
}
