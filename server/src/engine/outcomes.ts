import type { Actor, Outcome } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { type Base, confirm, parkedFor, type StoredBase, storedBase } from '../sync/index.ts'
import { breakLinks } from './broken.ts'
import { markToAsk } from './freshness.ts'
import { insertLog, type LogRow } from './log-rows.ts'
import { lookAt } from './look.ts'
import { jitter } from './parts.ts'
import { storeRefused } from './refused.ts'
import type { SentWrite } from './send.ts'
import { beside, inTurns } from './turns.ts'
import { recordset, transact, type Work } from './work.ts'

type OfKind<K extends Outcome['kind']> = [SentWrite, Extract<Outcome, { kind: K }>]

/** Stores what became of each write; what the ERP said goes in before anything else is asked. */
export async function settle(
  work: Work,
  mapping: TypeMapping,
  outcomes: readonly [SentWrite, Outcome][],
): Promise<void> {
  const of = <K extends Outcome['kind']>(kind: K) =>
    outcomes.filter((pair): pair is OfKind<K> => pair[1].kind === kind)

  await transact(work, (tx) => storeWritten(tx, work, mapping, of('written')))
  for (const refused of of('refused')) {
    await transact(work, (tx) => storeRefused(tx, work, mapping, ...refused))
  }
  const [unknown, outdated, gone] = [writesOf(of('unknown')), writesOf(of('outdated')), writesOf(of('gone'))]
  if (unknown.length > 0) await transact(work, (tx) => storeUnknown(tx, work, unknown))
  const refusing = [...outdated, ...gone]
  if (refusing.length > 0) await transact(work, (tx) => notTaken(tx, work, refusing))
  // Somebody else may have read it since: what counts is what it is now.
  await lookAt(
    work,
    mapping,
    outdated.map(({ linkId }) => linkId),
  )
  await breakLinks(
    work,
    mapping,
    gone.map(({ actorKey }) => actorKey),
  )

  work.counts.toErp += of('written').length
  work.counts.failed += of('refused').length
  work.counts.skipped += unknown.length
}

function writesOf(outcomes: readonly (readonly [SentWrite, Outcome])[]): SentWrite[] {
  return outcomes.map(([write]) => write)
}

async function storeWritten(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  written: readonly OfKind<'written'>[],
): Promise<void> {
  if (written.length === 0) return
  const [locked, confirmed] = await beside(lockThere(tx, work, mapping, writesOf(written)), () =>
    inTurns(written, (one) => [confirmedOf(one, mapping)]),
  )
  const answered = written.filter(([{ linkId }]) => locked.has(linkId))
  // Also of a link that somebody ended during the call: what was overwritten can be found.
  const [taken] = await Promise.all([
    storeConfirmed(
      tx,
      work,
      confirmed.filter(({ id }) => locked.has(id)),
    ),
    insertLog(
      tx,
      work,
      mapping,
      written.flatMap(([write, { actor }]) => logRows(write, actor, mapping)),
    ),
  ])
  if (answered.length < written.length)
    await dropUnanswered(
      tx,
      mapping,
      writesOf(written).filter(({ linkId }) => !locked.has(linkId)),
    )
  const late = answered.filter(([{ linkId }]) => !taken.has(linkId))
  // Who looked during the call may know more than this answer: what is true now is read anew.
  await markToAsk(
    tx,
    late.map(([{ linkId }]) => ({ id: linkId })),
  )
  await dropLoggedTwice(tx, mapping, late)
}

/** Whoever ended or broke the link during the call logged that nobody knows whether it arrived: now somebody does. */
async function dropUnanswered(
  tx: Tx,
  { recordType }: TypeMapping,
  writes: readonly SentWrite[],
): Promise<void> {
  const rows = writes.map(({ linkId, recordId, sentAt }) => ({ linkId, recordId, sentAt }))
  await sql`
    delete from sync_log s using ${recordset(rows)} as x ("linkId" bigint, "recordId" bigint, "sentAt" timestamptz)
    where s.record_type = ${recordType} and s.record_id = x."recordId" and s.link_id = x."linkId"
      and s.at >= x."sentAt" and s.direction = 'toErp' and s.rule = 'unanswered'`.execute(tx)
}

