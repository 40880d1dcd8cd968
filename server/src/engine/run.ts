import { type RawBuilder, sql } from 'kysely'
import type { Problem } from '../store/tables.ts'
import { tell, type Work } from './work.ts'

/** The id of the stored run, made at the first call. Not inside a transaction: what failed must still be told. */
export async function runOf(work: Work): Promise<number> {
  work.run ??= startRun(work)
  return await work.run
}

async function startRun({ parts, connectionId, kind, requestedBy }: Work): Promise<number> {
  // A pass that died left its run behind: there is never more than one pass of a connection.
  const { rows } = await sql<{ id: number }>`
    with died as (
      update run set state = 'stopped', finished_at = clock_timestamp()
      where connection_id = ${connectionId} and state = 'running' and kind = ${kind}
        and (kind = 'pass' or started_at < now() - interval '10 minutes')
    )
    insert into run (connection_id, kind, requested_by) values (${connectionId}, ${kind}, ${requestedBy})
    returning id`.execute(parts.store.db)
  return rows[0]?.id ?? 0
}

/** Stores what happened so far, for those who watch a long run. */
export async function saveProgress(work: Work): Promise<void> {
  if (work.run === undefined) return
  await sql`update run set ${countsOf(work)} where id = ${await work.run}`.execute(work.parts.store.db)
}

/** Stores what happened and tells the screens; nothing if nothing happened. */
export async function finishRun(work: Work, problem: Problem | null = null): Promise<void> {
  if (work.run === undefined && problem === null) return
  const { db } = work.parts.store
  await sql`
    update run set state = ${problem ? 'failed' : 'done'}, finished_at = clock_timestamp(), ${countsOf(work)},
      problem = ${problem ? JSON.stringify(problem) : null}::jsonb
    where id = ${await runOf(work)} and state = 'running'`.execute(db)
  await tell(db, { kind: 'sync', connectionId: work.connectionId })
}

export function countsOf({ counts }: Pick<Work, 'counts'>): RawBuilder<unknown> {
  const { read, changed, toCrm, toErp, skipped, failed, conflicts } = counts
  return sql`read = ${read}, changed = ${changed}, to_crm = ${toCrm}, to_erp = ${toErp}, skipped = ${skipped},
    failed = ${failed}, conflicts = ${conflicts}`
}
