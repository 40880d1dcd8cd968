import type { Draft, Outcome } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { isQuiet, mayCall, type TypeMapping } from '../erp/index.ts'
import type { PlannedErpValue } from '../store/tables.ts'
import { lookAt } from './look.ts'
import { settle } from './outcomes.ts'
import { elapsed } from './parts.ts'
import { runOf } from './run.ts'
import { MappingMoved, recordset, stillMine, transact, type Work } from './work.ts'

const batchSize = 1_000
const stalledMs = 1_000

/** A write that is on its way to the ERP. */
export interface SentWrite {
  readonly linkId: number
  readonly actorKey: string
  readonly recordId: number
  readonly fields: Readonly<Record<string, PlannedErpValue>>
  readonly version: string | null
  readonly attempts: number
  /** Tells this call from a later one for the same link. */
  readonly sentAt: string
  /** Tells this plan from a newer one for the same link. */
  readonly plannedAt: string
}

/**
 * Tells the ERP what waits and is due, in batches.
 *
 * A write is marked as sent before the call. If its answer never comes the mark stays, and the actor is read before
 * anything is sent again.
 *
 * @param only this link, whenever it is due; or those of these links that are due
 * @returns whether nothing that is due is left
 */
export async function send(
  work: Work,
  mapping: TypeMapping,
  goOn: () => boolean,
  only?: number | readonly number[],
): Promise<boolean> {
  // Without a run nothing was planned by this work: most of the time there is nothing.
  if (work.run === undefined && !(await anythingDue(work, mapping, only))) return true
  for (let next = only; ; next = typeof only === 'number' ? [only] : only) {
    const said = (await work.erp.writes()) ? await sendBatch(work, mapping, next) : 'all'
    if (said === 'all') return true
    if (said === 'overtaken' || !goOn()) return false
  }
}

async function sendBatch(
  work: Work,
  mapping: TypeMapping,
  only: Only,
): Promise<'all' | 'more' | 'overtaken'> {
  const { writes, more } = await claim(work, await choose(work, mapping, only))
  if (writes.length === 0) return 'all'
  if (await isOvertaken(work, writes)) return 'overtaken'
  const allWritten = await sayAll(work, mapping, writes)
  return allWritten && !more ? 'all' : 'more'
}

/** Says what was marked as sent when it was planned. What the ERP does not take waits to be sent like all else. */
export async function sayAtOnce(
  work: Work,
  mapping: TypeMapping,
  writes: readonly SentWrite[],
): Promise<void> {
  const markedAt = elapsed(work.parts)
  await work.parts.reached?.('planned')
  if (await isOvertaken(work, writes, markedAt)) return
  if (!(await sayAll(work, mapping, writes, () => mayBeTold(work)))) work.untold = true
}

/**
 * @param ready asked right before the call, instead of whether the ERP may be called
 * @returns whether the ERP took all of it
 */
async function sayAll(
  work: Work,
  mapping: TypeMapping,
  writes: readonly SentWrite[],
  ready?: () => Promise<void>,
): Promise<boolean> {
  // What else the ERP changed because of it comes with its changes: nobody looks at it here.
  const fields = [...new Set(writes.flatMap((write) => Object.keys(write.fields)))]
  const outcomes = await work.erp.write(mapping.actorType, writes.map(draftOf), fields, ready)
  await work.parts.reached?.('answered')
  await settle(work, mapping, pairs(writes, outcomes))
  await work.parts.reached?.('settled')
  return outcomes.every(({ kind }) => kind === 'written')
}

type Only = number | readonly number[] | undefined

function draftOf({ actorKey, version, fields }: SentWrite): Draft {
  const values = Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value]))
  return { kind: 'update', key: actorKey, fields: values, ...(version === null ? {} : { version }) }
}

function pairs(writes: readonly SentWrite[], outcomes: readonly Outcome[]): [SentWrite, Outcome][] {
  return writes.map((write, index) => {
    const outcome = outcomes[index] ?? { kind: 'unknown', detail: 'the connector gave no outcome' }
    const other = outcome.kind === 'written' && outcome.actor.key !== write.actorKey
    return [write, other ? { kind: 'unknown', detail: 'the connector answered with another actor' } : outcome]
  })
}

