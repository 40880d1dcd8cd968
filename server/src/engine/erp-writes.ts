import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
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
  const claimed = atOnce ? rows.filter(({ link }) => isFree(link)) : []
  if (claimed.length < rows.length) work.untold = true
  // The same values keep their place in the queue and their waiting time; new ones are sent at once.
  // An actor that was read settles what became of an unanswered call; without, that stays to be found out.
  const stored = rows.map(({ link: { id }, fields, version }) => ({ id, fields, version }))
  const { rows: marked } = await sql<Marked>`
    /* kept */
    insert into erp_write as w (link_id, connection_id, actor_type, fields, version, mapping_version, run_id, sent_at, attempts)
    select id, ${work.connectionId}, ${mapping.actorType}, fields, version, ${work.mappingVersion}, ${await runOf(work)},
      case when claimed then clock_timestamp() end, case when claimed then 1 else 0 end
    from ${recordset(stored)} as x (id bigint, fields jsonb, version text),
      lateral (select id = any(${claimed.map(({ link }) => link.id)}::bigint[]) as claimed) c
    on conflict (link_id) do update set
      attempts = case when w.fields = excluded.fields then w.attempts else 0 end,
      next_try_at = case when w.fields = excluded.fields then w.next_try_at end,
      sent_at = case when w.link_id = any(${readOf(planned)}::bigint[]) then null else w.sent_at end,
      fields = excluded.fields, version = excluded.version, mapping_version = excluded.mapping_version,
      run_id = excluded.run_id, planned_at = clock_timestamp()
    returning w.link_id, w.sent_at, w.planned_at`.execute(tx)
  return sentOf(claimed, marked)
}

type Marked = Pick<SentWrite, 'linkId' | 'sentAt' | 'plannedAt'>

/** Nothing waits for it that would have to be said first, and nobody is asking the ERP for it. */
function isFree({ waiting, askedAt }: LockedLink): boolean {
  return waiting === null && askedAt === null
}

function sentOf(claimed: readonly StoredWrite[], marked: readonly Marked[]): readonly SentWrite[] {
  if (claimed.length === 0) return []
  const marks = new Map(marked.map((mark) => [mark.linkId, mark]))
  return claimed.flatMap(({ link: { id, actorKey, recordId }, fields, version }) => {
    const mark = marks.get(id)
    return mark ? [{ ...mark, actorKey, recordId, fields, version, attempts: 1 }] : []
  })
}

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
