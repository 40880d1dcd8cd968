import { sql } from 'kysely'
import type { Tx } from '../store/index.ts'

/** Keeps who did what, in the transaction that does it. */
export async function audited(
  tx: Tx,
  userId: string,
  action: string,
  subject: string,
  now: unknown,
  before: unknown = null,
): Promise<void> {
  await sql`
    insert into audit (user_id, action, subject, old_value, new_value)
    values (${userId}, ${action}, ${subject}, ${before === null ? null : JSON.stringify(before)}::jsonb,
      ${JSON.stringify(now)}::jsonb)`.execute(tx)
}
