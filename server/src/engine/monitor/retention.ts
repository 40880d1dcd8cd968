import { sql } from 'kysely'
import type { z } from '../../contract.ts'
import { audit, type Db, type Store } from '../../store/index.ts'
import type { retention } from './contract.ts'

type Retention = z.infer<typeof retention>

export async function readRetention(db: Db): Promise<Retention> {
  const { rows } = await sql<Retention>`select run_days, log_days from engine`.execute(db)
  return rows[0] ?? { runDays: 90, logDays: 365 }
}

export async function changeRetention(
  store: Store,
  { runDays, logDays }: Retention,
  userId: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    await sql`select from engine for update`.execute(tx)
    const before = await readRetention(tx)
    await sql`update engine set run_days = ${runDays}, log_days = ${logDays}`.execute(tx)
    await audit(tx, {
      ...{ userId, action: 'changeRetention', subject: 'engine' },
      ...{ old: before, new: { runDays, logDays } },
    })
  })
}
