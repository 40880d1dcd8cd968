import { sql } from 'kysely'
import type { Tx } from '../store/index.ts'
import type { LockedLink } from './links.ts'
import type { Work } from './work.ts'

/** By link: since when the ERP was being asked. Without it the actors are of a page the pass asked for. */
export type AskedSince = ReadonlyMap<number, string>

/**
 * Whether nothing newer than this reading was stored of the link's actor: a pass and somebody who waits for one record
 * read beside each other, and who read first may come last.
 */
export function isNewest(work: Work, link: LockedLink, asked: AskedSince | undefined): boolean {
  if (asked) return link.askedAt !== null && link.askedAt === asked.get(link.id)
  return link.readAt === null || work.leasedAt === undefined || link.readAt < work.leasedAt
}

/** What is stored now is the newest: whoever read these actors earlier notices. */
export async function nowKnown(tx: Tx, work: Work, links: readonly LockedLink[]): Promise<void> {
  const beside = work.fence === null
  const marked = beside ? links : links.filter(({ toAsk, askedAt }) => toAsk || askedAt !== null)
  if (marked.length === 0) return
  await sql`
    update link set to_ask = false, asked_at = null, read_at = case when ${beside} then clock_timestamp() else read_at end
    where id = any(${marked.map(({ id }) => id)}::bigint[])`.execute(tx)
}

/** Their actors are to be read anew, whatever becomes of this process. */
export async function markToAsk(tx: Tx, links: readonly Pick<LockedLink, 'id'>[]): Promise<void> {
  if (links.length === 0) return
  await sql`
    with marked as (
      update link set to_ask = true where id = any(${links.map(({ id }) => id)}::bigint[])
      returning id, connection_id
    )
    insert into crm_change as c (link_id, connection_id) select id, connection_id from marked order by id
    on conflict (link_id) do update set seq = default`.execute(tx)
}
