import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { tell, type Work } from '../work.ts'
import type { Guard } from './guard.ts'

/** So far two clocks may be apart without anybody minding. */
const tolerated = '15 minutes'

/**
 * Tells the administrator when an ERP's times of change lie in the future: its clock is wrong, and with the rule
 * "newest" it would win too often. Nothing is decided by it.
 */
export async function noticeClock(work: Work, guard: Guard, actors: readonly Actor[]): Promise<void> {
  const newest = actors.reduce(
    (latest, { modifiedAt = '' }) => (modifiedAt > latest ? modifiedAt : latest),
    '',
  )
  if (newest === '') return
  const ahead = Date.parse(newest) > Date.now() + 60_000
  if (!ahead && !guard.clockAhead) return
  const { numAffectedRows } = await sql`
    insert into protection as p (connection_id, clock_ahead)
    select ${work.connectionId}, x.ahead from (
      select case when ${newest}::timestamptz > now() + ${tolerated}::interval
        then least(extract(epoch from ${newest}::timestamptz - now()), 2000000000)::integer end as ahead
    ) x
    on conflict (connection_id) do update set clock_ahead = excluded.clock_ahead
    where p.clock_ahead is null <> (excluded.clock_ahead is null)`.execute(work.parts.store.db)
  guard.clockAhead = ahead
  if (numAffectedRows) await tell(work.parts.store.db, { kind: 'connections' })
}
