import type { ActorTypeName, Text } from '@koppel/sdk'
import { sql } from 'kysely'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { ConflictRule, Problem, RecordType, SyncDirection } from '../../store/tables.ts'
import { notBySelf } from './parked-actions.ts'

/** Everything that may stop a link, as it is stored. */
export interface Facts {
  readonly id: number
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly recordType: RecordType
  readonly recordId: number
  readonly engineRunning: boolean
  readonly connection: {
    readonly name: string
    readonly active: boolean
    readonly deleted: boolean
    readonly state: 'ok' | 'retrying' | 'stopped'
  }
  readonly reason: Problem | null
  readonly stateSince: string
  readonly connectionNextTryAt: string | null
  readonly typeEnabled: boolean
  readonly heldAt: string | null
  readonly brokenAt: string | null
  readonly deletedAt: string | null
  readonly syncedAt: string | null
  readonly conflicts: readonly OpenConflict[]
  readonly errors: readonly FieldError[]
  readonly parkedAt: string | null
  readonly skippedAt: string | null
  readonly parkedNextTryAt: string | null
  readonly parked: {
    readonly reason: string
    readonly explanation: Text
    readonly detail: string | null
  } | null
  readonly attempts: number | null
  readonly editedAt: string | null
  readonly plannedAt: string | null
  readonly sentAt: string | null
  /** What travels, by CRM field. */
  readonly fields: readonly Travelling[]
}

interface FieldPlace {
  readonly erpField: string
  readonly crmField: string
}

export interface OpenConflict extends FieldPlace {
  readonly id: number
  readonly reason: 'bothMoved' | 'keepsChanging'
  readonly openedAt: string
}

export interface FieldError extends FieldPlace {
  readonly direction: SyncDirection
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly at: string
  readonly nextTryAt: string | null
}

export interface Travelling extends FieldPlace {
  readonly toCrm: boolean
  readonly toErp: boolean
  readonly conflictRule: ConflictRule
}

/** @throws ProblemError 404 if the link has ended */
export async function factsOf(db: Db, linkId: number): Promise<Facts> {
  const { rows } = await sql<Facts>`
    select l.id, l.connection_id, l.actor_type, l.record_type, l.record_id, l.held_at, l.broken_at, l.synced_at,
      (select running from engine) as engine_running,
      jsonb_build_object('name', c.name, 'active', c.active, 'deleted', c.deleted_at is not null, 'state', c.state)
        as connection,
      c.state_reason as reason, c.state_since, c.next_try_at as connection_next_try_at,
      coalesce(t.enabled and t.in_erp, false) as type_enabled,
      coalesce(co.deleted_at, pe.deleted_at, pr.deleted_at) as deleted_at,
      ${listOf(sql`select id, erp_field as "erpField", crm_field as "crmField", reason,
        ${iso(sql`opened_at`)} as "openedAt" from conflict f where f.link_id = l.id and f.resolved_at is null`)} as conflicts,
      ${listOf(sql`select erp_field as "erpField", crm_field as "crmField", direction, code, detail,
        ${iso(sql`at`)} as at, ${iso(sql`nullif(next_try_at, ${notBySelf})`)} as "nextTryAt" from field_error e where e.link_id = l.id`)} as errors,
      ${listOf(sql`select key as "erpField", crm_field as "crmField", to_crm as "toCrm", to_erp as "toErp",
        conflict_rule as "conflictRule" from erp_field e where e.connection_id = l.connection_id
        and e.actor_type = l.actor_type and e.in_erp and e.crm_field is not null`)} as fields,
      p.parked_at, p.skipped_at, p.next_try_at as parked_next_try_at, p.attempts,
      case when p.id is not null then
        jsonb_build_object('reason', p.reason, 'explanation', p.explanation, 'detail', p.detail) end as parked,
      h.changed_at as edited_at, w.planned_at, w.sent_at
    from link l
    join connection c on c.id = l.connection_id
    left join actor_type t on t.connection_id = l.connection_id and t.type = l.actor_type
    left join company co on l.record_type = 'company' and co.id = l.record_id
    left join person pe on l.record_type = 'person' and pe.id = l.record_id
    left join project pr on l.record_type = 'project' and pr.id = l.record_id
    left join parked p on p.link_id = l.id and p.resolved_at is null
    left join crm_change h on h.link_id = l.id
    left join erp_write w on w.link_id = l.id
    where l.id = ${linkId} and l.ended_at is null`.execute(db)
  const facts = rows[0]
  if (!facts) throw notFound()
  return facts
}

function listOf(query: ReturnType<typeof sql>) {
  return sql`coalesce((select jsonb_agg(to_jsonb(x)) from (${query}) x), '[]')`
}

function iso(time: ReturnType<typeof sql>) {
  return sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
