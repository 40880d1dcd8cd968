import type { ActorTypeName, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import { type Calling, type Erp, erpOf } from '../erp-calls.ts'
import { dropLease, keepLease, type Lease, takeLease } from '../lease.ts'
import { mappingsOf } from '../mappings.ts'
import type { EngineParts } from '../parts.ts'
import { pageSize } from '../read-erp.ts'
import { countsOf, finishRun, keepRunAlive, runOf } from '../run.ts'
import { noCounts, type Work } from '../work.ts'
import { ahead } from './ahead.ts'
import type { Decide } from './decision.ts'
import { newRecordMapping } from './new-record.ts'
import { type Failure, planPage, type Rules, storePage } from './page.ts'
import { rowsOf } from './rows.ts'

export interface ImportOptions {
  readonly connectionId: number
  readonly actorType: ActorTypeName
  /** What becomes of actors without a link. */
  readonly decide: Decide
  readonly requestedBy: string | null
  /** Who holds the lease. */
  readonly worker: string
  readonly signal: AbortSignal
  /** The run of an import that was begun before: it goes on where that one came to. */
  readonly runId?: number
  /** An import ends after about this long and says that there is more. */
  readonly sliceMs?: number
}

/**
 * `notNow`: a pass of the connection is under way, or it is not active, stopped, or to be compared first; nothing was
 * done.
 */
export type Imported = { readonly runId: number; readonly result: 'done' | 'more' } | 'notNow'

/**
 * Imports the actors of one type: a record for each that has none, in pages of a thousand.
 *
 * It holds the lease of the connection, so that no pass goes on while a page that was read is not yet stored. Each
 * page is stored in one transaction with the place reached: it can be ended at any moment and taken up again, and
 * done twice it makes nothing twice.
 */
export async function importActors(parts: EngineParts, options: ImportOptions): Promise<Imported> {
  const { connectionId, worker, signal } = options
  // Not while the connection is stopped, or waits for its ERP.
  const lease = await takeLease(parts, connectionId, worker, false)
  if (!lease) return 'notNow'
  if (lease.compare !== null) {
    await dropLease(parts.store, connectionId, lease.fence)
    return 'notNow'
  }
  const ended = new AbortController()
  const kept = keepLease(parts, { connectionId, fence: lease.fence, forced: true }, () => ended.abort())
  try {
    const calling: Calling = { caller: 'pass', allowed: kept.outlives, settingsAsOf: lease.settingsAsOf }
    const erp = erpOf(parts, connectionId, AbortSignal.any([signal, ended.signal]), calling)
    return await underLease(parts, options, lease, erp).finally(() => erp.close())
  } finally {
    kept.stop()
    await dropLease(parts.store, connectionId, lease.fence)
  }
}

async function underLease(
  parts: EngineParts,
  { connectionId, actorType, decide, requestedBy, runId, signal, sliceMs = Infinity }: ImportOptions,
  lease: Lease,
  erp: Erp,
): Promise<Imported> {
  const { version, types } = await mappingsOf(parts.store.db, connectionId, lease.mappingVersion)
  const mapping = types.find((type) => type.actorType === actorType)
  if (!mapping) return 'notNow'
  const run = await beginRun(parts, connectionId, actorType, requestedBy, runId)
  const work: Work = {
    parts,
    connectionId,
    kind: 'import',
    requestedBy,
    fence: lease.fence,
    leasedAt: lease.leasedAt,
    mappingVersion: version,
    mappings: types,
    erp,
    counts: run.counts,
    run: Promise.resolve(run.id),
  }
  const endsAt = performance.now() + sliceMs
  const stopBeating = keepRunAlive(parts.store, run.id)
  try {
    const all = await readAll(work, mapping, decide, run, () => performance.now() < endsAt && !signal.aborted)
    if (all) await finishRun(work)
    return { runId: run.id, result: all ? 'done' : 'more' }
  } finally {
    stopBeating()
  }
}

async function readAll(
  work: Work,
  mapping: TypeMapping,
  decide: Decide,
  run: ImportRun,
  goOn: () => boolean,
): Promise<boolean> {
  const rules: Rules = {
    mapping,
    decide,
    fresh: newRecordMapping(mapping),
    rows: await rowsOf(work, mapping),
  }
  const fields = mapping.fields.map(({ erpField }) => erpField)
  const pages = work.erp.changes(mapping.actorType, run.cursor ?? undefined, { fields, pageSize })
  const plan = (page: Page) => planPage(work, rules, page)
  let reached = run.cursor
  // While one page is stored the next is read and planned.
  for await (const planned of ahead(pages, plan)) {
    const failures: Failure[] = []
    await storePage(
      work,
      rules,
      planned,
      (tx, made) => savePlace(tx, work, mapping, reached, planned.page, made),
      (failure) => failures.push(failure),
    )
    reached = planned.page.cursor
    work.counts.read += planned.page.actors.length
    if (failures.length > 0) await tellFailures(work, run.id, failures)
    if (!goOn()) return false
  }
  return true
}

/**
 * Where the import has come to. As long as passes have read nothing further, the page is behind them too: it holds
 * nothing they would not have done.
 */
async function savePlace(
  tx: Tx,
  work: Work,
  { actorType }: TypeMapping,
  before: string | null,
  { cursor, actors }: Page,
  made: number,
): Promise<void> {
  const counts = {
    ...work.counts,
    read: work.counts.read + actors.length,
    changed: work.counts.changed + made,
  }
  await sql`
    with behind as (
      update actor_type set cursor = ${cursor}
      where connection_id = ${work.connectionId} and type = ${actorType} and cursor is not distinct from ${before}
    )
    update run set cursor_to = ${JSON.stringify({ [actorType]: cursor })}, ${countsOf({ counts })}
    where id = ${await runOf(work)}`.execute(tx)
}

const mostFailures = 1_000

async function tellFailures({ parts }: Work, runId: number, failures: readonly Failure[]): Promise<void> {
  await sql`
    update run set result = jsonb_build_object('failures',
      coalesce(result->'failures', '[]') || ${JSON.stringify(failures)}::jsonb)
    where id = ${runId} and coalesce(jsonb_array_length(result->'failures'), 0) < ${mostFailures}`.execute(
    parts.store.db,
  )
}

interface ImportRun {
  readonly id: number
  readonly cursor: string | null
  readonly counts: Work['counts']
}

async function beginRun(
  { store }: EngineParts,
  connectionId: number,
  actorType: string,
  requestedBy: string | null,
  runId: number | undefined,
): Promise<ImportRun> {
  const { rows } =
    runId === undefined
      ? await sql<ImportRunRow>`
          insert into run (connection_id, kind, requested_by) values (${connectionId}, 'import', ${requestedBy})
          returning id, cursor_to, to_jsonb(run) as counts`.execute(store.db)
      : await sql<ImportRunRow>`
          update run set state = 'running', finished_at = null, beat_at = clock_timestamp()
          where id = ${runId} and connection_id = ${connectionId} and kind = 'import'
          returning id, cursor_to, to_jsonb(run) as counts`.execute(store.db)
  const [row] = rows
  if (!row) throw new Error(`There is no import ${runId} of connection ${connectionId}.`)
  const { read, changed, skipped, failed, conflicts } = row.counts
  return {
    id: row.id,
    cursor: row.cursorTo?.[actorType] ?? null,
    counts: {
      ...noCounts(),
      read,
      changed,
      skipped,
      failed,
      conflicts,
      toCrm: row.counts.to_crm,
      toErp: row.counts.to_erp,
    },
  }
}

interface ImportRunRow {
  readonly id: number
  readonly cursorTo: Readonly<Record<string, string>> | null
  readonly counts: Record<
    'read' | 'changed' | 'to_crm' | 'to_erp' | 'skipped' | 'failed' | 'conflicts',
    number
  >
}
