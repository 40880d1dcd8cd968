import type { ActorRef, ActorTypeName, Fields } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../store/index.ts'
import type {
  CreateCandidate,
  CreateGiven,
  CreateIntentTable,
  CreateKnown,
  CreateProblem,
  CreateTold,
  RecordType,
} from '../../store/tables.ts'
import { tell } from '../work.ts'

export type IntentState = CreateIntentTable['state']['__select__']

/** An actor about to be made in the ERP, as it is stored. */
export interface Intent {
  readonly id: string
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly recordType: RecordType
  readonly recordId: number
  readonly fields: Fields
  readonly told: CreateTold
  readonly given: CreateGiven
  readonly fingerprint: string
  readonly parent: ActorRef | null
  readonly state: IntentState
  readonly mappingVersion: number
  readonly actorKey: string | null
  readonly actorTitle: string | null
  readonly linkId: number | null
  readonly problem: CreateProblem | null
  readonly attempts: number
  readonly looks: number
  readonly sentAt: string | null
  readonly nextTryAt: string | null
  readonly known: CreateKnown | null
  readonly candidates: readonly CreateCandidate[] | null
  readonly fence: number
  readonly createdAt: string
  readonly createdBy: string | null
  readonly finishedAt: string | null
}

export const intentColumns: RawBuilder<unknown> = sql`i.id, i.connection_id, i.actor_type, i.record_type, i.record_id,
  i.fields, i.told, i.given, i.fingerprint, i.parent, i.state, i.mapping_version, i.actor_key, i.actor_title, i.link_id,
  i.problem, i.attempts, i.looks, i.sent_at, i.next_try_at, i.known, i.candidates, i.fence, i.created_at, i.created_by,
  i.finished_at`

export async function readIntent(db: Db, id: string): Promise<Intent | undefined> {
  const { rows } = await sql<Intent>`
    select ${intentColumns} from create_intent i where i.id = ${id}`.execute(db)
  return rows[0]
}

/** How long somebody may work on an intent; longer than everything they may ask the ERP meanwhile. */
export const claimSeconds = 60
export const askWithinMs = 45_000

/** An intent that nobody else works on now, and how long ago the ERP was told. */
export interface ClaimedIntent extends Intent {
  readonly sentAgoMs: number | null
  /** By this machine's monotonic clock. */
  readonly claimedAt: number
}

export interface ClaimOptions {
  /** Somebody asks for it: also before its next try. */
  readonly forced: boolean
  /** Somebody wants to have it looked for once more. */
  readonly unknownToo?: boolean
}

/** Takes an intent to work on it; undefined if somebody else has it, or there is nothing to do. */
export async function claimIntent(
  tx: Tx,
  id: string,
  { forced, unknownToo = false }: ClaimOptions,
): Promise<ClaimedIntent | undefined> {
  const claimedAt = performance.now()
  const states = unknownToo ? ['planned', 'sent', 'unknown'] : ['planned', 'sent']
  const { rows } = await sql<Omit<ClaimedIntent, 'claimedAt'>>`
    update create_intent i set fence = i.fence + 1,
      claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
    where i.id = ${id} and i.state = any(${states}::text[])
      and (i.claimed_until is null or i.claimed_until <= clock_timestamp())
      and (${forced} or i.next_try_at is null or i.next_try_at <= now())
    returning ${intentColumns},
      (extract(epoch from clock_timestamp() - i.sent_at) * 1000)::double precision as sent_ago_ms`.execute(tx)
  return rows[0] && { ...rows[0], claimedAt }
}

/** Lets go of an intent as it is. */
export async function releaseIntent(db: Db, { id, fence }: Intent): Promise<void> {
  await sql`update create_intent set claimed_until = null where id = ${id} and fence = ${fence}`.execute(db)
}

/** Intents of a connection that are due, oldest first. */
export async function dueIntents(db: Db, connectionId: number, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from create_intent i where i.connection_id = ${connectionId} and ${dueIntent('i')}
    order by i.created_at limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** SQL for: there is something to do for this intent now, and nobody does it. */
export function dueIntent(alias: string): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`${column('state')} in ('planned', 'sent')
    and (${column('nextTryAt')} is null or ${column('nextTryAt')} <= now())
    and (${column('claimedUntil')} is null or ${column('claimedUntil')} <= clock_timestamp())`
}

/** Tells the screens that show the record. */
export async function tellRecord(db: Db, { recordType, recordId }: Intent): Promise<void> {
  await tell(db, { kind: 'records', recordType, ids: [recordId] })
}

/** Ends an intent, or leaves it to a person; nothing happens if somebody else has it by now. */
export async function endIntent(
  db: Db,
  intent: Intent,
  state: 'refused' | 'unknown' | 'cancelled',
  problem: CreateProblem,
  candidates: readonly CreateCandidate[] | null = null,
): Promise<void> {
  const { numAffectedRows } = await sql`
    update create_intent set state = ${state}, problem = ${JSON.stringify(problem)}::jsonb, next_try_at = null,
      claimed_until = null, candidates = ${candidates && JSON.stringify(candidates)}::jsonb,
      finished_at = case when ${state} = 'unknown' then null else clock_timestamp() end
    where id = ${intent.id} and fence = ${intent.fence}`.execute(db)
  if (numAffectedRows) await tellRecord(db, intent)
}

/** Leaves an intent for later, with the reason. */
export async function postpone(
  db: Db,
  intent: Intent,
  afterMs: number,
  problem: CreateProblem,
  more: { readonly looks?: number; readonly candidates?: readonly CreateCandidate[] } = {},
): Promise<void> {
  const { numAffectedRows } = await sql`
    update create_intent set problem = ${JSON.stringify(problem)}::jsonb, claimed_until = null,
      next_try_at = clock_timestamp() + make_interval(secs => ${afterMs / 1000}),
      looks = ${more.looks ?? intent.looks},
      candidates = ${more.candidates ? JSON.stringify(more.candidates) : null}::jsonb
    where id = ${intent.id} and fence = ${intent.fence}`.execute(db)
  if (numAffectedRows) await tellRecord(db, intent)
}