async function anythingDue(work: Work, mapping: TypeMapping, only: Only): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    /* kept */
    select exists (${due(work, mapping, only)}) as due`.execute(work.parts.store.db)
  return rows[0]?.due === true
}

interface Chosen {
  /** SQL: the writes to claim, one more than go into a batch if there are more. */
  readonly writes: RawBuilder<unknown>
  /** There are more than those. */
  readonly more: boolean
}

/**
 * What is sent next.
 *
 * An ERP without versions would take a write over an edit that nobody has seen: its actors are read right before. Who
 * waits for one record has just read it.
 */
async function choose(work: Work, mapping: TypeMapping, only: Only): Promise<Chosen> {
  const next = sql`${due(work, mapping, only)} order by planned_at limit ${batchSize + 1}`
  if (mapping.capabilities.versions || work.fence === null) return { writes: next, more: false }
  const { rows } = await sql<{ linkId: number }>`${next}`.execute(work.parts.store.db)
  const ids = rows.slice(0, batchSize).map((row) => row.linkId)
  const seen = await lookAt(work, mapping, ids)
  const writes = sql`${due(work, mapping, only)} and w.link_id = any(${[...seen]}::bigint[])`
  return { writes, more: rows.length > batchSize }
}

interface Claimed {
  readonly writes: readonly SentWrite[]
  /** More was due than goes into a batch. */
  readonly more: boolean
}

/**
 * Marks as sent what is said next, in a statement that is a transaction by itself: nothing of a connection that is no
 * longer ours, nor while the ERP is to be left alone.
 *
 * Planned anew each time: a plan made while nothing waited compares each of a thousand with each.
 */
async function claim(work: Work, chosen: Chosen): Promise<Claimed> {
  const run = await runOf(work)
  const { rows } = await work.parts.store.atOnce((db) =>
    sql<MaybeWrite>`
      with mine as materialized (${stillMine(work)} for share of c),
      asked as materialized (select ${isQuiet} as quiet from mine join connection c on c.id = mine.id),
      due as materialized (${chosen.writes} for update of w skip locked),
      next as (select * from due where exists (select from asked where not quiet) limit ${batchSize}),
      -- Who reads one of them now may read what is there no more, or not yet.
      unread as (
        update link set asked_at = null
        where id in (select link_id from next where asked_at is not null) and asked_at is not null
      ),
      claimed as (
        update erp_write w set sent_at = clock_timestamp(), attempts = w.attempts + 1, run_id = ${run}
        from link k where w.link_id = any(array(select link_id from next)) and k.id = w.link_id
        returning w.link_id, k.actor_key, k.record_id, w.fields, w.version, w.attempts, w.sent_at, w.planned_at
      )
      select (select quiet from asked), (select count(*) from due) > ${batchSize} as more, c.*
      from (select) one left join claimed c on true`.execute(db),
  )
  const [{ quiet = null, more = false } = {}] = rows
  if (quiet === false) {
    const writes = rows.filter(isThere).toSorted((a, b) => a.linkId - b.linkId)
    return { writes, more: more || chosen.more }
  }
  return await refuse(work, quiet)
}

/** The connection is no longer ours, or the ERP asked to be left alone. */
async function refuse(work: Work, quiet: boolean | null): Promise<never> {
  if (quiet) await mayCall(work.parts.store.db, work.connectionId, 'pass')
  else await transact(work, async () => undefined)
  // It is ours again, or may be called again: whoever works on it begins anew.
  throw new MappingMoved('The connection was changed meanwhile.')
}

/** What a claim asks, for writes that were marked with their plan. */
async function mayBeTold(work: Work): Promise<void> {
  const { rows } = await sql<{ quiet: boolean }>`
    /* kept */
    with mine as materialized (${stillMine(work)})
    select ${isQuiet} as quiet from mine join connection c on c.id = mine.id`.execute(work.parts.store.db)
  const quiet = rows[0]?.quiet ?? null
  if (quiet !== false) await refuse(work, quiet)
}

/** A row of what was claimed, or the one that says that nothing was. */
type MaybeWrite = (SentWrite | { readonly linkId: null }) & {
  /** Whether the ERP asked to be left alone; null if the connection is no longer ours. */
  readonly quiet: boolean | null
  readonly more: boolean
}

function isThere(row: MaybeWrite): row is MaybeWrite & SentWrite {
  return row.linkId !== null
}

async function isOvertaken(
  work: Work,
  writes: readonly SentWrite[],
  claimedAt = elapsed(work.parts),
): Promise<boolean> {
  await work.parts.reached?.('claimed')
  return elapsed(work.parts) - claimedAt > stalledMs && !(await stillOurs(work, writes))
}

/**
 * This process stood still between its claim and the call: others may have taken over what it holds, found out what
 * the ERP has, and gone on. What it was about to say is then old.
 */
async function stillOurs(work: Work, writes: readonly SentWrite[]): Promise<boolean> {
  const claimed = writes.map(({ linkId, plannedAt }) => ({ id: linkId, plannedAt }))
  return await transact(work, async (tx) => {
    const { rows } = await sql`
      select from erp_write w join ${recordset(claimed)} as x (id bigint, "plannedAt" timestamptz)
        on x.id = w.link_id and x."plannedAt" = w.planned_at
      where w.sent_at is not null`.execute(tx)
    return rows.length === writes.length
  })
}

function due(work: Work, { actorType }: TypeMapping, only: Only) {
  // Somebody who asks for a record does not wait for its next try, but it is tried once.
  const isDue = sql`(w.next_try_at is null or w.next_try_at <= now())`
  const ofLinks = typeof only === 'object' ? sql`${isDue} and w.link_id = any(${[...only]}::bigint[])` : isDue
  const which = typeof only === 'number' ? sql`w.link_id = ${only}` : ofLinks
  return sql`
    select w.link_id, k.asked_at from erp_write w join link k on k.id = w.link_id
    where w.connection_id = ${work.connectionId} and w.actor_type = ${actorType} and w.sent_at is null
      and w.mapping_version = ${work.mappingVersion} and ${which}
      and k.ended_at is null and k.broken_at is null and k.held_at is null`
}
