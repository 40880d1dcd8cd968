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
    // The mark that the link is to be looked at is made by the database itself.
    await sql`
      update link set base = base - f.erp_field, start = start || jsonb_build_object(f.erp_field, ${side}::text)
      from conflict f where f.id = ${conflictId} and link.id = f.link_id`.execute(tx)
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
