import { sql } from 'kysely'
import type { z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType, SuspectField, SuspectKind } from '../../store/tables.ts'
import { type Language, type Listed, type Paged, page } from '../monitor/listing.ts'
import { type Place, textsFor } from '../monitor/texts.ts'
import type { protection, suspect } from './contract.ts'

type Protection = z.infer<typeof protection>

export async function showProtection(db: Db, connectionId: number): Promise<Protection> {
  const { rows } = await sql<Protection>`
    select case when c.state_reason->>'code' in ('breaker', 'compareFirst') and c.state = 'stopped'
        then c.state_reason->>'code' end as asks,
      case when p.compare_reason is not null then jsonb_build_object('reason', p.compare_reason,
        'since', p.compare_since, 'compared', l.compared, 'links', l.links) end as comparing,
      (select jsonb_build_object('blank', count(*) filter (where 'blank' = any(kinds)),
        'gone', count(*) filter (where 'gone' = any(kinds)), 'renamed', count(*) filter (where 'renamed' = any(kinds)),
        'differs', count(*) filter (where 'differs' = any(kinds)), 'total', count(*))
        from suspect s where s.connection_id = c.id and s.confirmed_at is null) as suspects,
      case when p.quiet_until > now() then p.quiet_until end as quiet_until,
      case when p.quiet_until > now() then p.quiet_asked end as quiet_asked_seconds,
      case when c.state = 'retrying' then c.next_try_at end as next_try_at,
      p.calls_per_minute, p.clock_ahead as clock_ahead_seconds
    from connection c left join protection p on p.connection_id = c.id
    cross join lateral (
      select count(*) as links, count(*) filter (where k.id <= p.compare_position) as compared
      from link k where k.connection_id = c.id and k.ended_at is null and k.broken_at is null
    ) l
    where c.id = ${connectionId} and c.deleted_at is null`.execute(db)
  const found = rows[0]
  if (!found) throw notFound()
  return found
}

type Suspect = z.infer<typeof suspect>
type Row = Place & {
  linkId: number
  recordType: RecordType
  actorTitle: string
  kinds: SuspectKind[]
  fields: readonly SuspectField[]
}

export async function listSuspects(
  db: Db,
  connectionId: number,
  paged: Paged,
  language: Language,
): Promise<Listed<Suspect>> {
  const { rows, total } = await page<Row>(
    db,
    sql`s.link_id, s.kinds, s.fields, s.connection_id, s.actor_type, l.record_type, l.record_id, l.actor_title`,
    sql`from suspect s join link l on l.id = s.link_id
      where s.connection_id = ${connectionId} and s.confirmed_at is null and l.ended_at is null`,
    sql`s.link_id`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    total,
    rows: rows.map((row) => ({
      linkId: row.linkId,
      record: texts.record(row),
      actorTitle: row.actorTitle,
      kinds: row.kinds,
      fields: row.fields.map((field) => {
        const place = { ...row, ...field }
        const said = field.target === 'crm' ? texts.inCrm : texts.inErp
        return {
          kind: field.kind,
          target: field.target,
          erpField: texts.erpField(place).label,
          crmField: texts.crmField(place).label,
          before: said(place, field.before),
          after: said(place, field.after),
        }
      }),
    })),
  }
}
