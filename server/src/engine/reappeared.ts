import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { type Base, baseFrom, canonical, type StoredBase } from '../sync/index.ts'
import { storeParked } from './parked.ts'
import type { Work } from './work.ts'

interface BrokenLink {
  readonly id: number
  readonly actorKey: string
  readonly base: Base
  readonly asked: boolean
}

/**
 * Looks at actors that are delivered although their links are broken.
 *
 * With all the values it had, it was never away. With others it may be another customer under the same key: somebody has to
 * look, and asks for the record, or ends the link.
 */
export async function comeBack(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  actors: ReadonlyMap<string, Actor>,
): Promise<void> {
  if (!work.anyBroken) return
  const { rows } = await sql<Omit<BrokenLink, 'base'> & { readonly base: StoredBase }>`
    select id, actor_key, base, exists (
      select from parked p where p.link_id = link.id and p.resolved_at is null) as asked
    from link where connection_id = ${work.connectionId} and actor_type = ${mapping.actorType}
      and actor_key = any(${[...actors.keys()]}::text[]) and broken_at is not null and ended_at is null
    order by id for no key update`.execute(tx)
  for (const row of rows) {
    const link = { ...row, base: baseFrom(row.base) }
    const actor = actors.get(link.actorKey)
    if (!actor) continue
    if (isAsItWas(mapping, link.base, actor)) await mend(tx, [link.id])
    else if (!link.asked) await ask(tx, work, mapping, link, actor)
  }
}

/** Somebody says that it is the same: the links are looked at like any other, and what differs is an edit. */
export async function mend(tx: Tx, linkIds: readonly number[]): Promise<void> {
  await sql`
    with mended as (
      update link set broken_at = null, to_ask = true where id = any(${[...linkIds]}::bigint[]) and broken_at is not null
      returning id, connection_id
    ),
    unparked as (
      update parked set resolved_at = clock_timestamp()
      where link_id in (select id from mended) and resolved_at is null
    )
    insert into crm_change as c (link_id, connection_id) select id, connection_id from mended order by id
    on conflict (link_id) do update set seq = default`.execute(tx)
}

function isAsItWas({ fields }: TypeMapping, base: Base, { fields: now }: Actor): boolean {
  const agreed = fields.filter(({ erpField }) => Object.hasOwn(base, erpField))
  return (
    agreed.length > 0 &&
    agreed.every(({ erpField, erp }) => {
      const value = Object.hasOwn(now, erpField) ? now[erpField] : undefined
      if (value === undefined) return false
      const read = canonical(erp.type, value)
      return read.ok && read.value === base[erpField]?.[0]
    })
  )
}

async function ask(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  { id, actorKey, base }: BrokenLink,
  actor: Actor,
): Promise<void> {
  const was = Object.fromEntries(Object.entries(base).map(([key, [erp]]) => [key, erp]))
  await storeParked(tx, work, mapping, {
    ...{ linkId: id, actorKey, reason: 'actorBack', explanation, detail: null },
    payload: { was, is: actor.fields },
  })
  // Nobody but a person can tell.
  await sql`update parked set next_try_at = null where link_id = ${id} and resolved_at is null`.execute(tx)
}

const explanation = {
  en: 'This actor was gone from the ERP and is there again, with other values. If it is the same one, synchronise it now; if not, disconnect it.',
  nl: 'Deze ERP-actor was uit het ERP verdwenen en is er weer, met andere waarden. Is het dezelfde, synchroniseer hem dan nu; zo niet, verbreek de verbinding.',
}
