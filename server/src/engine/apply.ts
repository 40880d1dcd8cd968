import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { readRecords, writeRecords } from '../crm/index.ts'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { storeDisagreements } from './disagreements.ts'
import { storeErpWrites } from './erp-writes.ts'
import { storeLinks } from './link-rows.ts'
import type { LockedLink } from './links.ts'
import { storeLog } from './log-rows.ts'
import { park, releaseSkipped, resolveParked } from './parked.ts'
import { type Logged, type PlannedLink, planAll, type Subject } from './plan.ts'
import { setAside } from './protection/set-aside.ts'
import type { SentWrite } from './send.ts'
import { type Counts, noCounts, type Work } from './work.ts'

/**
 * Plans links and stores everything the plans mean, in a handful of statements whatever their number.
 *
 * Part of the caller's transaction, which has locked the links. What the ERP is to be told becomes an `erp_write`.
 *
 * @param actorOf the actor as the ERP has it; undefined: it was not asked, and what is known of it stands
 * @returns what to add to the counts once the transaction is committed
 */
export async function apply(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  links: readonly LockedLink[],
  actorOf: (link: LockedLink) => Actor | undefined,
): Promise<Counts> {
  const subjects = await subjectsOf(tx, mapping, links, actorOf)
  return await applyTo(tx, work, mapping, links, subjects, { actorOf })
}

/** Locks the records of these links and reads them; those in the bin are left out. */
export async function subjectsOf(
  tx: Tx,
  mapping: TypeMapping,
  links: readonly LockedLink[],
  actorOf: (link: LockedLink) => Actor | undefined,
): Promise<readonly Subject[]> {
  if (links.length === 0) return []
  const records = await readRecords(
    tx,
    mapping.recordType,
    [...new Set(links.map(({ recordId }) => recordId))],
    { lock: true, fields: mapping.crmFields },
  )
  return links.flatMap((link): Subject[] => {
    const record = records.get(link.recordId)
    return record && record.deletedAt === null ? [{ link, record, actor: actorOf(link) }] : []
  })
}

interface Applying {
  readonly actorOf?: (link: LockedLink) => Actor | undefined
  /** With it, what the ERP is to be told is marked as sent, and put here. */
  readonly claimed?: SentWrite[]
  /** What was written to these links, if it was asked for already. */
  readonly logged?: Promise<Logged> | undefined
}

/**
 * As {@link apply}, with what is planned at hand.
 *
 * @param links also those of which there is no subject, because their records are in the bin
 */
export async function applyTo(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  links: readonly LockedLink[],
  subjects: readonly Subject[],
  { actorOf = () => undefined, claimed, logged }: Applying = {},
): Promise<Counts> {
  const counts = noCounts()
  if (links.length === 0) return counts
  const failures: { readonly subject: Subject; readonly error: unknown }[] = []
  const failed = (subject: Subject, error: unknown) => failures.push({ subject, error })
  const all = await planAll(tx, work, mapping, subjects, failed, logged)
  const planned = await setAside(tx, work, mapping, all)
  const aside = new Set(all.filter((one) => !planned.includes(one)).map(({ link }) => link.id))

  const by = { connectionId: work.connectionId }
  await writeRecords(tx, mapping.recordType, crmChangesOf(planned), by, mapping.crmFields)
  await storeLog(tx, work, mapping, planned)
  counts.conflicts = await storeDisagreements(tx, work, mapping, planned)
  const sent = await storeErpWrites(tx, work, mapping, planned, claimed !== undefined)
  claimed?.push(...sent)
  await releaseSkipped(tx, planned)
  await storeLinks(tx, work, mapping, planned)
  await resolveParked(tx, planned)
  for (const { subject, error } of failures) {
    await park(tx, work, mapping, subject.link, 'planFailed', error, subject.actor?.fields)
  }
  const free = aside.size === 0 ? links : links.filter(({ id }) => !aside.has(id))
  await forgetEdits(tx, await lookedAt(tx, free, planned, mapping))
  const planning = new Set(subjects.map(({ link }) => link.id))
  const inBin = links.filter(({ id }) => !planning.has(id))
  await forgetActors(tx, inBin.filter(actorOf))
  await forgetUnsent(
    tx,
    inBin.filter(({ waiting, sentAt }) => waiting && sentAt === null),
  )

  counts.changed = planned.filter(({ plan }) => plan.reasons.length > 0).length
  counts.toCrm = planned.filter(({ plan }) => Object.keys(plan.toCrm).length > 0).length
  counts.failed = failures.length + planned.filter(({ plan }) => plan.errors.length > 0).length
  counts.skipped = links.length - subjects.length + aside.size
  return counts
}

