import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Tx } from '../store/index.ts'
import type { PlannedLink } from './plan.ts'
import { recordset, type Work } from './work.ts'

/** Stores the new base of links, and what the ERP says of their actors. Links that stay as they are are not touched. */
export async function storeLinks(
  tx: Tx,
  { connectionId }: Pick<Work, 'connectionId'>,
  planned: readonly PlannedLink[],
): Promise<void> {
  const rows = planned.flatMap(({ link, actor, plan }) => {
    const row = {
      id: link.id,
      base: plan.nextBase,
      start: plan.nextStart,
      version: actor ? (actor.version ?? null) : link.version,
      title: actor ? actor.title : link.actorTitle,
      changedAt: actor ? (actor.modifiedAt ?? null) : link.actorChangedAt,
    }
    const before = {
      id: link.id,
      base: link.base,
      start: link.start,
      version: link.version,
      title: link.actorTitle,
      changedAt: link.actorChangedAt,
    }
    return link.syncedAt !== null && isDeepStrictEqual(row, before) ? [] : [row]
  })
  if (rows.length === 0) return
  // A rule the plan itself states is carried out by it: the origin tells that the link needs no look for it.
  await sql`
    with origin as materialized (select set_config('koppel.origin', ${String(connectionId)}, true))
    update link l set base = x.base, start = x.start, version = x.version, actor_title = x.title,
      actor_changed_at = x."changedAt", synced_at = clock_timestamp()
    from ${recordset(rows)} as x (id bigint, base jsonb, start jsonb, version text, title text, "changedAt" text),
      origin
    where l.id = x.id`.execute(tx)
}
