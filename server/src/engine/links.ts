import type { Fields, Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'

import type { Db, Tx } from '../store/index.ts'
import type { PlannedErpValue } from '../store/tables.ts'
import { type Base, baseFrom, type Starts, type StoredBase } from '../sync/index.ts'
import type { Refused } from './refused.ts'

/** A link that is locked, with what waits for it. */
export interface LockedLink {
  readonly id: number
  readonly actorKey: string
  readonly actorTitle: string
  readonly recordId: number
  readonly base: Base
  readonly start: Starts
  readonly version: string | null
  readonly actorChangedAt: string | null
  readonly syncedAt: string | null
  /** What is known of the actor may be out of date. */
  readonly toAsk: boolean
  readonly askedAt: string | null
  readonly readAt: string | null
  /** Fields begin that the ERP did not deliver. */
  readonly owed: boolean
  /** The CRM edit that is looked at now, if any, and when it was made. */
  readonly seq: number | null
  readonly editedAt: string | null
  /** What the ERP has yet to be told, if anything. */
  readonly waiting: Readonly<Record<string, PlannedErpValue>> | null
  readonly waitingVersion: string | null
  readonly waitingMapping: number | null
  readonly sentAt: string | null
  /** Has an open conflict, a field that does not fit, or is parked: its base does not tell what the ERP has. */
  readonly unclear: boolean
  readonly refused: Refused
  /** What would happen to it is unusual, and waits. */
  readonly suspect: boolean
}

export type Which = { readonly actorKeys: readonly string[] } | { readonly linkIds: readonly number[] }

/**
 * Locks links of one actor type in the order of their ids; those that ended, broke or are held stay out.
 *
 * The lock does not hinder the trigger that marks the link of an edited record.
 */
export function lockLinks(
  tx: Tx,
  connectionId: number,
  actorType: string,
  which: Which,
): Promise<readonly LockedLink[]> {
  return linksAsTheyAre(tx, connectionId, actorType, which, sql`for no key update`)
}

/** The same for who only looks: nobody waits for it, and it waits for nobody. */
export function readLinks(
  tx: Tx,
  connectionId: number,
  actorType: string,
  which: Which,
): Promise<readonly LockedLink[]> {
  return linksAsTheyAre(tx, connectionId, actorType, which, sql``)
}

/** A link without what waits for it. */
export type LinkAlone = Omit<LockedLink, keyof Waiting>

/** Locks links without reading their bases, which are most of a link, nor what waits for them. */
export function lockAlone(
  tx: Tx,
  connectionId: number,
  actorType: string,
  which: Which,
): Promise<readonly LinkAlone[]> {
  return linksAlone(tx, connectionId, actorType, which, sql`for no key update`, sql`'{}'::jsonb`)
}

/** The bases of links that were locked without. */
export async function withBase(tx: Tx, links: readonly LockedLink[]): Promise<readonly LockedLink[]> {
  if (links.length === 0) return []
  const ids = links.map(({ id }) => id)
  const { rows } = await sql<{ id: number; base: StoredBase }>`
    /* kept */
    select id, base from link where id = any(${ids}::bigint[])`.execute(tx)
  const bases = new Map(rows.map(({ id, base }) => [id, baseFrom(base)]))
  return links.map((link) => ({ ...link, base: bases.get(link.id) ?? link.base }))
}

async function linksAsTheyAre(
  tx: Tx,
  connectionId: number,
  actorType: string,
  which: Which,
  lock: RawBuilder<unknown>,
): Promise<readonly LockedLink[]> {
  return await withWaiting(tx, await linksAlone(tx, connectionId, actorType, which, lock, sql`base`))
}

async function linksAlone(
  tx: Tx,
  connectionId: number,
  actorType: string,
  which: Which,
  lock: RawBuilder<unknown>,
  base: RawBuilder<unknown>,
): Promise<readonly LinkAlone[]> {
  const chosen =
    'actorKeys' in which
      ? sql`actor_key = any(${[...which.actorKeys]}::text[])`
      : sql`id = any(${[...which.linkIds]}::bigint[])`
  const { rows } = await sql<Omit<LinkAlone, 'base'> & { readonly base: StoredBase }>`
    /* kept */
    select id, actor_key, actor_title, record_id, ${base} as base, start, version, actor_changed_at, synced_at, to_ask, asked_at, read_at,
      owed_at is not null as owed
    from link
    where connection_id = ${connectionId} and actor_type = ${actorType} and ${chosen}
      and ended_at is null and broken_at is null and held_at is null
    order by id ${lock}`.execute(tx)
  return rows.map((row) => ({ ...row, base: baseFrom(row.base) }))
}

/**
 * Links that are locked with what waits for them.
 *
 * Asked for once the locks are held: before, somebody else could still have planned. Then it is the same on any
 * connection, as long as this one has written nothing.
 */
export async function withWaiting(db: Db, links: readonly LinkAlone[]): Promise<readonly LockedLink[]> {
  if (links.length === 0) return []
  const waiting = await waitingFor(
    db,
    links.map(({ id }) => id),
  )
  return links.flatMap((link) => {
    const found = waiting.get(link.id)
    return found ? { ...link, ...found } : []
  })
}

type Waiting = Pick<
  LockedLink,
  | 'seq'
  | 'editedAt'
  | 'waiting'
  | 'waitingVersion'
  | 'waitingMapping'
  | 'sentAt'
  | 'unclear'
  | 'refused'
  | 'suspect'
>

async function waitingFor(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, Waiting>> {
  const { rows } = await sql<Waiting & { id: number }>`
    select l.id, c.seq, c.changed_at as edited_at, w.fields as waiting, w.version as waiting_version,
      w.mapping_version as waiting_mapping, w.sent_at,
      exists (select from conflict f where f.link_id = l.id and f.resolved_at is null)
      or exists (select from field_error e where e.link_id = l.id)
      or exists (select from parked p where p.link_id = l.id and p.resolved_at is null) as unclear,
      coalesce((select jsonb_object_agg(e.erp_field, e.detail->'value') from field_error e
        where e.link_id = l.id and e.code = 'refused' and e.next_try_at > now()), '{}') as refused,
      exists (select from suspect s where s.link_id = l.id) as suspect
    from unnest(${[...ids]}::bigint[]) l (id)
    left join crm_change c on c.link_id = l.id
    left join erp_write w on w.link_id = l.id`.execute(db)
  return new Map(rows.map(({ id, ...waiting }) => [id, waiting]))
}

/** SQL: fields of the link `l` begin that the ERP did not deliver, and it is time to ask for them again. */
export function owedNow(l: string): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${l}.${column}`)
  return sql`${of('owed_at')} <= now() and ${of('ended_at')} is null and ${of('broken_at')} is null
    and ${of('held_at')} is null`
}

/** SQL: when links are asked for next of which fields still were not delivered. Soon at first, in the end once a day. */
export const nextOwed = sql`now() + least(interval '1 day', interval '1 minute' * 4 ^ least(owed_tries, 6))`

/** What an actor is known to hold without asking: the ERP's half of the base, and what it had when a write was planned. */
export function knownFields({ base, waiting }: LockedLink): Fields {
  const known: Record<string, Value> = {}
  for (const key of Object.keys(base)) known[key] = base[key]?.[0] ?? null
  for (const [key, { old }] of Object.entries(waiting ?? {})) known[key] = old
  return known
}
