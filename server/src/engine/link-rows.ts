import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { type Base, type Pair, storedBase } from '../sync/index.ts'
import type { PlannedLink } from './plan.ts'
import { inTurns } from './turns.ts'
import { recordset, type Work } from './work.ts'

/** Stores the new base of links, what the ERP says of their actors and what it owes us. Links that stay as they are are not touched. */
export async function storeLinks(
  tx: Tx,
  { connectionId }: Pick<Work, 'connectionId'>,
  { fields }: TypeMapping,
  planned: readonly PlannedLink[],
): Promise<void> {
  const rows = await inTurns(planned, (one) => rowOf(one, fields))
  if (rows.length === 0) return
  // A rule the plan itself states is carried out by it: the origin tells that the link needs no look for it.
  await sql`
    /* kept */
    with origin as materialized (select set_config('koppel.origin', ${String(connectionId)}, true))
    update link l set base = case when x.whole then x.base else l.base || x.base end, start = x.start, version = x.version, actor_title = x.title,
      actor_changed_at = x."changedAt", synced_at = clock_timestamp(),
      owed_at = case when x.owed then coalesce(l.owed_at, clock_timestamp()) end,
      owed_tries = case when x.owed then l.owed_tries else 0 end
    from ${recordset(rows)} as x (id bigint, base jsonb, whole boolean, start jsonb, version text, title text, "changedAt" text, owed boolean),
      origin
    where l.id = x.id`.execute(tx)
}

/** What is to be stored of a link, if anything. Of the base only what is new: the whole of it is most of a link. */
function rowOf(one: PlannedLink, fields: TypeMapping['fields']) {
  const { link, actor, plan } = one
  const { nextBase, nextStart } = plan
  const changed = Object.entries(nextBase).filter(([key, pair]) => !isSame(pair, link.base[key]))
  const whole = Object.keys(nextBase).length < Object.keys(link.base).length + added(changed, link.base)
  const row = {
    id: link.id,
    base: storedBase(whole ? nextBase : Object.fromEntries(changed)),
    whole,
    start: nextStart,
    version: actor ? (actor.version ?? null) : link.version,
    title: actor ? actor.title : link.actorTitle,
    changedAt: actor ? (actor.modifiedAt ?? null) : link.actorChangedAt,
    owed: isOwed(one, fields),
  }
  const stays =
    link.syncedAt !== null &&
    changed.length === 0 &&
    !whole &&
    row.version === link.version &&
    row.title === link.actorTitle &&
    row.changedAt === link.actorChangedAt &&
    row.owed === link.owed &&
    isDeepStrictEqual(nextStart, link.start)
  return stays ? [] : [row]
}

/** A field that begins was not delivered, so nothing is agreed on: it is asked for again. */
function isOwed({ link, actor, plan: { nextBase } }: PlannedLink, fields: TypeMapping['fields']): boolean {
  if (!actor) return link.owed
  return fields.some(
    ({ erpField }) => !Object.hasOwn(nextBase, erpField) && !Object.hasOwn(actor.fields, erpField),
  )
}

/** How many of the changed pairs are of fields that had none. */
function added(changed: readonly (readonly [string, Pair])[], base: Base): number {
  return changed.filter(([key]) => !Object.hasOwn(base, key)).length
}

function isSame(a: Pair, b: Pair | undefined): boolean {
  return a === b || (b !== undefined && a[0] === b[0] && a[1] === b[1])
}
