import { sql } from 'kysely'
import type { Tx } from '../store/index.ts'

/** Writes who had the engine do what, in the transaction that begins it. */
export async function storeAudit(
  tx: Tx,
  userId: string,
  action: string,
  subject: string,
  what: object,
): Promise<void> {
  await sql`insert into audit (user_id, action, subject, new_value)
    values (${userId}, ${action}, ${subject}, ${JSON.stringify(what)})`.execute(tx)
}
