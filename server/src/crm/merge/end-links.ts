import { sql } from 'kysely'
import type { Tx } from '../../store/index.ts'

/** Ends links. Nothing is deleted on either side; what waited to be written is no longer written. */
export async function endLinks(tx: Tx, ids: readonly number[], userId: string): Promise<void> {
  if (ids.length === 0) return
  const these = sql`any(${[...ids]}::bigint[])`
  await sql`update link set ended_at = now(), ended_by = ${userId} where id = ${these}`.execute(tx)
  await sql`delete from crm_change where link_id = ${these}`.execute(tx)
  await sql`delete from erp_write where link_id = ${these}`.execute(tx)
  // There is nothing to decide or to retry any more.
  await sql`update conflict set resolved_at = clock_timestamp(), resolved_by = ${userId}
    where link_id = ${these} and resolved_at is null`.execute(tx)
  await sql`update parked set resolved_at = clock_timestamp() where link_id = ${these} and resolved_at is null`.execute(
    tx,
  )
}