// Two links of one record in one connection cannot be: each record is there once.
function crmChangesOf(planned: readonly PlannedLink[]) {
  return planned.flatMap(({ record, plan }) =>
    Object.keys(plan.toCrm).length > 0 ? [{ id: record.id, fields: plan.toCrm }] : [],
  )
}

/**
 * The links on which nothing waits any more. Where a plan left fields alone, an edit of those stays, and so does what
 * they have yet to tell the ERP: the next pass looks at them.
 */
async function lookedAt(
  tx: Tx,
  links: readonly LockedLink[],
  planned: readonly PlannedLink[],
  mapping: TypeMapping,
): Promise<readonly LockedLink[]> {
  const leaving = planned.filter(({ plan }) => plan.left?.length)
  if (leaving.length === 0) return links
  const waiting = leaving.filter((one) => leftWaiting(one, mapping)).map(({ link }) => link.id)
  if (waiting.length > 0) {
    await sql`
      insert into crm_change as c (link_id, connection_id)
      select id, connection_id from link where id = any(${waiting}::bigint[]) order by id
      on conflict (link_id) do update set seq = default`.execute(tx)
  }
  const stay = new Set(leaving.map(({ link }) => link.id))
  return links.filter(({ id }) => !stay.has(id))
}

function leftWaiting({ link, plan }: PlannedLink, { fields }: TypeMapping): boolean {
  const left = new Set(plan.left)
  return fields.some(
    ({ erpField, crmField }) =>
      left.has(erpField) &&
      (Object.hasOwn(link.waiting ?? {}, erpField) || Object.hasOwn(plan.toCrm, crmField)),
  )
}

/** What the ERP has of a record that is in the bin is not kept, and not asked for: should it come back, the ERP is. */
async function forgetActors(tx: Tx, links: readonly LockedLink[]): Promise<void> {
  if (links.length === 0) return
  await sql`update link set to_ask = true, owed_at = null
    where id = any(${links.map(({ id }) => id)}::bigint[])`.execute(tx)
}

/** What the ERP was to be told of a record that is in the bin: planned on what the ERP had then, and anew should it come back. */
async function forgetUnsent(tx: Tx, links: readonly LockedLink[]): Promise<void> {
  if (links.length === 0) return
  await sql`
    delete from erp_write where link_id = any(${links.map(({ id }) => id)}::bigint[]) and sent_at is null`.execute(
    tx,
  )
}

/**
 * Those that were looked at; an edit made since has another number and stays.
 *
 * The screens are told here: a record that nothing had to be done for waits no longer, and has no run to tell it.
 */
export async function forgetEdits(tx: Tx, links: readonly LockedLink[]): Promise<void> {
  const seen = links.flatMap(({ id, seq }) => (seq === null ? [] : [{ id, seq }]))
  if (seen.length === 0) return
  await sql`
    /* kept */
    with looked_at as (
      delete from crm_change c
      using unnest(${seen.map(({ id }) => id)}::bigint[], ${seen.map(({ seq }) => seq)}::bigint[]) s (link_id, seq)
      where c.link_id = s.link_id and c.seq = s.seq returning c.connection_id
    )
    select pg_notify('koppel_live', json_build_object('kind', 'sync', 'connectionId', connection_id)::text)
    from (select distinct connection_id from looked_at) o`.execute(tx)
}
