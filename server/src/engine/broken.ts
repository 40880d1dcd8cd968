import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import { setGoneAside } from './protection/set-aside.ts'
import { runOf } from './run.ts'
import { transact, type Work } from './work.ts'

/**
 * Breaks the links of actors the ERP says are gone. The records stay as they are.
 *
 * The ERP is asked for each of them first: a link breaks on an explicit "not there", never on a slip in a feed.
 */
export async function breakLinks(work: Work, mapping: TypeMapping, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const linked = await linkedKeys(work, mapping, keys)
  if (linked.length === 0) return
  const there = await work.erp.get(mapping.actorType, linked, [])
  const found = new Set(there.map(({ key }) => key))
  const gone = linked.filter((key) => !found.has(key))
  if (gone.length === 0) return
  await runOf(work)
  work.counts.failed += await transact(work, async (tx) => {
    if (await setGoneAside(tx, work, mapping, gone)) return 0
    const { rows } = await sql<{ id: number }>`
      with broken as (
        update link set broken_at = clock_timestamp()
        where connection_id = ${work.connectionId} and actor_type = ${mapping.actorType}
          and actor_key = any(${gone}::text[]) and ended_at is null and broken_at is null
        returning id
      ),
      unsaid as (delete from erp_write where link_id in (select id from broken)),
      unsuspected as (delete from suspect where link_id in (select id from broken)),
      unseen as (delete from crm_change where link_id in (select id from broken)),
      unparked as (
        update parked set resolved_at = clock_timestamp()
        where link_id in (select id from broken) and resolved_at is null
      )
      select id from broken`.execute(tx)
    return rows.length
  })
}

async function linkedKeys(
  work: Work,
  { actorType }: TypeMapping,
  keys: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ actorKey: string }>`
    select actor_key from link
    where connection_id = ${work.connectionId} and actor_type = ${actorType}
      and actor_key = any(${[...keys]}::text[]) and ended_at is null and broken_at is null`.execute(
    work.parts.store.db,
  )
  return rows.map(({ actorKey }) => actorKey)
}
