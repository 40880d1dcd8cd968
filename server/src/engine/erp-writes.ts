import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import { copyLine, copyRows, type Tx } from '../store/index.ts'
import type { PlannedErpValue } from '../store/tables.ts'
import type { LockedLink } from './links.ts'
import type { PlannedLink } from './plan.ts'
import { withoutRefused } from './refused.ts'
import { runOf } from './run.ts'
import type { SentWrite } from './send.ts'
import { recordset, type Work } from './work.ts'

/**
 * Stores what the ERP is to be told, one row a link: the newest plan stands, and none if there is nothing left to say.
 *
 * @param atOnce what is new is marked as sent right away, because the caller says it as soon as this is committed
 * @returns what is marked so
 */
export async function storeErpWrites(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
  atOnce = false,
): Promise<readonly SentWrite[]> {
  const sending = planned.map((one) => ({ ...one, fields: fieldsOf(one, work) }))
  const settled = sending.filter(({ link, fields }) => link.waiting && Object.keys(fields).length === 0)
  if (settled.length > 0) {
    await sql`delete from erp_write where link_id = any(${settled.map(({ link }) => link.id)}::bigint[])`.execute(
      tx,
    )
  }
  const rows = sending.flatMap((one) => rowOf(one, mapping))
  if (rows.length === 0) return []
  const isClaimed = ({ link }: StoredWrite) => atOnce && isFree(link)
  const [claimed, waiting] = [rows.filter(isClaimed), rows.filter((row) => !isClaimed(row))]
  if (waiting.length > 0) await storeWaiting(tx, work, mapping, planned, waiting)
  return claimed.length > 0 ? await storeClaimed(tx, work, mapping, claimed) : []
}

async function storeWaiting(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
  waiting: readonly StoredWrite[],
): Promise<void> {
  work.untold = true
  const rows = waiting.map(({ link: { id }, fields, version }) => ({ id, fields, version }))
  // The same values keep their place in the queue and their waiting time; new ones are sent at once.
  // An actor that was read settles what became of an unanswered call; without, that stays to be found out.
  await sql`
    /* kept */
    insert into erp_write as w (link_id, connection_id, actor_type, fields, version, mapping_version, run_id)
    select id, ${work.connectionId}, ${mapping.actorType}, fields, version, ${work.mappingVersion}, ${await runOf(work)}
    from ${recordset(rows)} as x (id bigint, fields jsonb, version text)
    on conflict (link_id) do update set
      attempts = case when w.fields = excluded.fields then w.attempts else 0 end,
      next_try_at = case when w.fields = excluded.fields then w.next_try_at end,
      sent_at = case when w.link_id = any(${readOf(planned)}::bigint[]) then null else w.sent_at end,
      fields = excluded.fields, version = excluded.version, mapping_version = excluded.mapping_version,
      run_id = excluded.run_id, planned_at = clock_timestamp()`.execute(tx)
}

/** Nothing waits for it that would have to be said first, and nobody is asking the ERP for it. */
function isFree({ waiting, askedAt }: LockedLink): boolean {
  return waiting === null && askedAt === null
}

async function storeClaimed(
  tx: Tx,
  work: Work,
  { actorType }: TypeMapping,
  claimed: readonly StoredWrite[],
): Promise<readonly SentWrite[]> {
  const run = await runOf(work)
  const { rows } = await sql<{ now: string }>`/* kept */ select clock_timestamp() as now`.execute(tx)
  const now = rows[0]?.now ?? ''
  const lines = claimed.map(({ link, fields, version }) => {
    const planned = [link.id, work.connectionId, actorType, JSON.stringify(fields), version]
    return copyLine([...planned, work.mappingVersion, run, 1, now, now])
  })
  await copyRows(tx, claimedCopy, lines)
  return claimed.map(({ link: { id, actorKey, recordId }, fields, version }) => ({
    ...{ linkId: id, actorKey, recordId, fields, version },
    ...{ attempts: 1, sentAt: now, plannedAt: now },
  }))
}

const claimedCopy =
  'copy erp_write (link_id, connection_id, actor_type, fields, version, mapping_version, run_id, attempts, sent_at, ' +
  'planned_at) from stdin'

type Fields = Readonly<Record<string, PlannedErpValue>>

/** What the ERP is to be told of a link; somebody who waits for it also has it told again what it refused. */
function fieldsOf({ link, plan }: PlannedLink, work: Work): Fields {
  const ruleOf = new Map(
    plan.reasons.filter(({ target }) => target === 'erp').map((why) => [why.erpField, why]),
  )
  const fields = Object.fromEntries(
    Object.entries(plan.sent).map(([key, [value, crm]]): [string, PlannedErpValue] => {
      const reason = ruleOf.get(key)
      const run = reason?.run === undefined ? {} : { run: reason.run }
      return [key, { value, crm, old: reason?.before ?? null, rule: reason?.why ?? 'crmChanged', ...run }]
    }),
  )
  return work.fence === null ? fields : withoutRefused(fields, link.refused)
}

interface StoredWrite {
  readonly link: LockedLink
  readonly fields: Fields
  readonly version: string | null
}

function rowOf(
  { link, actor, fields }: PlannedLink & { readonly fields: Fields },
  mapping: TypeMapping,
): StoredWrite[] {
  if (Object.keys(fields).length === 0) return []
  const version = actor ? (actor.version ?? null) : link.version
  const planned = link.waiting !== null && (actor === undefined || link.sentAt === null)
  const same = isDeepStrictEqual(
    [fields, version, mapping.mappingVersion],
    [link.waiting, link.waitingVersion, link.waitingMapping],
  )
  return planned && same ? [] : [{ link, fields, version }]
}

function readOf(planned: readonly PlannedLink[]): number[] {
  return planned.flatMap(({ link, actor }) => (actor ? [link.id] : []))
}