/**
 * Who looked during the call and found the write logged it then. Without that row this one is the only one: the ERP had not
 * yet taken it when somebody looked. A row with another value is of another write, told on top of the same old value.
 */
async function dropLoggedTwice(
  tx: Tx,
  mapping: TypeMapping,
  late: readonly OfKind<'written'>[],
): Promise<void> {
  if (late.length === 0) return
  const { recordType } = mapping
  const rows = late.flatMap((one) => heardOf(one, mapping))
  const ofLate = (log: string) => sql`
    ${sql.ref(`${log}.record_type`)} = ${recordType} and ${sql.ref(`${log}.record_id`)} = x."recordId"
      and ${sql.ref(`${log}.link_id`)} = x."linkId" and ${sql.ref(`${log}.at`)} >= x."sentAt"
      and ${sql.ref(`${log}.direction`)} = 'toErp'`
  await sql`
    delete from sync_log mine using ${recordset(rows)}
        as x ("linkId" bigint, "recordId" bigint, "sentAt" timestamptz, field text, told jsonb, became jsonb)
    where ${ofLate('mine')} and mine.xmin = pg_current_xact_id()::xid and mine.erp_field = x.field and exists (
      select from sync_log other
      where ${ofLate('other')} and other.xmin <> mine.xmin and other.erp_field = x.field
        and other.old_value is not distinct from mine.old_value
        and (other.new_value is not distinct from x.became or other.new_value is not distinct from x.told))`.execute(
    tx,
  )
}

/** The fields of a write as who finds them logs them: with what they became, or were told if that is not known. */
function heardOf(one: OfKind<'written'>, mapping: TypeMapping) {
  const [{ linkId, recordId, sentAt, fields: told }] = one
  return Object.entries(baseOf(one, mapping)).map(([field, [became]]) => ({
    ...{ linkId, recordId, sentAt, field, became },
    told: told[field]?.value ?? null,
  }))
}

