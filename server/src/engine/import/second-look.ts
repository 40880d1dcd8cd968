import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import { measureAnew } from '../../store/index.ts'
import type { Erp } from '../erp-calls.ts'
import type { Work } from '../work.ts'
import { type ActorLinks, actorLinks } from './actor-links.ts'
import type { Decided } from './carry.ts'
import { type Judged, judgeRows, lookUp, type SecondLook } from './look-up.ts'
import type { ActorRow } from './preview.ts'
import type { Slice } from './slice.ts'

/** A row with its actor as the ERP has it now. */
export interface RowNow extends Decided {
  readonly chosen: ActorRow['actor']
}

/** So many are looked among one by one; of more, among all records. */
const mostApart = 500

/**
 * What rows would become now, as they are about to be carried out.
 *
 * Only what would be made without anybody's decision is looked for once more: among what was written, or let go, since the
 * preview. All records are looked among where the actor is not as it was, or too many were written.
 */
export async function judgeAgain(
  work: Work,
  slice: Slice,
  mapping: TypeMapping,
  rows: readonly RowNow[],
): Promise<readonly Judged[]> {
  const { db } = work.parts.store
  const { found, also } = slice
  const links = await actorLinks(db, mapping, rows)
  const judge = async (some: readonly RowNow[], again: SecondLook) => {
    if (some.length === 0) return []
    if (!again.among) await measureAnew(db, mapping.recordType)
    const options = { importId: found.id, settings: found.settings, mapping, links, also, again }
    return await judgeRows(db, await lookUp(db, some, options), options)
  }
  const unsure = rows.filter(({ verdict, choice }) => verdict === 'new' && choice === null)
  const known = unsure.filter((row) => isAsJudged(row, work.mappingVersion, links))
  const among = await writtenSince(work, mapping, { importId: found.id, rows: known, asOf: links.asOf })
  const narrow = new Set(among ? known : [])
  const sure = new Set(unsure)
  return [
    ...(await judge(
      rows.filter((row) => !sure.has(row)),
      { among: [] },
    )),
    ...(await judge([...narrow], { among: among ?? [] })),
    ...(await judge(
      unsure.filter((row) => !narrow.has(row)),
      {},
    )),
  ]
}

/** What they would become, looked for among all records. */
export async function judgeAnew(
  { parts }: Work,
  { found, also }: Slice,
  mapping: TypeMapping,
  rows: readonly RowNow[],
): Promise<readonly Judged[]> {
  if (rows.length === 0) return []
  const { db } = parts.store
  const links = await actorLinks(db, mapping, rows)
  const options = { importId: found.id, settings: found.settings, mapping, links, also, again: {} }
  return await judgeRows(db, await lookUp(db, rows, options), options)
}

/** Whether the preview looked for what this actor is now. */
function isAsJudged(
  { id, actor, chosen, companyId, judgedAsOf, judgedMapping }: RowNow,
  mappingVersion: number,
  { companyOf }: ActorLinks,
): boolean {
  return (
    judgedAsOf !== null &&
    judgedMapping === mappingVersion &&
    (companyOf.get(id) ?? null) === companyId &&
    isDeepStrictEqual(actor.fields, chosen.fields)
  )
}

/** Since when a slice has looked what was written, until when, and what it was. */
interface Looked {
  readonly since: string
  readonly until: string
  readonly records: Set<number>
}

const slices = new WeakMap<Erp, Looked>()

/**
 * Records that may be what an actor is, and were not when these rows were judged: written since, let go by another actor, or
 * meant for an actor that could not be linked. What this import made is linked, and so is nobody else's. Undefined: too many.
 */
async function writtenSince(
  { parts, erp, connectionId }: Work,
  { recordType }: TypeMapping,
  {
    importId,
    rows,
    asOf,
  }: { readonly importId: number; readonly rows: readonly RowNow[]; readonly asOf: string },
): Promise<readonly number[] | undefined> {
  if (rows.length === 0) return []
  const before = slices.get(erp)
  const since = earliest(rows.map(({ judgedAsOf }) => judgedAsOf ?? ''))
  const begin = before && before.since <= since ? before.until : since
  const most = mostApart + 1
  const { rows: found } = await sql<{ records: number[] }>`
    select array(
      (select t.id from ${sql.table(recordType)} t
      -- Of what this connection wrote last the link ends later, if it does.
      where t.deleted_at is null and t.updated_at >= ${begin}::timestamptz
        and t.updated_by is distinct from ${`connection:${connectionId}`} limit ${most})
      union all
      (select l.record_id from link l where l.connection_id = ${connectionId} and l.record_type = ${recordType}
        and l.ended_at >= ${begin}::timestamptz limit ${most})
      union all
      (select r.record_id from import_row r where r.import_id = ${importId} and r.outcome = 'failed'
        and r.record_id is not null limit ${most})
    ) as records`.execute(parts.store.db)
  const [now] = found
  if (!now) throw new Error('PostgreSQL answered without a row.')
  const records = new Set([...(before?.records ?? []), ...now.records])
  slices.set(erp, { since: before ? earliest([before.since, since]) : since, until: asOf, records })
  return records.size > mostApart ? undefined : [...records]
}

/** Instants can be sorted as text. */
function earliest(instants: readonly string[]): string {
  return instants.toSorted()[0] ?? ''
}
