import { sql } from 'kysely'
import { lookAt } from './look.ts'
import { runOf } from './run.ts'
import { send } from './send.ts'
import { mappingOf, transact, type Work } from './work.ts'

/**
 * Carries out what this run stated for fields of these links: reads their actors, plans, and tells the ERP.
 *
 * What the ERP does not take now stays stated, and the passes go on with it.
 */
export async function tellErp(work: Work, linkIds: readonly number[]): Promise<void> {
  const stated = await linksWithRulesOf(work, linkIds)
  for (const [actorType, ofType] of Map.groupBy(stated, (link) => link.actorType)) {
    const mapping = mappingOf(work, actorType)
    if (!mapping) continue
    const ids = ofType.map(({ id }) => id)
    await lookAt(work, mapping, ids)
    // Who asks for it does not wait for what the ERP refused before.
    await transact(work, async (tx) => {
      await sql`update erp_write set next_try_at = null
        where link_id = any(${ids}::bigint[]) and next_try_at is not null`.execute(tx)
    })
    await send(work, mapping, () => true, ids)
  }
}

async function linksWithRulesOf(work: Work, linkIds: readonly number[]) {
  const { rows } = await sql<{ id: number; actorType: string }>`
    select id, actor_type from link
    where id = any(${[...linkIds]}::bigint[]) and ended_at is null and broken_at is null and held_at is null
      and jsonb_path_exists(start, '$.*.run ? (@ == $run)', jsonb_build_object('run', ${await runOf(work)}::bigint))
    order by id`.execute(work.parts.store.db)
  return rows
}
