import type { Actor, Text } from '@koppel/sdk'
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
  readonly reason: 'refused' | 'notStorable' | 'planFailed' | 'actorBack'
  readonly explanation: Text
  readonly detail: string | null
  readonly payload: unknown
}

const explanations = {
  notStorable: {
    en: 'A value of the ERP cannot be stored in this record. The other records go on.',
    nl: 'Een waarde van het ERP kan niet in deze kaart worden opgeslagen. De andere kaarten gaan door.',
  },
  planFailed: {
    en: 'This record could not be compared. The other records go on.',
    nl: 'Deze kaart kon niet worden vergeleken. De andere gaan door.',
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
  payload: unknown = null,
): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error)
  const explanation = explanations[reason]
  await storeParked(tx, work, mapping, { linkId: id, actorKey, reason, explanation, detail, payload })
}

/** Puts one record aside, or aside again and for longer; answers when it is tried again. */
export async function storeParked(
  tx: Tx,
  work: Work,
  { actorType }: TypeMapping,
  { linkId, actorKey, reason, explanation, detail, payload }: Parking,
): Promise<string> {
  const run = await runOf(work)
  const attempts = await sql<{ attempts: number }>`
    select attempts from parked where link_id = ${linkId} and connection_id = ${work.connectionId}
      and resolved_at is null for update`.execute(tx)
  const attempt = (attempts.rows[0]?.attempts ?? 0) + 1
  const waitMs = parkedFor(attempt, jitter(work.parts))
  const { rows } = await sql<{ nextTryAt: string }>`
    insert into parked as p (connection_id, link_id, actor_type, actor_key, reason, explanation, detail, payload,
      attempts, next_try_at, run_id)
    values (${work.connectionId}, ${linkId}, ${actorType}, ${actorKey}, ${reason}, ${JSON.stringify(explanation)},
      ${detail === null ? null : storable(detail)}, ${evidence(payload)}::jsonb, ${attempt},
      now() + make_interval(secs => ${waitMs / 1000}), ${run})
    on conflict (connection_id, link_id) where resolved_at is null and link_id is not null do update set
      reason = excluded.reason, explanation = excluded.explanation, detail = excluded.detail,
      payload = excluded.payload, attempts = excluded.attempts, run_id = excluded.run_id,
      -- Whoever skipped it meant this very trouble: seen once more it stays skipped.
      next_try_at = case when ${stillSkipped} then null else excluded.next_try_at end,
      skipped_at = case when ${stillSkipped} then p.skipped_at end,
      skipped_by = case when ${stillSkipped} then p.skipped_by end
    returning coalesce(next_try_at, now() + interval '1 day') as next_try_at`.execute(tx)
  return rows[0]?.nextTryAt ?? ''
}

// A refused record is only sent again when something changed or somebody asked.
const stillSkipped = sql`p.skipped_at is not null and p.reason <> 'refused' and p.reason = excluded.reason
  and p.detail is not distinct from excluded.detail`

// Evidence must never be what PostgreSQL refuses.
function evidence(payload: unknown): string | null {
  if (payload === null) return null
  return JSON.stringify(payload, (_key, value) => (typeof value === 'string' ? storable(value) : value))
}

/** Records somebody put aside until a side changes are tried again when one did. */
export async function releaseSkipped(tx: Tx, planned: readonly PlannedLink[]): Promise<void> {
  const moved = planned.flatMap(({ link, actor }) => {
    const changed = link.seq !== null || (actor !== undefined && hasMoved(link, actor))
    return link.unclear && changed ? [link.id] : []
  })
  if (moved.length === 0) return
  await sql`
    with released as (
      update parked set skipped_at = null, skipped_by = null, next_try_at = now()
      where link_id = any(${moved}::bigint[]) and resolved_at is null and skipped_at is not null returning link_id
    )
    update erp_write set next_try_at = null where link_id in (select link_id from released)`.execute(tx)
}

function hasMoved(link: LockedLink, { version, modifiedAt }: Actor): boolean {
  return (version ?? null) !== link.version || (modifiedAt ?? null) !== link.actorChangedAt
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
