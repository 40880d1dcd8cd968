import type { Actor } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { ImportProblem } from '../../store/tables.ts'
import { type LongWork, longWorkKind } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { recordset } from '../work.ts'
import { measureLinks } from './actor-links.ts'
import { type Fate, fateOf, freeRecords } from './fates.ts'
import { caughtUp } from './feed.ts'
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
  /** The ERP's feed has told of no change of the actor since. */
  readonly asOfNow: boolean
}

/**
 * Carries an import out, a thousand rows at a time, under a lease of its own.
 *
 * The actors are read anew while no pass reads on, unless the ERP says that they did not change: what changed since they were
 * chosen is not lost. What a row became is
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
    async next(work, after) {
      const { importId } = work.options
      // Before rows are read: it marks those that changed.
      const readBy = await caughtUp(work, await sliceOf(work, importId))
      return await nextRows(work.parts.store.db, importId, after, readBy)
    },
  },

  async prepare(work, rows) {
    const slice = await sliceOf(work, work.options.importId)
    const mapping = mappingFor(work, slice.found.actorType)
    const now = await rowsNow(work, slice, rows)
    await work.parts.reached?.('fetched')
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

async function nextRows(
  db: Db,
  importId: number,
  after: number,
  readBy: number | null,
): Promise<readonly Decided[]> {
  type Row = Omit<Decided, 'actor' | 'asOfNow'> & Parameters<typeof actorOf>[0]
  const { rows } = await sql<Row & Told>`
    select r.id, r.actor_key, r.title, r.parent_type, r.parent_key, r.fields, r.version, r.modified_at, r.verdict, r.record_id,
      r.choice, r.choice_record, r.company_id, r.judged_as_of, r.judged_mapping, r.collected_by
      ${rowsToDo(importId)} and r.id > ${after} order by r.id limit ${pageSize}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    verdict: row.verdict,
    recordId: row.recordId,
    choice: row.choice,
    choiceRecord: row.choiceRecord,
    companyId: row.companyId,
    judgedAsOf: row.judgedAsOf,
    judgedMapping: row.judgedMapping,
    actor: { ...actorOf(row), ...versionOf(row) },
    asOfNow: readBy !== null && row.collectedBy === readBy,
  }))
}

interface Told {
  readonly version: string | null
  readonly modifiedAt: string | null
  readonly collectedBy: number | null
}

function versionOf({ version, modifiedAt }: Told): Pick<Actor, 'version' | 'modifiedAt'> {
  return { ...(version === null ? {} : { version }), ...(modifiedAt === null ? {} : { modifiedAt }) }
}

/** What the ERP has of a batch, and what it would become now. */
interface Prepared {
  readonly slice: Slice
  readonly mapping: TypeMapping
  readonly now: readonly RowNow[]
  readonly judged: readonly Judged[]
}

/** Their actors as the ERP has them: what is stored, where its feed told of no change, and else what it answers now. */
async function rowsNow(
  { erp }: Importing,
  { found, fields }: Slice,
  rows: readonly Decided[],
): Promise<readonly RowNow[]> {
  const isKnown = ({ asOfNow, actor }: Decided) =>
    asOfNow && fields.every((key) => Object.hasOwn(actor.fields, key))
  const unknown = rows.filter((row) => !isKnown(row)).map(({ actor }) => actor.key)
  const read = unknown.length === 0 ? [] : await erp.get(found.actorType, unknown, fields)
  const asked = new Set(unknown)
  const actors = new Map(read.map((actor) => [actor.key, actor]))
  return rows.flatMap((row) => {
    const chosen = row.actor
    if (!asked.has(chosen.key)) return [{ ...row, chosen }]
    const actor = actors.get(chosen.key)
    if (!actor) return []
    const { parent } = chosen
    // Where the ERP tells the parent in lists only, it is the one that was chosen.
    return [{ ...row, chosen, actor: parent ? { parent, ...actor } : actor }]
  })
}

async function carryOut(
  work: Importing,
  rows: readonly Decided[],
  { slice, mapping, now, judged }: Prepared,
): Promise<void> {
  const { db } = work.parts.store
  await measureLinks(db, work.erp)
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
