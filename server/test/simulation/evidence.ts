import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { readRecords } from '../../src/crm/index.ts'
import { readMapping, type TypeMapping } from '../../src/erp/index.ts'
import { baseFrom, type StoredBase } from '../../src/sync/index.ts'
import { crmFieldsOf } from './fields.ts'
import type { Pair, World } from './world.ts'

/** One change of one field of a record. */
export interface CrmChange {
  readonly recordId: number
  readonly field: string
  /** `other`: another connection's sync. */
  readonly by: 'user' | 'engine' | 'other'
  readonly at: number
  readonly old: Value
  readonly value: Value
}

export interface LogRow {
  readonly runId: number
  /** Its place among the changes in the CRM. */
  readonly at: number
  readonly linkId: number
  readonly recordId: number
  readonly actorKey: string
  readonly direction: 'toCrm' | 'toErp'
  readonly erpField: string
  readonly crmField: string
  readonly oldValue: Value
  readonly newValue: Value
  readonly rule: string
}

export interface LinkRow {
  readonly id: number
  readonly base: Readonly<Record<string, readonly [Value, Value]>>
  readonly start: Readonly<Record<string, string>>
  readonly broken: boolean
  readonly parked: string | null
  readonly retries: boolean
  readonly waiting: boolean
  readonly edited: boolean
  readonly conflicts: Readonly<Record<string, readonly [Value, Value]>>
  readonly errors: readonly string[]
  /** Refused fields without a next try. */
  readonly stuck: readonly string[]
  /** Refused fields whose time for a next try has come. */
  readonly overdue: readonly string[]
  /** Somebody was asked whether the actor that is there again is the one it was. */
  readonly asked: boolean
}

/** What a schedule left behind: all that the checks may look at. */
export interface Evidence {
  readonly mapping: TypeMapping
  readonly crmChanges: readonly CrmChange[]
  readonly log: readonly LogRow[]
  readonly links: ReadonlyMap<number, LinkRow>
  /** The values of a pair's record now. */
  readonly inCrm: (pair: Pair, field: string) => Value
  readonly inErp: (pair: Pair, field: string) => Value
}

export async function gather(world: World): Promise<Evidence> {
  const { ground, connectionId, pairs, creations, erp, kind } = world
  const { db } = ground.store
  const ids = pairs.map(({ recordId }) => recordId)
  const mapping = await readMapping(db, connectionId, kind.actorType)
  if (!mapping) throw new Error(`The connection has no ${kind.actorType}`)
  const records = await readRecords(db, kind.recordType, ids)
  const log = await sql<LogRow>`
    select run_id, (select m.at from sim_log_moment m where m.log_id = sync_log.id) as at, link_id, record_id, actor_key, direction, erp_field, crm_field, old_value, new_value, rule
    from sync_log where connection_id = ${connectionId} and record_type = ${kind.recordType} order by id`.execute(
    db,
  )
  return {
    mapping,
    log: log.rows,
    crmChanges: await readCrmChanges(world, [...ids, ...creations.map(({ recordId }) => recordId)]),
    links: await readLinks(world),
    inCrm: ({ recordId }, field) => records.get(recordId)?.fields[field] ?? null,
    inErp: ({ key }, field) => erp.actors.get(key)?.fields[field] ?? null,
  }
}

interface HistoryRow {
  readonly recordId: number
  readonly origin: string | null
  readonly at: number
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

async function readCrmChanges(
  { ground, connectionId, kind }: World,
  ids: readonly number[],
): Promise<CrmChange[]> {
  const { rows } = await sql<HistoryRow>`
    select record_id, origin, before, after, at from sim_crm_history
    where record_type = ${kind.recordType} and record_id = any(${[...ids]}::bigint[]) order by id`.execute(
    ground.store.db,
  )
  const fields = crmFieldsOf(kind)
  return rows.flatMap(({ recordId, origin, before, after, at }) =>
    fields.flatMap((field): CrmChange[] => {
      const [old, value] = [valueIn(before, field), valueIn(after, field)]
      return old === value ? [] : [{ recordId, field, by: writerOf(origin, connectionId), at, old, value }]
    }),
  )
}

function writerOf(origin: string | null, connectionId: number): CrmChange['by'] {
  if (!origin) return 'user'
  return origin === String(connectionId) ? 'engine' : 'other'
}

function valueIn(row: Readonly<Record<string, unknown>>, field: string): Value {
  const custom = row.custom as Readonly<Record<string, Value>>
  if (field in custom) return custom[field] ?? null
  const value = row[field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] as Value | undefined
  return field === 'country' && value ? String(value) : (value ?? null)
}

async function readLinks({ ground, connectionId, kind }: World): Promise<ReadonlyMap<number, LinkRow>> {
  const { rows } = await sql<Omit<LinkRow, 'base'> & { readonly base: StoredBase }>`
    select l.id, l.base, l.start, l.broken_at is not null as broken,
      (select reason from parked p where p.link_id = l.id and p.resolved_at is null) as parked,
      exists (select from parked p where p.link_id = l.id and p.resolved_at is null and p.next_try_at is not null) as retries,
      exists (select from erp_write w where w.link_id = l.id) as waiting,
      exists (select from crm_change c where c.link_id = l.id) as edited,
      coalesce((select jsonb_object_agg(c.erp_field, jsonb_build_array(c.erp_value, c.crm_value))
        from conflict c where c.link_id = l.id and c.resolved_at is null), '{}') as conflicts,
      coalesce((select jsonb_agg(e.erp_field) from field_error e where e.link_id = l.id), '[]') as errors,
      coalesce((select jsonb_agg(e.erp_field) from field_error e
        where e.link_id = l.id and e.code = 'refused' and e.next_try_at is null), '[]') as stuck,
      coalesce((select jsonb_agg(e.erp_field) from field_error e
        where e.link_id = l.id and e.code = 'refused' and e.next_try_at <= now()), '[]') as overdue,
      exists (select from parked p where p.link_id = l.id and p.reason = 'actorBack') as asked
    from link l where l.connection_id = ${connectionId} and l.actor_type = ${kind.actorType} and l.ended_at is null`.execute(
    ground.store.db,
  )
  return new Map(rows.map((row) => [row.id, { ...row, base: baseFrom(row.base) }]))
}
