import type { Outcome } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { storeParked } from './parked.ts'
import type { SentWrite } from './send.ts'
import type { Work } from './work.ts'

/** The ERP does not want this record: it waits, visibly, and is tried again later or when somebody edits it. */
export async function storeRefused(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  write: SentWrite,
  { reason, field }: Extract<Outcome, { kind: 'refused' }>,
): Promise<void> {
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
  const mapped = mapping.fields.find(({ erpField }) => erpField === field)
  if (!mapped) return
  await sql`
    insert into field_error (link_id, erp_field, crm_field, direction, code, detail)
    values (${write.linkId}, ${mapped.erpField}, ${mapped.crmField}, 'toErp', 'refused', ${JSON.stringify({ reason })})
    on conflict (link_id, erp_field) do update set
      direction = excluded.direction, code = excluded.code, detail = excluded.detail, at = excluded.at`.execute(
    tx,
  )
}
