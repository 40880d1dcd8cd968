import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import { type RunKind, tell } from '../work.ts'
import type { AnyLongWorkKind } from './kind.ts'
import { kindNamed } from './kinds.ts'

/** The channel on which a worker hears that there is long work. */
export const longWorkRequests = 'koppel_long_work'

export interface LongWorkRequest {
  readonly connectionId: number
  readonly kind: RunKind
  /** As the kind's schema says. */
  readonly options: unknown
  /** Nobody: the schedule. */
  readonly requestedBy: string | null
}

/**
 * Queues long work; any worker takes it up at once. Part of the caller's transaction, if it has one.
 *
 * @returns the run
 * @throws ProblemError 404; 409 `connectionInactive` for work that writes; 409 `alreadyUnderWay` with the open run of
 *   this kind as `current`
 */
export async function queueLongWork(
  db: Db,
  { connectionId, kind: name, options, requestedBy }: LongWorkRequest,
): Promise<number> {
  const kind = kindNamed(name)
  const checked = kind.options.parse(options)
  await checkConnection(db, connectionId, kind)
  const { rows } = await sql<{ id: number }>`
    insert into run (connection_id, kind, state, requested_by, options, expected)
    values (${connectionId}, ${name}, 'queued', ${requestedBy}, ${JSON.stringify(checked)},
      (${countOf(kind, connectionId, checked)}))
    on conflict (connection_id, kind, (coalesce(options ->> 'importId', '')))
      where options is not null and state in ('queued', 'running') do nothing
    returning id`.execute(db)
  const id = rows[0]?.id
  if (id === undefined) throw await underWay(db, connectionId, name, checked)
  await sql`select pg_notify(${longWorkRequests}, ${String(id)})`.execute(db)
  await tell(db, { kind: 'longWork', connectionId, runId: id })
  return id
}

/** How many links long work would go through. */
export async function extentOf(
  db: Db,
  { connectionId, kind: name, options }: Omit<LongWorkRequest, 'requestedBy'>,
): Promise<number> {
  const kind = kindNamed(name)
  const { rows } = await sql<{
    count: number
  }>`${countOf(kind, connectionId, kind.options.parse(options))}`.execute(db)
  return rows[0]?.count ?? 0
}

/** The links long work goes through, as `from link l where …`. */
export function linksOf(kind: AnyLongWorkKind, connectionId: number, options: unknown) {
  return sql`from link l where l.connection_id = ${connectionId} and l.ended_at is null
    and ${kind.which?.(options) ?? sql`true`}`
}

function countOf(kind: AnyLongWorkKind, connectionId: number, options: unknown) {
  return kind.items?.count(options) ?? sql`select count(*) as count ${linksOf(kind, connectionId, options)}`
}

/**
 * Asks long work to end. What is done stays; a batch that is under way is finished first.
 *
 * @throws ProblemError 404 if there is no such work; one that has ended already is left as it is
 */
export async function cancelLongWork(db: Db, runId: number): Promise<void> {
  const { rows } = await sql<{ connectionId: number }>`
    update run set cancelled_at = coalesce(cancelled_at, clock_timestamp())
    where id = ${runId} and options is not null and state in ('queued', 'running')
    returning connection_id`.execute(db)
  const found = rows[0]
  if (!found) {
    const ended = await sql`select from run where id = ${runId} and options is not null`.execute(db)
    if (ended.rows.length === 0) throw notFound()
    return
  }
  await stopCancelled(db)
  await tell(db, { kind: 'longWork', connectionId: found.connectionId, runId })
}

/** Ends cancelled work nobody works on at the moment; the rest is ended by who works on it. */
export async function stopCancelled(db: Db): Promise<void> {
  const { rows } = await sql<{ id: number; connectionId: number }>`
    update run r set state = 'stopped', finished_at = clock_timestamp()
    from connection c
    where c.id = r.connection_id and r.options is not null and r.state in ('queued', 'running')
      and ((r.cancelled_at is not null and (r.state = 'queued' or r.worked_until is null or r.worked_until < now()))
        or c.deleted_at is not null)
    returning r.id, r.connection_id`.execute(db)
  for (const { id, connectionId } of rows) await tell(db, { kind: 'longWork', connectionId, runId: id })
}

async function checkConnection(db: Db, connectionId: number, { writes }: AnyLongWorkKind): Promise<void> {
  const { rows } = await sql<{ active: boolean }>`
    select active from connection where id = ${connectionId} and deleted_at is null`.execute(db)
  if (!rows[0]) throw notFound()
  if (rows[0].active || !writes) return
  throw new ProblemError(409, 'connectionInactive', {
    en: 'This ERP connection is not active. Activate it first.',
    nl: 'Deze ERP-verbinding is niet actief. Activeer haar eerst.',
  })
}

async function underWay(
  db: Db,
  connectionId: number,
  kind: RunKind,
  options: unknown,
): Promise<ProblemError> {
  const { rows } = await sql<{ id: number }>`
    select id from run where connection_id = ${connectionId} and kind = ${kind}
      and options ->> 'importId' is not distinct from ${JSON.stringify(options)}::jsonb ->> 'importId'
      and options is not null and state in ('queued', 'running')`.execute(db)
  return new ProblemError(
    409,
    'alreadyUnderWay',
    {
      en: 'This is already under way for this ERP connection. Wait until it is done, or cancel it.',
      nl: 'Dit is voor deze ERP-verbinding al bezig. Wacht tot het klaar is, of annuleer het.',
    },
    { current: rows[0] ?? null },
  )
}
