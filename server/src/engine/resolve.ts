import { sql } from 'kysely'
import { notFound } from '../problem.ts'
import type { Store, Tx } from '../store/index.ts'

/**
 * Closes a conflict for a side: its field begins anew with that side's value at the next look at the link.
 *
 * @returns the link
 */
export async function chooseSide(
  store: Store,
  conflictId: number,
  side: 'erp' | 'crm',
  userId: string,
): Promise<number> {
  return await store.transaction(async (tx) => {
    const linkId = await close(tx, conflictId, side, userId)
    // Marked here: the database itself only sees a rule that is new, not one that is chosen once more.
    await sql`
      with begun as (
        update link set base = base - f.erp_field, start = start || jsonb_build_object(f.erp_field, ${side}::text)
        from conflict f where f.id = ${conflictId} and link.id = f.link_id returning link.id, link.connection_id
      )
      insert into crm_change as c (link_id, connection_id) select id, connection_id from begun
      on conflict (link_id) do update set seq = default`.execute(tx)
    return linkId
  })
}

async function close(tx: Tx, conflictId: number, side: string, userId: string): Promise<number> {
  const { rows: links } = await sql<{ id: number }>`
    select l.id from link l join conflict f on f.link_id = l.id
    where f.id = ${conflictId} and l.ended_at is null for no key update of l`.execute(tx)
  const { rows } = await sql<{ linkId: number }>`
    update conflict set resolved_at = clock_timestamp(), resolved_by = ${userId}, resolution = ${side}
    where id = ${conflictId} and resolved_at is null returning link_id`.execute(tx)
  const linkId = links[0] && rows[0]?.linkId
  if (linkId === undefined) throw notFound()
  return linkId
}
