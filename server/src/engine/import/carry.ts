import type { Actor } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { ImportProblem } from '../../store/tables.ts'
import { type LongWork, longWorkKind } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { recordset } from '../work.ts'
import { type Fate, fateOf, freeRecords } from './fates.ts'
import type { Judged } from './look-up.ts'
import { type ActorRow, actorOf, mappingFor, storeJudged } from './preview.ts'
import { endOfImport } from './results.ts'
import { judgeAgain, judgeAnew, type RowNow } from './second-look.ts'
import { type Slice, sliceOf } from './slice.ts'
import { linkExisting, makeNew } from './store-rows.ts'
import { toDo } from './to-do.ts'

const options = z.object({ importId: z.int(), language: z.enum(['nl', 'en']) })
type Options = z.output<typeof options>
type Importing = LongWork<Options, null>

/** A row that is to be carried out, with what was found and what somebody decided. */
export interface Decided extends ActorRow {
  readonly companyId: number | null
  readonly judgedAsOf: string | null
  readonly judgedMapping: number | null
  readonly verdict: 'new' | 'update' | 'duplicate'
  readonly recordId: number | null
  readonly choice: 'link' | 'create' | null
  readonly choiceRecord: number | null
}

/**
 * Carries an import out, a thousand rows at a time, under a lease of its own.
 *
 * The actors are read anew while no pass reads on: what changed since they were chosen is not lost. What a row became is
 * stored in the transaction that makes it so; killed at any moment, it goes on with the rows that have no outcome. Rows
 * are judged once more: what changed since the preview is left to a person.
 */
export const importRun = longWorkKind<Options, null, Decided, Prepared>({
  kind: 'import',
  writes: true,
  alone: true,
  options,
  items: {
    count: ({ importId }) => sql`select count(*) as count ${rowsToDo(importId)}`,
    next: ({ parts, options: { importId } }, after) => nextRows(parts.store.db, importId, after),
  },

  async prepare(work, rows) {
    const slice = await sliceOf(work, work.options.importId)
    const mapping = mappingFor(work, slice.found.actorType)
    const keys = rows.map(({ actor }) => actor.key)
    const actors = await work.erp.get(slice.found.actorType, keys, slice.fields)
    await work.parts.reached?.('fetched')
    const now = rowsNow(rows, new Map(actors.map((actor) => [actor.key, actor])))
    return { slice, mapping, now, judged: await judgeAgain(work, slice, mapping, now) }
  },

  async batch(work, rows, prepared) {
    work.counts.read += rows.length
    await carryOut(work, rows, prepared)
    return {}
  },

  ended: async (tx, work, state) => endOfImport(tx, work.options, state),
})

function rowsToDo(importId: number): RawBuilder<unknown> {
  return sql`from import_row r join import i on i.id = r.import_id where r.import_id = ${importId} and ${toDo}`
}

async function nextRows(db: Db, importId: number, after: number): Promise<readonly Decided[]> {
  const { rows } = await sql<Omit<Decided, 'actor'> & Parameters<typeof actorOf>[0]>`
    select r.id, r.actor_key, r.title, r.parent_type, r.parent_key, r.fields, r.verdict, r.record_id, r.choice,
      r.choice_record, r.company_id, r.judged_as_of, r.judged_mapping ${rowsToDo(importId)} and r.id > ${after} order by r.id limit ${pageSize}`.execute(
    db,
  )
  return rows.map((row) => ({
    id: row.id,
    verdict: row.verdict,
    recordId: row.recordId,
    choice: row.choice,
    choiceRecord: row.choiceRecord,
    companyId: row.companyId,
    judgedAsOf: row.judgedAsOf,
    judgedMapping: row.judgedMapping,
    actor: actorOf(row),
  }))
}

/** What the ERP has of a batch, and what it would become now. */
interface Prepared {
  readonly slice: Slice
  readonly mapping: TypeMapping
  readonly now: readonly RowNow[]
  readonly judged: readonly Judged[]
}

function rowsNow(rows: readonly Decided[], actors: ReadonlyMap<string, Actor>): readonly RowNow[] {
  return rows.flatMap((row) => {
    const actor = actors.get(row.actor.key)
    // Where the ERP tells the parent in lists only, it is the one that was chosen.
    return actor ? [{ ...row, chosen: row.actor, actor: { ...row.actor, ...actor } }] : []
  })
}

async function carryOut(
  work: Importing,
  rows: readonly Decided[],
  { slice, mapping, now, judged }: Prepared,
): Promise<void> {
  const { db } = work.parts.store
  const byId = new Map(judged.map((one) => [one.id, one]))
  const free = await freeRecords(db, mapping, rows)
  const fates = rows.map((row) => fateOf(row, byId.get(row.id), free))
  await storeLeft(work, slice, mapping, now, fates)
  const refused = async (id: number, problem: ImportProblem) => {
    work.counts.failed += 1
    await storeFailures(db, work.runId, [{ id, problem }])
  }
  await linkExisting(
    work,
    slice.found,
    mapping,
    fates.flatMap((fate) => (fate.do === 'link' ? [fate] : [])),
    refused,
  )
  await makeNew(
    work,
    mapping,
    fates.flatMap((fate) => (fate.do === 'create' ? [fate] : [])),
    refused,
  )
}

/** What is not carried out, and why; of what may be several records those that were found. */
async function storeLeft(
  work: Importing,
  slice: Slice,
  mapping: TypeMapping,
  rows: readonly RowNow[],
  fates: readonly Fate[],
): Promise<void> {
  const failed = fates.flatMap((fate) => (fate.do === 'fail' ? [fate] : []))
  const gone = new Set(failed.flatMap(({ id, problem }) => (problem.code === 'matchGone' ? [id] : [])))
  const others = await judgeAnew(
    work,
    slice,
    mapping,
    rows.filter(({ id }) => gone.has(id)),
  )
  const found = [...failed.flatMap(({ appeared }) => appeared ?? []), ...others]
  const doubtful = found.filter(({ verdict }) => verdict === 'duplicate')
  await work.parts.store.transaction(async (tx) => {
    if (doubtful.length > 0) await storeJudged(tx, doubtful, null)
    await storeFailures(tx, work.runId, failed)
    await storeLinked(
      tx,
      work.runId,
      fates.flatMap((fate) => (fate.do === 'linked' ? [fate] : [])),
    )
  })
  work.counts.failed += failed.length
}

async function storeFailures(
  db: Db | Tx,
  runId: number,
  failed: readonly { readonly id: number; readonly problem: ImportProblem }[],
): Promise<void> {
  if (failed.length === 0) return
  await sql`
    update import_row r set outcome = 'failed', problem = x.problem, run_id = ${runId}
    from ${recordset(failed.map(({ id, problem }) => ({ id, problem })))} as x (id bigint, problem jsonb)
    where r.id = x.id and r.outcome is null`.execute(db)
}

async function storeLinked(
  tx: Tx,
  runId: number,
  linked: readonly { readonly id: number; readonly recordId: number }[],
): Promise<void> {
  if (linked.length === 0) return
  const rows = linked.map(({ id, recordId }) => ({ id, record: recordId }))
  await sql`
    update import_row r set outcome = 'linked', record_id = x.record, problem = null, run_id = ${runId}
    from ${recordset(rows)} as x (id bigint, record bigint) where r.id = x.id`.execute(tx)
}
