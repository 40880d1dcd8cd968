import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import type { PlannedErpValue } from '../store/tables.ts'
import { sureAfterMs } from './create/looking.ts'
import { markToAsk } from './freshness.ts'
import { insertLog, type LogRow } from './log-rows.ts'
import { setGoneAside } from './protection/set-aside.ts'
import { runOf } from './run.ts'
import { transact, type Work } from './work.ts'

/**
 * Breaks the links of actors the ERP says are gone. The records stay as they are.
 *
 * The ERP is asked for each of them first: a link breaks on an explicit "not there", never on a slip in a feed.
 */
export async function breakLinks(work: Work, mapping: TypeMapping, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const links = await linksOf(work, mapping, keys)
  const linked = links.map(({ actorKey }) => actorKey)
  if (linked.length === 0) return
  const there = await work.erp.get(mapping.actorType, linked, [])
  const found = new Set(there.map(({ key }) => key))
  const missing = links.filter(({ actorKey }) => !found.has(actorKey))
  // The feed may show sooner what was just made than a question finds it.
  const awaited = missing.filter(({ justMade }) => justMade)
  if (awaited.length > 0) await transact(work, (tx) => markToAsk(tx, awaited))
  const gone = missing.filter(({ justMade }) => !justMade).map(({ actorKey }) => actorKey)
  if (gone.length === 0) return
  await runOf(work)
  work.counts.failed += await transact(work, async (tx) => {
    if (await setGoneAside(tx, work, mapping, gone)) return 0
    await logUnanswered(tx, work, mapping, gone)
    const { rows } = await sql<{ id: number }>`
      with broken as (
        update link set broken_at = clock_timestamp()
        where connection_id = ${work.connectionId} and actor_type = ${mapping.actorType}
          and actor_key = any(${gone}::text[]) and ended_at is null and broken_at is null
        returning id
      ),
      unsaid as (delete from erp_write where link_id in (select id from broken)),
      unsuspected as (delete from suspect where link_id in (select id from broken)),
      unseen as (delete from crm_change where link_id in (select id from broken)),
      unparked as (
        update parked set resolved_at = clock_timestamp()
        where link_id in (select id from broken) and resolved_at is null
      )
      select id from broken`.execute(tx)
    return rows.length
  })
}

interface Unanswered {
  readonly linkId: number
  readonly recordId: number
  readonly actorKey: string
  readonly fields: Readonly<Record<string, PlannedErpValue>>
}

/** What the ERP was told before, without an answer that was stored: whether it arrived nobody will find out. */
async function logUnanswered(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  keys: readonly string[],
): Promise<void> {
  const { rows } = await sql<Unanswered>`
    select l.id as link_id, l.record_id, l.actor_key, w.fields from erp_write w join link l on l.id = w.link_id
    where l.connection_id = ${work.connectionId} and l.actor_type = ${mapping.actorType}
      and l.actor_key = any(${[...keys]}::text[]) and l.ended_at is null and l.broken_at is null
      and w.sent_at is not null order by l.id`.execute(tx)
  const crmFieldOf = new Map(mapping.fields.map(({ erpField, crmField }) => [erpField, crmField]))
  const lines = rows.flatMap(({ fields, ...link }) =>
    Object.entries(fields).map(([erpField, { value, old, run }]): LogRow => {
      const asked = run === undefined ? {} : { run }
      const at = { direction: 'toErp', erpField, crmField: crmFieldOf.get(erpField) ?? '' } as const
      return { ...link, ...at, oldValue: old, newValue: value, rule: 'unanswered', ...asked }
    }),
  )
  await insertLog(tx, work, mapping, lines)
}

interface Linked {
  readonly id: number
  readonly actorKey: string
  readonly justMade: boolean
}

/** Those that count as there. What was just made may be shown only after a while: it is asked for again anyway. */
async function linksOf(
  work: Work,
  { actorType }: TypeMapping,
  keys: readonly string[],
): Promise<readonly Linked[]> {
  const { rows } = await sql<Linked & { readonly toAsk: boolean }>`
    select id, actor_key, to_ask, exists (
      select from create_intent i where i.link_id = link.id
        and i.finished_at > clock_timestamp() - make_interval(secs => ${sureAfterMs / 1000})) as just_made
    from link
    where connection_id = ${work.connectionId} and actor_type = ${actorType}
      and actor_key = any(${[...keys]}::text[]) and ended_at is null and broken_at is null`.execute(
    work.parts.store.db,
  )
  return rows.filter(({ justMade, toAsk }) => !justMade || !toAsk)
}
