import type { Text } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import { parkedFor } from '../sync/index.ts'
import { storable } from './disagreements.ts'
import type { LockedLink } from './links.ts'
import { jitter } from './parts.ts'
import type { PlannedLink } from './plan.ts'
import { runOf } from './run.ts'
import type { Work } from './work.ts'

export interface Parking {
  readonly linkId: number
  readonly actorKey: string
  readonly reason: 'refused' | 'notStorable' | 'planFailed'
  readonly explanation: Text
  readonly detail: string | null
  readonly payload: unknown
}

const explanations = {
  notStorable: {
    en: 'A value of this record cannot be stored in the CRM. The other records go on.',
    nl: 'Een waarde van dit element kan niet in het CRM worden opgeslagen. De andere gaan door.',
  },
  planFailed: {
    en: 'This record could not be compared. The other records go on.',
    nl: 'Dit element kon niet worden vergeleken. De andere gaan door.',
  },
} as const

/** Puts one record aside because of an exception. */
export async function park(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  { id, actorKey }: Pick<LockedLink, 'id' | 'actorKey'>,
  reason: 'notStorable' | 'planFailed',
  error: unknown,
): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error)
  const explanation = explanations[reason]
  await storeParked(tx, work, mapping, { linkId: id, actorKey, reason, explanation, detail, payload: null })
}

/** Puts one record aside, or aside again and for longer; answers when it is tried again. */
export async function storeParked(
  tx: Tx,
  work: Work,
  { actorType }: TypeMapping,
  { linkId, actorKey, reason, explanation, detail, payload }: Parking,
): Promise<string> {
  await runOf(work)
  const attempts = await sql<{ attempts: number }>`
    select attempts from parked where link_id = ${linkId} and connection_id = ${work.connectionId}
      and resolved_at is null for update`.execute(tx)
  const attempt = (attempts.rows[0]?.attempts ?? 0) + 1
  const waitMs = parkedFor(attempt, jitter(work.parts))
  const { rows } = await sql<{ nextTryAt: string }>`
    insert into parked (connection_id, link_id, actor_type, actor_key, reason, explanation, detail, payload, attempts, next_try_at)
    values (${work.connectionId}, ${linkId}, ${actorType}, ${actorKey}, ${reason}, ${JSON.stringify(explanation)},
      ${detail === null ? null : storable(detail)}, ${evidence(payload)}::jsonb, ${attempt},
      now() + make_interval(secs => ${waitMs / 1000}))
    on conflict (connection_id, link_id) where resolved_at is null and link_id is not null do update set
      reason = excluded.reason, explanation = excluded.explanation, detail = excluded.detail,
      payload = excluded.payload, attempts = excluded.attempts, next_try_at = excluded.next_try_at
    returning next_try_at`.execute(tx)
  return rows[0]?.nextTryAt ?? ''
}

// Evidence must never be what PostgreSQL refuses.
function evidence(payload: unknown): string | null {
  if (payload === null) return null
  return JSON.stringify(payload, (_key, value) => (typeof value === 'string' ? storable(value) : value))
}

/** Records whose plan could be made are no longer put aside; what the ERP refused is, while it is still to be sent. */
export async function resolveParked(tx: Tx, planned: readonly PlannedLink[]): Promise<void> {
  const unclear = planned.filter(({ link }) => link.unclear)
  if (unclear.length === 0) return
  const sending = unclear.filter(({ plan }) => Object.keys(plan.sent).length > 0).map(({ link }) => link.id)
  await sql`
    update parked set resolved_at = clock_timestamp()
    where link_id = any(${unclear.map(({ link }) => link.id)}::bigint[]) and resolved_at is null
      and not (reason = 'refused' and link_id = any(${sending}::bigint[]))`.execute(tx)
}
