import type { Actor, Outcome } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { type Base, confirm, parkedFor, remainingStarts } from '../sync/index.ts'
import { breakLinks } from './broken.ts'
import { markToAsk, nowKnown } from './freshness.ts'
import { type LockedLink, lockLinks } from './links.ts'
import { insertLog, type LogRow } from './log-rows.ts'
import { lookAt } from './look.ts'
import { jitter } from './parts.ts'
import { storeRefused } from './refused.ts'
import type { SentWrite } from './send.ts'
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
  const [unknown, outdated] = [writesOf(of('unknown')), writesOf(of('outdated'))]
  if (unknown.length > 0) await transact(work, (tx) => storeUnknown(tx, work, unknown))
  if (outdated.length > 0) await transact(work, (tx) => notTaken(tx, work, outdated))
  // Somebody else may have read it since: what counts is what it is now.
  await lookAt(
    work,
    mapping,
    outdated.map(({ linkId }) => linkId),
  )
  await breakLinks(
    work,
    mapping,
    of('gone').map(([{ actorKey }]) => actorKey),
  )

  work.counts.toErp += of('written').length
  work.counts.failed += of('refused').length
  work.counts.skipped += unknown.length
}

function writesOf(outcomes: readonly (readonly [SentWrite, Outcome])[]): SentWrite[] {
  return outcomes.map(([write]) => write)
}

interface Taken {
  readonly link: LockedLink
  readonly write: SentWrite
  readonly actor: Actor
}

async function storeWritten(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  written: readonly OfKind<'written'>[],
): Promise<void> {
  if (written.length === 0) return
  const links = await lockLinks(tx, work.connectionId, mapping.actorType, {
    linkIds: written.map(([{ linkId }]) => linkId),
  })
  const byLink = new Map(written.map(([write, { actor }]) => [write.linkId, { write, actor }]))
  const answered = links.flatMap((link): Taken[] => {
    const found = byLink.get(link.id)
    return found ? [{ link, ...found }] : []
  })
  // Who looked during the call may know more than this answer: what is true now is read anew.
  const taken = answered.filter(({ link, write }) => link.sentAt === write.sentAt)
  await markToAsk(
    tx,
    answered.filter((one) => !taken.includes(one)).map(({ link }) => link),
  )
  // Also of a link that somebody ended during the call: what was overwritten can be found.
  await insertLog(
    tx,
    work,
    mapping,
    written.flatMap(([write, { actor }]) => logRows(write, actor, mapping)),
  )
  await nowKnown(
    tx,
    work,
    taken.map(({ link }) => link),
  )
  await storeConfirmed(tx, mapping, taken)
  await forgetWrites(
    tx,
    taken.map(({ write }) => write),
  )
}

async function storeConfirmed(tx: Tx, mapping: TypeMapping, taken: readonly Taken[]): Promise<void> {
  const rows = taken.map(({ link, write, actor }) => {
    const sent: Base = Object.fromEntries(
      Object.entries(write.fields).map(([key, { value, crm }]) => [key, [value, crm]]),
    )
    // Only what was sent: the whole base is most of a link.
    const base = confirm(mapping.fields, {}, sent, actor.fields)
    return {
      id: link.id,
      base,
      start: remainingStarts(link.start, { ...link.base, ...base }),
      version: actor.version ?? null,
      changedAt: actor.modifiedAt ?? null,
      title: actor.title,
    }
  })
  await sql`
    update link l set base = l.base || x.base, start = x.start, version = x.version, actor_title = x.title,
      actor_changed_at = x."changedAt", synced_at = clock_timestamp()
    from ${recordset(rows)} as x (id bigint, base jsonb, start jsonb, version text, "changedAt" text, title text)
    where l.id = x.id`.execute(tx)
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

/** Done with these; one that was planned anew during the call is planned once more, on what the ERP has now. */
async function forgetWrites(tx: Tx, writes: readonly SentWrite[]): Promise<void> {
  const ids = writes.map(({ linkId }) => linkId)
  const accepted = writes.flatMap(({ linkId, fields }) =>
    Object.keys(fields).map((erpField) => ({ id: linkId, erpField })),
  )
  await sql`
    with done as (
      delete from erp_write w using ${plansOf(writes)}
      where w.link_id = x.id and w.planned_at = x."plannedAt" returning w.link_id
    ),
    accepted as (
      update parked set resolved_at = clock_timestamp()
      where link_id in (select link_id from done) and resolved_at is null
    ),
    fits as (
      delete from field_error e using ${recordset(accepted)} as y (id bigint, "erpField" text)
      where e.link_id = y.id and e.erp_field = y."erpField" and e.code = 'refused'
    )
    update erp_write set mapping_version = 0
    where link_id = any(${ids}::bigint[]) and link_id not in (select link_id from done)`.execute(tx)
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

function plansOf(writes: readonly SentWrite[]) {
  const rows = writes.map(({ linkId, plannedAt }) => ({ id: linkId, plannedAt }))
  return sql`${recordset(rows)} as x (id bigint, "plannedAt" timestamptz)`
}
