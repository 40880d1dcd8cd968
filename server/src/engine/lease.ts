import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { callWithinMs, isQuiet } from '../erp/index.ts'
import type { Store } from '../store/index.ts'
import type { CompareReason } from '../store/tables.ts'
import { LONGEST_WAIT_MS } from '../sync/index.ts'
import { dueIntent } from './create/intents.ts'
import { beginsHeld } from './held.ts'
import { owedNow } from './links.ts'
import { type EngineParts, elapsed, usualTimes } from './parts.ts'
import { LeaseLost } from './work.ts'

/** What is left of a lease when even a call of the full length has ended. */
const marginMs = 15_000

export interface Lease {
  readonly fence: number
  readonly leasedAt: string
  readonly mappingVersion: number
  /** The state of what a session is opened with. */
  readonly settingsAsOf: string
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly attempts: number
  readonly cursors: Readonly<Record<string, string | null>>
  /** What waits, so that an idle pass need not ask. */
  readonly crmChanged: boolean
  readonly toSend: boolean
  readonly toLook: boolean
  /** Links of which fields begin that the ERP did not deliver, and that are asked for again now. */
  readonly owed: boolean
  /** Links whose actor was gone: it may come back. */
  readonly anyBroken: boolean
  /** Links that are held have fields of which only later changes count, and nobody knows yet later than what. */
  readonly toBegin: boolean
  readonly toCreate: boolean
  /** Work of hours that writes: resync, undo and the like. */
  readonly longWork: boolean
  /** Both sides are compared before anything is written. */
  readonly compare: CompareReason | null
  /** Links were set aside because what would happen to them is unusual. */
  readonly suspects: boolean
  /** The administrator was told that the ERP's clock is ahead. */
  readonly clockAhead: boolean
}

// A clock that was set back leaves times behind that are further away than we ever wait.
const isDue = sql`(next_try_at is null
  or next_try_at not between now() and now() + make_interval(secs => ${LONGEST_WAIT_MS / 1000} + 60))`

/**
 * Takes the connection for one pass, or undefined if another pass has it, it is not due, or it is not active.
 *
 * The fence goes up with every lease: whoever held an older one can no longer write.
 *
 * @param forced somebody asked for it: also while waiting for the next try, or stopped; but not while the ERP
 *   asked to be left alone
 */
export async function takeLease(
  { store, times = usualTimes }: EngineParts,
  connectionId: number,
  worker: string,
  forced: boolean,
): Promise<Lease | undefined> {
  const { rows } = await sql<Lease>`
    /* kept */
    update connection c set fence = fence + 1, leased_by = ${worker}, leased_until = ${leaseEnd(times.leaseMs)}
    where id = ${connectionId} and active and deleted_at is null
      and (leased_until is null or leased_until not between now() and ${leaseEnd(times.leaseMs + 60_000)})
      and (${forced} or (state <> 'stopped' and ${isDue})) and not ${isQuiet}
    returning fence, clock_timestamp() as leased_at, mapping_version, state, attempts,
      concat_ws(' ', version, (select t.version from connector t where t.id = c.connector_id),
        (select calls_per_minute from protection p where p.connection_id = c.id)) as settings_as_of,
      (select coalesce(jsonb_object_agg(t.type, t.cursor), '{}') from actor_type t
       where t.connection_id = c.id and t.enabled and t.in_erp) as cursors,
      exists (select from crm_change x where x.connection_id = c.id) as crm_changed,
      exists (select from erp_write w where w.connection_id = c.id) as to_send,
      exists (select from parked p where p.connection_id = c.id and p.resolved_at is null
        and p.next_try_at <= now())
      or exists (select from field_error e join link l on l.id = e.link_id
        where e.next_try_at <= now() and e.code = 'refused' and l.connection_id = c.id) as to_look,
      exists (select from link l where l.connection_id = c.id and l.broken_at is not null and l.ended_at is null)
        as any_broken,
      exists (select from link l where l.connection_id = c.id and ${beginsHeld}) as to_begin,
      exists (select from link l join actor_type t on t.connection_id = c.id and t.type = l.actor_type and t.enabled and t.in_erp
        where l.connection_id = c.id and ${owedNow('l')}) as owed,
      exists (select from create_intent i where i.connection_id = c.id and ${dueIntent('i')}) as to_create,
      exists (select from run r where r.connection_id = c.id and r.options is not null
        and r.state in ('queued', 'running')) as long_work,
      (select compare_reason from protection p where p.connection_id = c.id) as compare,
      exists (select from suspect s where s.connection_id = c.id) as suspects,
      exists (select from protection p where p.connection_id = c.id and p.clock_ahead is not null) as clock_ahead`.execute(
    store.db,
  )
  return rows[0]
}

