import type { Actor } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import { readRecords } from '../../crm/index.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { ImportProblem } from '../../store/tables.ts'
import { type LongWork, longWorkKind } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { recordset } from '../work.ts'
import { fieldsToRead } from './add-rows.ts'
import { type Judged, judgeRows } from './look-up.ts'
import { type ActorRow, actorOf, importOf, mappingFor, storeJudged } from './preview.ts'
import { endOfImport } from './results.ts'
import type { StoredImport } from './rights.ts'
import { type Fresh, linkExisting, type Matched, makeNew } from './store-rows.ts'
import { toDo } from './to-do.ts'

const options = z.object({ importId: z.int(), language: z.enum(['nl', 'en']) })
type Options = z.output<typeof options>
type Importing = LongWork<Options, null>

/** A row that is to be carried out, with what was found and what somebody decided. */
interface Decided extends ActorRow {
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
export const importRun = longWorkKind<Options, null, Decided>({
  kind: 'import',
  writes: true,
  alone: true,
  options,
  items: {
    count: ({ importId }) => sql`select count(*) as count ${rowsToDo(importId)}`,
    next: ({ parts, options: { importId } }, after) => nextRows(parts.store.db, importId, after),
  },

  async batch(work, rows) {
    const found = await importOf(work, work.options.importId)
    const mapping = mappingFor(work, found.actorType)
    const keys = rows.map(({ actor }) => actor.key)
    const actors = await work.erp.get(found.actorType, keys, await fieldsToRead(work.parts.store.db, found))
    work.counts.read += rows.length
    await work.parts.reached?.('fetched')
    await carryOut(work, found, mapping, rows, new Map(actors.map((actor) => [actor.key, actor])))
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
      r.choice_record ${rowsToDo(importId)} and r.id > ${after} order by r.id limit ${pageSize}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    verdict: row.verdict,
    recordId: row.recordId,
    choice: row.choice,
    choiceRecord: row.choiceRecord,
    actor: actorOf(row),
  }))
}

async function carryOut(
  work: Importing,
  found: StoredImport,
  mapping: TypeMapping,
  rows: readonly Decided[],
  actors: ReadonlyMap<string, Actor>,
): Promise<void> {
  const { db } = work.parts.store
  const there = rows.flatMap((row) => {
    const actor = actors.get(row.actor.key)
    // Where the ERP tells the parent in lists only, it is the one that was chosen.
    return actor ? [{ ...row, actor: { ...row.actor, ...actor } }] : []
  })
  const judged = await judgeRows(db, there, {
    importId: found.id,
    settings: found.settings,
    mapping,
    again: true,
  })
  const byId = new Map(judged.map((one) => [one.id, one]))
  const free = await freeRecords(db, mapping, rows)
  const fates = rows.map((row) => fateOf(row, byId.get(row.id), free))

  const failed = fates.flatMap((fate) => (fate.do === 'fail' ? [fate] : []))
  const doubtful = failed.flatMap(({ judged: now }) => (now?.verdict === 'duplicate' ? [now] : []))
  await work.parts.store.transaction(async (tx) => {
    if (doubtful.length > 0) await storeJudged(tx, doubtful)
    await storeFailures(tx, work.runId, failed)
    await storeLinked(
      tx,
      work.runId,
      fates.flatMap((fate) => (fate.do === 'linked' ? [fate] : [])),
    )
  })
  work.counts.failed += failed.length
  const refused = async (id: number, problem: ImportProblem) => {
    work.counts.failed += 1
    await storeFailures(db, work.runId, [{ id, problem }])
  }
  await linkExisting(
    work,
    found,
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

type Fate =
  | ({ readonly do: 'create' } & Fresh)
  | ({ readonly do: 'link' } & Matched)
  | { readonly do: 'linked'; readonly id: number; readonly recordId: number }
  | { readonly do: 'fail'; readonly id: number; readonly problem: ImportProblem; readonly judged?: Judged }

/** What becomes of a row now; what is no longer as it was in the preview is left to a person. */
function fateOf(row: Decided, now: Judged | undefined, free: ReadonlySet<number>): Fate {
  const { id } = row
  if (!now) return { do: 'fail', id, problem: { code: 'actorGone' } }
  if (now.verdict === 'linked' && now.recordId !== null) return { do: 'linked', id, recordId: now.recordId }
  if (now.verdict === 'error') return { do: 'fail', id, problem: now.problem ?? { code: 'notStorable' } }
  const record = row.choice === 'link' ? row.choiceRecord : row.recordId
  if (row.choice === 'create' || (row.choice === null && row.verdict === 'new')) return fateOfNew(row, now)
  if (record === null || !free.has(record))
    return { do: 'fail', id, problem: { code: 'matchGone' }, judged: now }
  return { do: 'link', id, actor: now.actor, recordId: record }
}

/** What somebody asked for is made; a record nobody looked at yet is not made a second time. */
function fateOfNew({ id, choice }: Decided, now: Judged): Fate {
  const appeared = now.verdict === 'update' || now.candidates.some(({ taken }) => !taken)
  if (choice === null && appeared)
    return { do: 'fail', id, problem: { code: 'matchAppeared' }, judged: asDuplicate(now) }
  return { do: 'create', id, record: now.fresh }
}

/** One record is found now where none was in the preview: somebody has to look. */
function asDuplicate(now: Judged): Judged {
  const { recordId, matchedBy } = now
  if (recordId === null) return now
  const candidate = { recordId, keys: matchedBy === null ? [] : [matchedBy], similarity: 1, taken: false }
  return { ...now, verdict: 'duplicate', recordId: null, matchedBy: null, candidates: [candidate] }
}

/** Of the records that are to be linked those that are there and not linked in this connection. */
async function freeRecords(
  db: Db,
  { connectionId, recordType }: TypeMapping,
  rows: readonly Decided[],
): Promise<ReadonlySet<number>> {
  const wanted = rows.flatMap(({ recordId, choiceRecord }) => choiceRecord ?? recordId ?? [])
  const there = [...(await readRecords(db, recordType, wanted)).values()].filter(
    ({ deletedAt }) => deletedAt === null,
  )
  const { rows: linked } = await sql<{ recordId: number }>`
    select record_id from link where connection_id = ${connectionId} and record_type = ${recordType}
      and record_id = any(${wanted}::bigint[]) and ended_at is null`.execute(db)
  const taken = new Set(linked.map(({ recordId }) => recordId))
  return new Set(there.flatMap(({ id }) => (taken.has(id) ? [] : [id])))
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