async function lockThere(
  tx: Tx,
  { connectionId }: Work,
  { actorType }: TypeMapping,
  writes: readonly SentWrite[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    /* kept */
    select id from link
    where id = any(${writes.map(({ linkId }) => linkId)}::bigint[]) and connection_id = ${connectionId}
      and actor_type = ${actorType} and ended_at is null and broken_at is null and held_at is null
    order by id for no key update`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

interface Confirmed {
  readonly id: number
  readonly sentAt: string
  readonly plannedAt: string
  readonly base: StoredBase
  readonly version: string | null
  readonly changedAt: string | null
  readonly title: string
}

/** What came back is the base of what was sent. The other fields are not read for it: they are most of a link. */
function confirmedOf(one: OfKind<'written'>, mapping: TypeMapping): Confirmed {
  const [{ linkId, sentAt, plannedAt }, { actor }] = one
  return {
    id: linkId,
    sentAt,
    plannedAt,
    base: storedBase(baseOf(one, mapping)),
    version: actor.version ?? null,
    changedAt: actor.modifiedAt ?? null,
    title: actor.title,
  }
}

function baseOf([{ fields: told }, { actor }]: OfKind<'written'>, { fields }: TypeMapping): Base {
  const sent: Base = Object.fromEntries(
    Object.entries(told).map(([key, { value, crm }]) => [key, [value, crm]]),
  )
  return confirm(fields, {}, sent, actor.fields)
}

/**
 * Stores what was confirmed, as the newest that is known: whoever read these actors earlier notices. Done with these
 * writes; one that was planned anew during the call is planned once more, on what the ERP has now.
 *
 * A statement of its own, once the locks are held: before, somebody else could still have found out what became of the
 * call.
 *
 * @returns the links whose call was still open
 */
async function storeConfirmed(
  tx: Tx,
  { fence }: Work,
  confirmed: readonly Confirmed[],
): Promise<ReadonlySet<number>> {
  if (confirmed.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    /* kept */
    with confirmed as (
    update link l set base = l.base || x.base, version = x.version, actor_title = x.title,
      -- Those that are still needed: of fields that have no base yet.
      start = case when l.start = '{}' then l.start else (
        select coalesce(jsonb_object_agg(s.key, s.value), '{}') from jsonb_each(l.start) s
        where not (l.base || x.base) ? s.key) end,
      actor_changed_at = x."changedAt", synced_at = clock_timestamp(), to_ask = false, asked_at = null,
      read_at = case when ${fence === null} then clock_timestamp() else l.read_at end
    from ${recordset(confirmed)}
        as x (id bigint, "sentAt" timestamptz, "plannedAt" timestamptz, base jsonb, version text, "changedAt" text, title text)
      join erp_write w on w.link_id = x.id and w.sent_at = x."sentAt"
    where l.id = x.id
    returning l.id, w.planned_at = x."plannedAt" as stands, x.base
    ),
    done as (delete from erp_write where link_id = any(array(select id from confirmed where stands))),
    anew as (
      update erp_write set mapping_version = 0
      where link_id = any(array(select id from confirmed where not stands))
    ),
    accepted as (
      update parked set resolved_at = clock_timestamp()
      where link_id = any(array(select id from confirmed where stands)) and resolved_at is null
    ),
    fits as (
      delete from field_error e using confirmed c
      where e.link_id = c.id and c.base ? e.erp_field and e.code = 'refused'
    )
    select id from confirmed`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

function logRows(write: SentWrite, actor: Actor, mapping: TypeMapping): LogRow[] {
  const crmFieldOf = new Map(mapping.fields.map(({ erpField, crmField }) => [erpField, crmField]))
  return Object.entries(write.fields).map(([erpField, { value, crm: _, old, ...why }]) => ({
    linkId: write.linkId,
    recordId: write.recordId,
    actorKey: write.actorKey,
    direction: 'toErp',
    erpField,
    crmField: crmFieldOf.get(erpField) ?? '',
    oldValue: old,
    newValue: Object.hasOwn(actor.fields, erpField) ? (actor.fields[erpField] ?? null) : value,
    ...why,
  }))
}

/** The ERP said that it did not take these: there is no call left of which nobody knows what became. */
async function notTaken(tx: Tx, { parts }: Work, writes: readonly SentWrite[]): Promise<void> {
  const rows = writes.map((write) => ({
    ...write,
    wait: parkedFor(Math.max(1, write.attempts - 3), jitter(parts)) / 1000,
  }))
  // One that is outdated over and over, with nothing to show for it, has to wait.
  await sql`
    update erp_write w set sent_at = null,
      next_try_at = case when w.attempts > 3 then now() + make_interval(secs => x.wait) end
    from ${recordset(rows)} as x ("linkId" bigint, "plannedAt" timestamptz, wait double precision)
    where w.link_id = x."linkId" and w.planned_at = x."plannedAt"`.execute(tx)
}

/** The mark of the call stays: next time the actor is read first. One that is lost over and over has to wait. */
async function storeUnknown(tx: Tx, { parts }: Work, writes: readonly SentWrite[]): Promise<void> {
  const rows = writes.map((write) => ({ ...write, wait: parkedFor(write.attempts, jitter(parts)) / 1000 }))
  await sql`
    update erp_write w set next_try_at = case when w.attempts > 3 then now() + make_interval(secs => x.wait) end
    from ${recordset(rows)} as x ("linkId" bigint, "plannedAt" timestamptz, wait double precision)
    where w.link_id = x."linkId" and w.planned_at = x."plannedAt"`.execute(tx)
}
