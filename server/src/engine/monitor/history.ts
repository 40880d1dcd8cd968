import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { CrmField } from '../../crm/index.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'

// The last time a CRM field got another value, by a sync or by a person.

export interface LastMove {
  /** The line of the field log. */
  readonly id: number
  readonly linkId: number
  readonly at: string
  readonly connectionId: number
  readonly connectionName: string
  readonly runId: number
  readonly rule: string
  readonly oldValue: Value
  /** Who asked for the run. */
  readonly requestedBy: string | null
}

export async function lastMove(
  db: Db,
  recordType: RecordType,
  recordId: number,
  crmField: string,
): Promise<LastMove | undefined> {
  const { rows } = await sql<LastMove>`
    select s.id, s.link_id, s.at, s.connection_id, c.name as connection_name, s.run_id, s.rule, s.old_value,
      coalesce(u.name, r.requested_by) as requested_by
    from sync_log s join connection c on c.id = s.connection_id
    left join run r on r.id = s.run_id left join app_user u on u.id = r.requested_by
    where s.record_type = ${recordType} and s.record_id = ${recordId} and s.direction = 'toCrm'
      and s.crm_field = ${crmField}
    order by s.at desc, s.id desc limit 1`.execute(db)
  return rows[0]
}

export interface LastEdit {
  readonly at: string
  readonly by: string | null
  readonly before: Value
}

export async function lastEdit(
  db: Db,
  recordType: RecordType,
  recordId: number,
  { key, custom, type }: CrmField,
): Promise<LastEdit | undefined> {
  const column = custom ? key : columnOf(key)
  const { rows } = await sql<LastEdit>`
    select at, edited_by as by, changes -> ${column} -> 0 as before from crm_edit
    where record_type = ${recordType} and record_id = ${recordId} and changes ? ${column}
    order by id desc limit 1`.execute(db)
  const edit = rows[0]
  if (!edit) return undefined
  const before = edit.before === null ? null : type === 'list' ? String(edit.before) : edit.before
  return { ...edit, before }
}

/** `postalAddress1` → `postal_address1`, as the columns are called. */
function columnOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

export async function userNames(
  db: Db,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from app_user where id = any(${ids.filter((id) => id !== null)}::text[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
