import { type RawBuilder, sql } from 'kysely'
import type { Store } from '../../store/index.ts'

// Any number will do, as long as all workers take the same lock.
const lock = 4_703_554
const batchSize = 5_000

/**
 * Removes what is older than the administrator wants to keep.
 *
 * Whole months of the field log are dropped, the rest is deleted in batches. A run stays while the log, an open
 * conflict or a parked record still names it. One worker deletes at a time; the others leave it to that one.
 */
export async function prune(store: Store): Promise<void> {
  await dropMonths(store)
  for (const batch of batches) while ((await deleted(store, batch)) === batchSize);
}

const logKept = sql`(select now() - make_interval(days => log_days) from engine)`
const runsKept = sql`(select now() - make_interval(days => run_days) from engine)`

async function dropMonths(store: Store): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'sync_log'::regclass and c.relname ~ '^sync_log_\\d{4}_\\d\\d$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= ${logKept}`.execute(store.db)
  for (const { name } of rows) {
    await dropMonth(store, name).catch((error: unknown) => {
      // The log is busy. Its rows are deleted one by one now, the empty month is dropped next time.
      if (!isLockTimeout(error)) throw error
    })
  }
}

async function dropMonth(store: Store, name: string): Promise<void> {
  await store.transaction(async (tx) => {
    // Everything that logs waits while this waits.
    await sql`set local lock_timeout = '2s'`.execute(tx)
    await sql`drop table if exists ${sql.table(name)}`.execute(tx)
  })
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03'
}

const batches: readonly RawBuilder<unknown>[] = [
  sql`delete from sync_log where (tableoid, ctid) in (
    select tableoid, ctid from sync_log where at < ${logKept} limit ${batchSize})`,
  sql`delete from crm_edit where id in (select id from crm_edit where at < ${logKept} limit ${batchSize})`,
  sql`delete from conflict where id in (select id from conflict where resolved_at < ${logKept} limit ${batchSize})`,
  sql`delete from parked where id in (select id from parked where resolved_at < ${logKept} limit ${batchSize})`,
  sql`delete from run where id in (
    select r.id from run r where r.finished_at < ${runsKept}
      and not exists (select from sync_log s where s.run_id = r.id)
      and not exists (select from conflict f where f.run_id = r.id)
      and not exists (select from parked p where p.run_id = r.id)
    limit ${batchSize})`,
]

async function deleted(store: Store, batch: RawBuilder<unknown>): Promise<number> {
  return await store.transaction(async (tx) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${lock}) as mine`.execute(
      tx,
    )
    if (!rows[0]?.mine) return 0
    const { numAffectedRows = 0n } = await batch.execute(tx)
    return Number(numAffectedRows)
  })
}
