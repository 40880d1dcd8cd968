import { useAdministration } from './administration-desk.ts'
import type { Answer } from './erp-desk.ts'

// A real installation on which audit-steps.ts makes every change an administrator can make.

export const world = useAdministration()
export const { desk } = world
export const at = {
  connection: 0,
  link: 0,
  group: 0,
  user: '',
  key: 0,
  connector: 0,
  run: 0,
  field: 0,
  list: '',
  item: 0,
}

export type Step = () => Promise<Answer | undefined>

export const sql = (text: string, values: readonly unknown[] = []) =>
  world.database.pool.query(text, [...values])
export const call = (method: string, path: string, body?: unknown) => world.call(method, path, body)
export const connection = (rest = '') => `/connections/${at.connection}${rest}`

/** A run that is over and wrote one value of the linked record. */
export async function pastRun(kind: string, result: object | null = null): Promise<number> {
  const { rows } = await sql(
    `insert into run (connection_id, kind, state, finished_at, options, result)
     values ($1, $2, 'done', now(), '{}', $3) returning id`,
    [at.connection, kind, JSON.stringify(result)],
  )
  const { id } = rows[0]
  await sql(
    `insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
       erp_field, crm_field, old_value, new_value, rule)
     select $1, connection_id, id, record_type, record_id, actor_type, actor_key, 'toCrm', 'PHONE', 'phone', '"0"', '"1"',
       'erpChanged' from link where id = $2`,
    [id, at.link],
  )
  return Number(id)
}

export const park = () =>
  sql(
    `insert into parked (connection_id, link_id, actor_type, actor_key, reason, explanation, next_try_at)
     select connection_id, id, actor_type, actor_key, 'refused', '"x"', now() from link where id = $1
     on conflict (connection_id, link_id) where resolved_at is null and link_id is not null
     do update set next_try_at = now(), skipped_at = null`,
    [at.link],
  )

/** A value the ERP refused. */
export const refuse = () =>
  sql(
    `insert into field_error (link_id, direction, erp_field, crm_field, code, next_try_at)
     values ($1, 'toErp', 'PHONE', 'phone', 'refused', now())
     on conflict (link_id, erp_field) do update set next_try_at = now()`,
    [at.link],
  )
