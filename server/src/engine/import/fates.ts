import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { ImportProblem } from '../../store/tables.ts'
import type { Decided } from './carry.ts'
import type { Judged } from './look-up.ts'
import type { Fresh, Matched } from './store-rows.ts'

/** What becomes of a row. */
export type Fate =
  | ({ readonly do: 'create' } & Fresh)
  | ({ readonly do: 'link' } & Matched)
  | { readonly do: 'linked'; readonly id: number; readonly recordId: number }
  | { readonly do: 'fail'; readonly id: number; readonly problem: ImportProblem; readonly appeared?: Judged }

/** What becomes of a row now; what is no longer as it was in the preview is left to a person. */
export function fateOf(row: Decided, now: Judged | undefined, free: ReadonlySet<number>): Fate {
  const { id } = row
  if (!now) return { do: 'fail', id, problem: { code: 'actorGone' } }
  if (now.verdict === 'linked' && now.recordId !== null) return { do: 'linked', id, recordId: now.recordId }
  if (now.verdict === 'error') return { do: 'fail', id, problem: now.problem ?? { code: 'notStorable' } }
  const record = row.choice === 'link' ? row.choiceRecord : row.recordId
  if (row.choice === 'create' || (row.choice === null && row.verdict === 'new')) return fateOfNew(row, now)
  if (record === null || !free.has(record)) return { do: 'fail', id, problem: { code: 'matchGone' } }
  return { do: 'link', id, actor: now.actor, recordId: record }
}

/** What somebody asked for is made; a record nobody looked at yet is not made a second time. */
function fateOfNew({ id, choice }: Decided, now: Judged): Fate {
  const appeared = now.verdict === 'update' || now.candidates.some(({ taken }) => !taken)
  if (choice === null && appeared)
    return { do: 'fail', id, problem: { code: 'matchAppeared' }, appeared: asDuplicate(now) }
  if (!now.fresh) throw new Error('A row is made by its second look.')
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
export async function freeRecords(
  db: Db,
  { connectionId, recordType }: TypeMapping,
  rows: readonly Decided[],
): Promise<ReadonlySet<number>> {
  const wanted = rows.flatMap(({ recordId, choiceRecord }) => choiceRecord ?? recordId ?? [])
  if (wanted.length === 0) return new Set()
  const { rows: free } = await sql<{ id: number }>`
    select t.id from ${sql.table(recordType)} t where t.id = any(${wanted}::bigint[]) and t.deleted_at is null
      and not exists (select from link l where l.connection_id = ${connectionId} and l.record_type = ${recordType}
        and l.record_id = t.id and l.ended_at is null)`.execute(db)
  return new Set(free.map(({ id }) => id))
}
