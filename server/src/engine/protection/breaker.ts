import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import { isDisaster } from '../../sync/index.ts'
import { lookAt } from '../look.ts'
import { transact, type Work } from '../work.ts'
import { type Guard, linksOf } from './guard.ts'
import { breakerText } from './texts.ts'

const batchSize = 1_000

/** A pass found something only an administrator can say is right. Nothing of it was done. */
export class AskFirst extends ProblemError {}

/** How many links were set aside, by what would happen to them. */
export interface SuspectCounts {
  readonly blank: number
  readonly gone: number
  readonly renamed: number
  readonly differs: number
  readonly lost: number
  readonly same: number
}

export async function countSuspects(work: Pick<Work, 'connectionId' | 'parts'>): Promise<SuspectCounts> {
  const { rows } = await sql<SuspectCounts>`
    with live as (
      select s.kinds, s.fields, s.link_id from suspect s join link l on l.id = s.link_id
      where s.connection_id = ${work.connectionId} and s.confirmed_at is null
        and l.ended_at is null and l.broken_at is null and l.held_at is null
    )
    select count(*) filter (where 'blank' = any(kinds)) as blank, count(*) filter (where 'gone' = any(kinds)) as gone,
      count(*) filter (where 'renamed' = any(kinds)) as renamed, count(*) filter (where 'differs' = any(kinds)) as differs,
      count(*) filter (where kinds && '{blank,gone}') as lost,
      (select coalesce(max(n), 0) from (
        select count(*) as n from live v, jsonb_array_elements(v.fields) f where f->>'kind' = 'renamed'
        group by f->>'erpField', f->'after'
      ) names) as same
    from live`.execute(work.parts.store.db)
  return rows[0] ?? { blank: 0, gone: 0, renamed: 0, differs: 0, lost: 0, same: 0 }
}

/**
 * Once everything is read: carries out what was set aside if it is little; if it is much, looks at the ERP once more,
 * and stops if it still is.
 *
 * @throws AskFirst with 0 of it done
 */
export async function judge(work: Work, guard: Guard): Promise<void> {
  if (await isTooMuch(work, guard)) {
    await eachSuspect(work, false)
    const counts = await isTooMuch(work, guard)
    if (counts) throw new AskFirst(409, 'breaker', breakerText(counts, guard.links ?? 0))
  }
  await release(work, guard, false)
}

async function isTooMuch(work: Work, guard: Guard): Promise<SuspectCounts | undefined> {
  const counts = await countSuspects(work)
  const links = await linksOf(work.parts.store.db, work, guard)
  return isDisaster(counts, links) ? counts : undefined
}

/**
 * Does what was set aside, on what the ERP has now.
 *
 * @param confirmed only what an administrator said is right
 */
export async function release(work: Work, guard: Guard, confirmed: boolean): Promise<void> {
  const { mode } = guard
  guard.mode = 'release'
  try {
    await eachSuspect(work, confirmed, (tx, ids) =>
      sql`delete from suspect where link_id = any(${ids}::bigint[])`.execute(tx),
    )
  } finally {
    guard.mode = mode
  }
}

type Tx = Parameters<Parameters<typeof transact>[1]>[0]

async function eachSuspect(
  work: Work,
  confirmed: boolean,
  afterwards?: (tx: Tx, ids: number[]) => Promise<unknown>,
): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await sql<{ linkId: number; actorType: string }>`
      select link_id, actor_type from suspect
      where connection_id = ${work.connectionId} and link_id > ${after} and (not ${confirmed} or confirmed_at is not null)
      order by link_id limit ${batchSize}`.execute(work.parts.store.db)
    const last = rows.at(-1)
    if (!last) return
    after = last.linkId
    for (const mapping of work.mappings) {
      const ids = rows.filter(({ actorType }) => actorType === mapping.actorType).map(({ linkId }) => linkId)
      await lookAt(work, mapping, ids)
    }
    // Also those that need nothing any more: ended meanwhile, or put aside for another reason.
    const ids = rows.map(({ linkId }) => linkId)
    if (afterwards) await transact(work, (tx) => afterwards(tx, ids))
  }
}
