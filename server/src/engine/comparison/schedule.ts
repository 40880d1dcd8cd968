import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import { queueLongWork } from '../long-work/queue.ts'

/**
 * Queues the comparisons that are due. A connection that is new, or was never compared, waits its first time too; one
 * the ERP of which is away waits until it is back.
 */
export async function queueDueComparisons(db: Db): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select c.id from connection c
    where c.active and c.deleted_at is null and c.state = 'ok' and c.compared_every <> 'off'
      and (select running from engine)
      and greatest(c.created_at, (
        select max(r.started_at) from run r
        where r.connection_id = c.id and r.kind = 'comparison' and not r.options ? 'actorType'
      )) < now() - case c.compared_every when 'day' then interval '1 day' else interval '7 days' end
    order by c.priority`.execute(db)
  for (const { id } of rows) await queueUnlessUnderWay(db, id)
}

async function queueUnlessUnderWay(db: Db, connectionId: number): Promise<void> {
  try {
    await queueLongWork(db, { connectionId, kind: 'comparison', options: {}, requestedBy: null })
  } catch (error) {
    // Somebody has just asked for it, another worker has queued it, or the connection was deleted.
    if (!(error instanceof ProblemError)) throw error
  }
}
