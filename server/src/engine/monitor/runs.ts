import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { Problem } from '../../store/tables.ts'
import { silentFor } from '../run.ts'
import type { oneRun, run, runFilter } from './contract.ts'
import { all, type Language, problemIn } from './listing.ts'

type Run = z.infer<typeof run>
type OneRun = z.infer<typeof oneRun>
type RunRow = Omit<Run, 'connection' | 'problem'> & {
  connectionId: number
  connectionName: string
  problem: Problem | null
}

// A run whose process died cannot say so itself. Long work is taken up again by the next worker; the rest is over.
const state = sql<Run['state']>`case
  when r.state <> 'running' then r.state
  when r.options is null then case when r.beat_at < now() - ${silentFor} then 'stopped' else 'running' end
  when r.worked_until > now() and exists (select from worker w where w.beat_at > now() - ${silentFor}) then 'running'
  else 'queued' end`

const columns = sql`r.id, r.connection_id, c.name as connection_name, r.kind, ${state} as state, r.started_at,
  r.finished_at, coalesce(u.name, r.requested_by) as requested_by, r.read, r.changed, r.to_crm, r.to_erp, r.skipped,
  r.failed, r.conflicts, r.expected, r.processed, r.cancelled_at, r.next_try_at, r.problem,
  (extract(epoch from coalesce(r.finished_at, clock_timestamp()) - r.started_at) * 1000)::bigint as duration_ms`

const source = sql`run r join connection c on c.id = r.connection_id left join app_user u on u.id = r.requested_by`

/** Runs, newest first; `next` is where the following page begins. */
export async function runs(
  db: Db,
  filter: z.infer<typeof runFilter>,
  language: Language,
): Promise<{ rows: Run[]; next: number | null }> {
  const { rows } = await sql<RunRow>`
    select ${columns} from ${source} where ${whereOf(filter)} order by r.id desc limit ${filter.limit + 1}`.execute(
    db,
  )
  const shown = rows.slice(0, filter.limit)
  return {
    rows: shown.map((row) => runIn(row, language)),
    next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

function whereOf({ connectionId, kind, state: wanted, busy, from, to, before }: z.infer<typeof runFilter>) {
  return all([
    connectionId === undefined ? undefined : sql`r.connection_id = ${connectionId}`,
    kind && sql`r.kind = ${kind}`,
    wanted && sql`${state} = ${wanted}`,
    busy &&
      sql`(r.changed + r.to_crm + r.to_erp + r.failed + r.conflicts > 0 or r.state in ('queued', 'running'))`,
    from && sql`r.started_at >= ${from}`,
    to && sql`r.started_at < ${to}`,
    before === undefined ? undefined : sql`r.id < ${before}`,
  ])
}

/** One run with what only its own page shows. */
export async function readRun(db: Db, id: number, language: Language): Promise<OneRun> {
  const { rows } = await sql<RunRow & Pick<OneRun, 'cursorFrom' | 'cursorTo' | 'options' | 'result' | 'has'>>`
    select ${columns}, r.cursor_from, r.cursor_to, r.options, r.result, jsonb_build_object(
      'moved', exists (${ofRun('sync_log', id)}), 'conflicts', exists (${ofRun('conflict', id)}),
      'parked', exists (${ofRun('parked', id)})) as has
    from ${source} where r.id = ${id}`.execute(db)
  const row = rows[0]
  if (!row) throw notFound()
  return { ...row, ...runIn(row, language) }
}

function ofRun(table: string, id: number): RawBuilder<unknown> {
  return sql`select from ${sql.table(table)} t where t.run_id = ${id}`
}

function runIn({ connectionId, connectionName, problem, ...rest }: RunRow, language: Language): Run {
  return {
    ...rest,
    connection: { id: connectionId, name: connectionName },
    problem: problem && problemIn(problem, language),
  }
}
