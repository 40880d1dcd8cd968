import { sql } from 'kysely'
import { type CrmRecord, readRecords } from '../../crm/index.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { type Base, baseFrom, type StoredBase } from '../../sync/index.ts'

/** A link and all that is known to be under way with it, before the ERP is asked. */
export interface Seen {
  readonly id: number
  readonly actorKey: string
  readonly recordId: number
  readonly base: Base
  readonly syncedAt: string | null
  readonly asked: readonly string[]
  readonly misfits: readonly string[]
  /** An edit, a write to the ERP, a parked record, or a hold: its changes are known. */
  readonly waiting: boolean
  readonly record: CrmRecord | undefined
}

/** Whether passes run for the connection, and since when what changed in the ERP may not have been read yet. */
export interface Passing {
  readonly running: boolean
  readonly readUpTo: string | null
}

export async function seen(
  db: Db,
  recordType: RecordType,
  linkIds: readonly number[],
): Promise<readonly Seen[]> {
  const { rows } = await sql<Omit<Seen, 'record' | 'base'> & { readonly base: StoredBase }>`
    select l.id, l.actor_key, l.record_id, l.base, l.synced_at,
      array(select f.erp_field from conflict f where f.link_id = l.id and f.resolved_at is null) as asked,
      array(select e.erp_field from field_error e where e.link_id = l.id) as misfits,
      l.held_at is not null or exists (select from crm_change c where c.link_id = l.id)
        or exists (select from erp_write w where w.link_id = l.id)
        or exists (select from parked p where p.link_id = l.id and p.resolved_at is null) as waiting
    from link l where l.id = any(${[...linkIds]}::bigint[]) and l.ended_at is null and l.broken_at is null`.execute(
    db,
  )
  const records = await readRecords(db, recordType, [...new Set(rows.map(({ recordId }) => recordId))])
  return rows.map((row) => ({ ...row, base: baseFrom(row.base), record: records.get(row.recordId) }))
}

// An ERP's clock is not ours, and a pass may be in the middle of it.
const slack = '10 minutes'

export async function passing(db: Db, connectionId: number): Promise<Passing> {
  const { rows } = await sql<Passing>`
    select c.active and c.state = 'ok' and e.running and c.last_synced_at is not null as running,
      c.last_synced_at - ${slack}::interval as read_up_to
    from connection c, engine e where c.id = ${connectionId}`.execute(db)
  return rows[0] ?? { running: false, readUpTo: null }
}

interface Place {
  readonly linkId: number
  readonly recordId: number
  readonly erpField: string
}

export interface LastWrite extends Place {
  readonly direction: 'toCrm' | 'toErp'
  readonly newValue: unknown
  readonly rule: string
}

/** What the sync wrote last to each of these fields, as far back as the log goes. */
export async function lastWrites(
  db: Db,
  recordType: RecordType,
  places: readonly Place[],
): Promise<ReadonlyMap<string, LastWrite>> {
  if (places.length === 0) return new Map()
  const { rows } = await sql<LastWrite>`
    select p."linkId" as link_id, p."recordId" as record_id, p."erpField" as erp_field, s.direction, s.new_value, s.rule
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as p ("linkId" bigint, "recordId" bigint, "erpField" text)
    cross join lateral (
      select direction, new_value, rule from sync_log s
      where s.record_type = ${recordType} and s.record_id = p."recordId" and s.link_id = p."linkId"
        and s.erp_field = p."erpField"
      order by s.at desc, s.id desc limit 1
    ) s`.execute(db)
  return new Map(rows.map((row) => [placeKey(row), row]))
}

export function placeKey({ linkId, erpField }: Pick<Place, 'linkId' | 'erpField'>): string {
  return `${linkId} ${erpField}`
}