/** A lease that is kept while its holder lives. */
export interface KeptLease {
  /** Renews it now: somebody may have switched something off. */
  check(): void
  /**
   * Makes sure that the lease outlives a call that begins now, whatever it takes: whoever is overtaken has no call
   * under way.
   *
   * @throws LeaseLost if somebody else has it
   */
  outlives(): Promise<void>
  stop(): void
}

/**
 * Renews the lease again and again, so that a call may take longer than a lease holds.
 *
 * One that was given back stays so: the pass may end while a renewal is on its way.
 *
 * @param lost called once if somebody else has it, it was given back, the connection was switched off, or the engine was and nobody
 *   asked for this pass
 */
export function keepLease(
  parts: EngineParts,
  { connectionId, fence, forced }: Held,
  lost: () => void,
): KeptLease {
  const { store, times = usualTimes, reached } = parts
  const mayBeOldMs = Math.max(2 * times.renewMs, times.leaseMs - callWithinMs - marginMs)
  let renewedAt = elapsed(parts)

  async function renew(): Promise<boolean> {
    const before = elapsed(parts)
    const { numAffectedRows } = await sql`update connection set leased_until = ${leaseEnd(times.leaseMs)}
        where id = ${connectionId} and fence = ${fence} and leased_until is not null and active and deleted_at is null
          and (${forced} or (select running from engine))`.execute(store.db)
    if (numAffectedRows === 0n) return false
    renewedAt = before
    return true
  }
  const check = () => {
    renew()
      .then((kept) => (kept ? reached?.('renewed') : lost()))
      // The database is away: the next write of the pass, or its next call, finds out.
      .catch(() => undefined)
  }
  const timer = setInterval(check, times.renewMs)
  timer.unref()
  return {
    check,
    async outlives() {
      // A process that stood still, or lost its database, has not renewed it.
      if (elapsed(parts) - renewedAt <= mayBeOldMs || (await renew())) return
      throw new LeaseLost('Another worker has taken over this connection.')
    },
    stop: () => clearInterval(timer),
  }
}

export interface Held {
  readonly connectionId: number
  readonly fence: number
  readonly forced: boolean
}

/** Gives the lease back as it is, without a word on how the pass fared. */
export async function dropLease(store: Store, connectionId: number, fence: number): Promise<void> {
  await sql`update connection set leased_by = null, leased_until = null
    where id = ${connectionId} and fence = ${fence}`.execute(store.db)
}

/** Gives the lease back once the database is there again: it was away when the pass ended. */
export async function dropLeaseLater(parts: EngineParts, connectionId: number, fence: number): Promise<void> {
  const runsOut = elapsed(parts) + (parts.times ?? usualTimes).leaseMs
  while (elapsed(parts) < runsOut) {
    try {
      return await dropLease(parts.store, connectionId, fence)
    } catch {
      await pause(250, undefined, { ref: false })
    }
  }
}

function leaseEnd(leaseMs: number) {
  return sql`now() + make_interval(secs => ${leaseMs / 1000}::double precision)`
}
