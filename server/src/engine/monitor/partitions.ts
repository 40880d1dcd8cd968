import { sql } from 'kysely'
import type { Store } from '../../store/index.ts'

// Any number will do, as long as all workers take the same lock.
const lock = 4_703_552

/** Makes the partitions of the log for this month and the next. Values of a month without one go to the default. */
export async function makePartitions(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    const { rows } = await sql<{ name: string; from: string; to: string }>`
      select 'sync_log_' || to_char(month, 'YYYY_MM') as name, month as "from", month + interval '1 month' as "to"
      from unnest(array[date_trunc('month', now()), date_trunc('month', now()) + interval '1 month']) month
      where to_regclass('sync_log_' || to_char(month, 'YYYY_MM')) is null
        -- Rows that are in the default already stay there: moving them would stop the log meanwhile.
        and not exists (select from sync_log_default d where d.at >= month and d.at < month + interval '1 month')`.execute(
      tx,
    )
    for (const { name, from, to } of rows) {
      await sql`create table ${sql.table(name)} partition of sync_log
        for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(tx)
    }
  })
}
