import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import { audit, type Db, type Store, type Tx } from '../../store/index.ts'
import type { RunTable } from '../../store/tables.ts'
import { queueLongWork } from '../long-work/queue.ts'
import { type Target, written } from './written.ts'

/** What undoing would put back, as far as is known without asking the ERP. */
export interface Extent {
  readonly links: number
  readonly values: number
  readonly toCrm: number
  readonly toErp: number
  /** Of these values: no longer what the run wrote. */
  readonly changedSince: number
}

export async function extentOf(db: Db, target: Target): Promise<Extent> {
  await undoable(db, target.runId)
  const { rows } = await sql<Extent>`
    select count(distinct w.link_id) as links, count(*) as values,
      count(*) filter (where w.direction = 'toCrm') as to_crm, count(*) filter (where w.direction = 'toErp') as to_erp,
      count(*) filter (where l.ended_at is not null or coalesce(base_half(l.base->w.erp_field,
        case w.direction when 'toErp' then 0 else 1 end), 'null') <> coalesce(w.after, 'null')) as changed_since
    from (${written(target)}) w join link l on l.id = w.link_id
    where w.before is distinct from w.after`.execute(db)
  return rows[0] ?? { links: 0, values: 0, toCrm: 0, toErp: 0, changedSince: 0 }
}

/**
 * Queues the undoing of a whole run.
 *
 * @returns the run that undoes
 * @throws ProblemError 404; 409 `notUndoable`, `connectionInactive`, `alreadyUnderWay`
 */
export async function undoRun(store: Store, runId: number, userId: string): Promise<number> {
  return await store.transaction(async (tx) => {
    const { connectionId } = await undoable(tx, runId)
    const undoing = await queueLongWork(tx, {
      connectionId,
      kind: 'undo',
      options: { runId },
      requestedBy: userId,
    })
    await tellEnded(tx, undoing, runId)
    await audit(tx, { userId, action: 'undoRun', subject: `run/${runId}`, new: { run: undoing } })
    return undoing
  })
}

/** Links that ended are not gone through: nothing is written to them, and the report says so from the start. */
async function tellEnded(tx: Tx, undoing: number, runId: number): Promise<void> {
  await sql`
    insert into undo_value (run_id, link_id, direction, erp_field, crm_field, written_value, earlier_value, outcome)
    select ${undoing}, w.link_id, w.direction, w.erp_field, w.crm_field, w.after, w.before, 'linkEnded'
    from (${written({ runId })}) w join link l on l.id = w.link_id
    where l.ended_at is not null and w.before is distinct from w.after
    on conflict do nothing`.execute(tx)
}

// Runs that made records or actors overwrote nothing.
const undoableKinds: ReadonlySet<RunTable['kind']> = new Set([
  ...(['pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo', 'repair'] as const),
])

/** @throws ProblemError 404; 409 `notUndoable` */
export async function undoable(
  db: Db | Tx,
  runId: number,
): Promise<{ readonly connectionId: number; readonly active: boolean }> {
  const { rows } = await sql<{
    connectionId: number
    active: boolean
    kind: RunTable['kind']
    open: boolean
  }>`
    select r.connection_id, c.active, r.kind, r.state in ('queued', 'running') as open
    from run r join connection c on c.id = r.connection_id where r.id = ${runId} and c.deleted_at is null`.execute(
    db,
  )
  const run = rows[0]
  if (!run) throw notFound()
  if (undoableKinds.has(run.kind) && !run.open) return run
  throw new ProblemError(409, 'notUndoable', {
    en: 'This run cannot be undone: it is still under way, or it overwrote nothing.',
    nl: 'Deze uitvoering kan niet ongedaan worden gemaakt: ze is nog bezig, of ze heeft niets overschreven.',
  })
}
