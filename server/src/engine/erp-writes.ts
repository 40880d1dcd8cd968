import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import type { PlannedErpValue } from '../store/tables.ts'
import type { PlannedLink } from './plan.ts'
import { withoutRefused } from './refused.ts'
import { runOf } from './run.ts'
import { recordset, type Work } from './work.ts'

/** Stores what the ERP is to be told, one row a link: the newest plan stands, and none if there is nothing left to say. */
export async function storeErpWrites(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
): Promise<void> {
  const sending = planned.map((one) => ({ ...one, fields: fieldsOf(one, work) }))
  const settled = sending.filter(({ link, fields }) => link.waiting && Object.keys(fields).length === 0)
  if (settled.length > 0) {
    await sql`delete from erp_write where link_id = any(${settled.map(({ link }) => link.id)}::bigint[])`.execute(
      tx,
    )
  }
  const rows = sending.flatMap((one) => rowOf(one, mapping))
  if (rows.length === 0) return
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

function rowOf({ link, actor, fields }: PlannedLink & { readonly fields: Fields }, mapping: TypeMapping) {
  if (Object.keys(fields).length === 0) return []
  const version = actor ? (actor.version ?? null) : link.version
  const planned = link.waiting !== null && (actor === undefined || link.sentAt === null)
  const same = isDeepStrictEqual(
    [fields, version, mapping.mappingVersion],
    [link.waiting, link.waitingVersion, link.waitingMapping],
  )
  return planned && same ? [] : [{ id: link.id, fields, version }]
}

function readOf(planned: readonly PlannedLink[]): number[] {
  return planned.flatMap(({ link, actor }) => (actor ? [link.id] : []))
}
