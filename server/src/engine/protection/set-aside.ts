import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { SuspectField, SuspectKind } from '../../store/tables.ts'
import { FEW_LINKS, type Suspicion, suspicionsOf } from '../../sync/index.ts'
import type { PlannedLink } from '../plan.ts'
import { runOf } from '../run.ts'
import { recordset, type Work } from '../work.ts'
import { type Guard, guardOf, setsAside } from './guard.ts'

interface Aside {
  readonly linkId: number
  readonly kinds: readonly SuspectKind[]
  readonly fields: readonly SuspectField[]
}

/**
 * Takes out of a page the links to which something would happen that must not happen to most of them, and stores them
 * with what it is, in the page's own transaction: the cursor may move on.
 *
 * @returns those to carry out
 */
export async function setAside(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
): Promise<readonly PlannedLink[]> {
  const guard = guardOf(work)
  const aside = guard ? await suspicious(tx, work, guard, planned) : []
  const ids = new Set(aside.map(({ linkId }) => linkId))
  const carried = planned.filter(({ link }) => !ids.has(link.id))
  await forgetSuspects(tx, carried)
  if (!guard || aside.length === 0) return carried
  await storeSuspects(tx, work, mapping, aside)
  guard.found = true
  return carried
}

async function suspicious(
  tx: Tx,
  work: Work,
  guard: Guard,
  planned: readonly PlannedLink[],
): Promise<readonly Aside[]> {
  if (guard.mode === 'compare') return planned.flatMap(differing)
  const found = planned.flatMap((one) => {
    const fields = one.actor ? suspicionsOf(one.plan.reasons, one.link.base) : []
    return fields.length > 0 ? [{ one, fields }] : []
  })
  if (found.length === 0 || !(await setsAside(tx, work, guard))) return []
  const renamedToo = renamesCount(guard, planned.length, found)
  return found.flatMap(({ one: { link }, fields }): Aside[] => {
    const counting = fields.filter((field) => field.kind === 'blank' || link.suspect || renamedToo(field))
    return counting.length > 0 ? [{ linkId: link.id, kinds: kindsIn(counting), fields: counting }] : []
  })
}

/** A pair that differs while nothing may be written. */
function differing({ link, plan }: PlannedLink): Aside[] {
  if (plan.reasons.length === 0) return []
  const fields: SuspectField[] = plan.reasons.map(({ target, erpField, crmField, before, after }) => ({
    ...{ kind: 'differs', erpField, crmField, target, before, after },
  }))
  const harmful = suspicionsOf(plan.reasons, link.base)
  return [{ linkId: link.id, kinds: ['differs', ...kindsIn(harmful)], fields }]
}

/**
 * A new name is nothing unusual, and most are carried out with their page. Not where others of the page get the same
 * one, where most of the page get one, or where the page is too small to tell.
 */
function renamesCount(
  { found: foundBefore }: Guard,
  pageSize: number,
  found: readonly { readonly fields: readonly Suspicion[] }[],
): (field: Suspicion) => boolean {
  const renames = found.filter(({ fields }) => fields.some(({ kind }) => kind === 'renamed'))
  if (foundBefore || pageSize <= FEW_LINKS || renames.length * 2 >= pageSize) return () => true
  const times = new Map<string, number>()
  const key = ({ erpField, after }: Suspicion) => JSON.stringify([erpField, after])
  for (const field of renames.flatMap(({ fields }) => fields))
    times.set(key(field), (times.get(key(field)) ?? 0) + 1)
  return (field) => (times.get(key(field)) ?? 0) > 1
}

function kindsIn(fields: readonly Suspicion[]): SuspectKind[] {
  return [...new Set(fields.map(({ kind }) => kind))]
}

async function storeSuspects(
  db: Db,
  work: Work,
  { actorType }: TypeMapping,
  aside: readonly Aside[],
): Promise<void> {
  await runOf(work)
  // Their actors are read anew before anything else is planned for them.
  await sql`
    with marked as (
      update link set to_ask = true where id = any(${aside.map(({ linkId }) => linkId)}::bigint[])
    )
    insert into suspect as s (link_id, connection_id, actor_type, kinds, fields)
    select "linkId", ${work.connectionId}, ${actorType}, kinds, fields
    from ${recordset(aside)} as x ("linkId" bigint, kinds text[], fields jsonb)
    on conflict (link_id) do update set kinds = excluded.kinds, fields = excluded.fields, found_at = excluded.found_at`.execute(
    db,
  )
}

async function forgetSuspects(tx: Tx, carried: readonly PlannedLink[]): Promise<void> {
  const ids = carried.filter(({ link }) => link.suspect).map(({ link }) => link.id)
  if (ids.length === 0) return
  await sql`delete from suspect where link_id = any(${ids}::bigint[])`.execute(tx)
}

/**
 * Sets aside links whose actors the ERP says are gone.
 *
 * @returns false if they are to be broken at once
 */
export async function setGoneAside(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  keys: readonly string[],
): Promise<boolean> {
  const guard = guardOf(work)
  if (!guard || !(await setsAside(tx, work, guard))) return false
  const { rows } = await sql<{ linkId: number }>`
    select id as link_id from link
    where connection_id = ${work.connectionId} and actor_type = ${mapping.actorType}
      and actor_key = any(${[...keys]}::text[]) and ended_at is null and broken_at is null`.execute(tx)
  if (rows.length > 0) {
    await storeSuspects(
      tx,
      work,
      mapping,
      rows.map(({ linkId }) => ({ linkId, kinds: ['gone'], fields: [] })),
    )
    guard.found = true
  }
  return true
}
