import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { CompareReason } from '../../store/tables.ts'
import { isSameErp } from '../../sync/index.ts'
import { lookAt } from '../look.ts'
import { transact, type Work } from '../work.ts'
import { AskFirst, countSuspects } from './breaker.ts'
import { type Guard, linksOf } from './guard.ts'
import { comparedText } from './texts.ts'

const batchSize = 1_000

/** From now on both sides of these connections are compared before anything is written. */
export async function compareBeforeWriting(
  db: Db,
  connectionIds: readonly number[],
  reason: CompareReason,
): Promise<void> {
  if (connectionIds.length === 0) return
  await sql`
    insert into protection as p (connection_id, compare_reason, compare_since)
    select id, ${reason}, now() from unnest(${[...connectionIds]}::bigint[]) id
    on conflict (connection_id) do update set compare_position = 0, compared_at = null,
      compare_since = excluded.compare_since,
      -- That a backup was restored weighs more than anything that is found out later.
      compare_reason = case when p.compare_reason = 'restored' then 'restored' else excluded.compare_reason end`.execute(
    db,
  )
}

/**
 * Reads the actor of every link and compares: where both sides are what they should be the base is right again,
 * everything else is set aside. Nothing is written on either side.
 *
 * @returns whether the pass may go on; false: the slice is over
 * @throws AskFirst when only an administrator can say how
 */
export async function compareFirst(
  work: Work,
  guard: Guard,
  reason: CompareReason,
  goOn: () => boolean,
): Promise<boolean> {
  guard.mode = 'compare'
  await beginAnew(work)
  if (!(await compareLinks(work, goOn))) return false
  const counts = await countSuspects(work)
  const links = await linksOf(work.parts.store.db, work, guard)
  const proven =
    reason === 'restored' || reason === 'asked'
      ? counts.differs + counts.gone === 0
      : isSameErp(counts, links)
  if (!proven) {
    await sql`update protection set compared_at = now() where connection_id = ${work.connectionId}`.execute(
      work.parts.store.db,
    )
    throw new AskFirst(409, 'compareFirst', comparedText(reason, counts, links))
  }
  await transact(work, (tx) => endComparison(tx, work.connectionId))
  guard.mode = 'watch'
  return true
}

/** It may be written again; what was set aside is planned like everything else. */
async function endComparison(db: Db, connectionId: number): Promise<void> {
  await sql`
    with ended as (
      update protection set compare_reason = null, compare_since = null, compare_position = 0, compared_at = null
      where connection_id = ${connectionId}
    ),
    free as (delete from suspect where connection_id = ${connectionId} and confirmed_at is null returning link_id)
    insert into crm_change as c (link_id, connection_id) select link_id, ${connectionId} from free order by link_id
    on conflict (link_id) do update set seq = default`.execute(db)
}

/** One that is through and has yet to be answered is made again: somebody mended something. */
async function beginAnew({ connectionId, parts }: Work): Promise<void> {
  await sql`
    with anew as (
      update protection set compare_position = 0, compared_at = null
      where connection_id = ${connectionId} and (compared_at is not null or compare_position = 0) returning connection_id
    )
    delete from suspect where connection_id in (select connection_id from anew) and confirmed_at is null`.execute(
    parts.store.db,
  )
}

async function compareLinks(work: Work, goOn: () => boolean): Promise<boolean> {
  const { db } = work.parts.store
  for (;;) {
    const { rows } = await sql<{ id: number; actorType: string }>`
      select l.id, l.actor_type from link l
      where l.connection_id = ${work.connectionId} and l.ended_at is null and l.broken_at is null
        and l.id > (select compare_position from protection where connection_id = ${work.connectionId})
      order by l.id limit ${batchSize}`.execute(db)
    const last = rows.at(-1)
    if (!last) return true
    for (const mapping of work.mappings) {
      const ids = rows.filter(({ actorType }) => actorType === mapping.actorType).map(({ id }) => id)
      await lookAt(work, mapping, ids)
    }
    await sql`update protection set compare_position = ${last.id} where connection_id = ${work.connectionId}`.execute(
      db,
    )
    if (!goOn()) return false
  }
}
