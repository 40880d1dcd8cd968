import type { Outcome, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import type { PlannedErpValue } from '../store/tables.ts'
import { type MappedField, parkedFor } from '../sync/index.ts'
import { storeParked } from './parked.ts'
import { jitter } from './parts.ts'
import type { SentWrite } from './send.ts'
import type { Work } from './work.ts'

/** The ERP does not want this: the field it names waits, visibly, or else the record; tried again later or when somebody edits it. */
export async function storeRefused(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  write: SentWrite,
  { reason, field }: Extract<Outcome, { kind: 'refused' }>,
): Promise<void> {
  const mapped = mapping.fields.find(({ erpField }) => erpField === field)
  const refused =
    mapped && Object.hasOwn(write.fields, mapped.erpField) ? write.fields[mapped.erpField] : undefined
  if (mapped && refused) return await putFieldAside(tx, work, write, mapped, { value: refused.value, reason })
  const nextTryAt = await storeParked(tx, work, mapping, {
    linkId: write.linkId,
    actorKey: write.actorKey,
    reason: 'refused',
    explanation: reason,
    detail: null,
    payload: Object.fromEntries(Object.entries(write.fields).map(([key, { value }]) => [key, value])),
  })
  await sql`
    update erp_write set sent_at = null, next_try_at = ${nextTryAt}
    where link_id = ${write.linkId} and planned_at = ${write.plannedAt}`.execute(tx)
}

/** The rest of the write is sent without it. */
async function putFieldAside(
  tx: Tx,
  work: Work,
  { linkId, plannedAt }: SentWrite,
  { erpField, crmField }: MappedField,
  detail: Refusal,
): Promise<void> {
  const { rows } = await sql<{ attempts: number }>`
    select attempts from field_error where link_id = ${linkId} and erp_field = ${erpField} and code = 'refused'`.execute(
    tx,
  )
  const attempts = (rows[0]?.attempts ?? 0) + 1
  const wait = parkedFor(attempts, jitter(work.parts)) / 1000
  await sql`
    insert into field_error (link_id, erp_field, crm_field, direction, code, detail, attempts, next_try_at)
    values (${linkId}, ${erpField}, ${crmField}, 'toErp', 'refused', ${JSON.stringify(detail)}, ${attempts},
      now() + make_interval(secs => ${wait}))
    on conflict (link_id, erp_field) do update set direction = excluded.direction, code = excluded.code,
      detail = excluded.detail, at = excluded.at, attempts = excluded.attempts, next_try_at = excluded.next_try_at`.execute(
    tx,
  )
  await sql`
    with rest as (
      update erp_write set sent_at = null, next_try_at = null, fields = fields - ${erpField}::text
      where link_id = ${linkId} and planned_at = ${plannedAt} and fields <> jsonb_build_object(${erpField}::text, fields->${erpField}::text)
    )
    delete from erp_write
    where link_id = ${linkId} and planned_at = ${plannedAt} and fields = jsonb_build_object(${erpField}::text, fields->${erpField}::text)`.execute(
    tx,
  )
}

interface Refusal {
  readonly value: Value
  readonly reason: Extract<Outcome, { kind: 'refused' }>['reason']
}

/** By ERP field: a value the ERP refused and is not asked to take again before its time. */
export type Refused = Readonly<Record<string, Value>>

/** What of it may be sent now. */
export function withoutRefused<T extends Pick<PlannedErpValue, 'value'>>(
  fields: Readonly<Record<string, T>>,
  refused: Refused,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([key, { value }]) => !Object.hasOwn(refused, key) || refused[key] !== value,
    ),
  )
}
