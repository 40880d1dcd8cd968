import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Env } from '../contract.ts'
import { signedIn } from '../routes.ts'
import type { Db, Tx } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'

/** Who changes records, as history tells it. */
export interface Acting {
  readonly userId: string
  readonly apiKeyId: number | null
}

export function actingOf(c: Context<Env>): Acting {
  const credential = c.get('credential')
  return { userId: signedIn(c).id, apiKeyId: credential?.kind === 'apiKey' ? credential.id : null }
}

/** What this transaction changes in records is this person's doing, and the sync's of no connection. */
export async function actAs(tx: Tx, { apiKeyId }: Acting): Promise<void> {
  await sql`select set_config('koppel.origin', '', true),
    set_config('koppel.api_key', ${apiKeyId === null ? '' : String(apiKeyId)}, true)`.execute(tx)
}

export interface LinkOfRecord {
  readonly id: number
  readonly connectionId: number
  readonly recordId: number
  readonly actorType: string
  readonly actorKey: string
  readonly actorTitle: string
  readonly brokenAt: string | null
}

/** The links of these records, locked in the order the engine locks them: before any record. */
export async function lockLinksOf(
  tx: Tx,
  recordType: RecordType,
  ids: readonly number[],
): Promise<readonly LinkOfRecord[]> {
  return await linksOf(tx, recordType, ids, true)
}

export async function linksOf(
  db: Db,
  recordType: RecordType,
  ids: readonly number[],
  lock = false,
): Promise<readonly LinkOfRecord[]> {
  const { rows } = await sql<LinkOfRecord>`
    select id, connection_id, record_id, actor_type, actor_key, actor_title, broken_at from link
    where record_type = ${recordType} and record_id = any(${[...ids]}::bigint[]) and ended_at is null
    order by id ${lock ? sql`for no key update` : sql``}`.execute(db)
  return rows
}

/** The engine looks at these links again, on both sides where `ask` says so. */
export async function lookAtLinks(tx: Tx, ids: readonly number[], ask: boolean): Promise<void> {
  if (ids.length === 0) return
  await sql`
    with marked as (
      update link set to_ask = to_ask or ${ask} where id = any(${[...ids]}::bigint[]) returning id, connection_id
    ),
    waiting as (
      insert into crm_change as c (link_id, connection_id) select id, connection_id from marked order by id
      on conflict (link_id) do update set seq = default, changed_at = clock_timestamp()
      returning connection_id
    )
    select pg_notify('koppel_crm_change', string_agg(distinct connection_id::text, ',')) from waiting
    having count(*) > 0`.execute(tx)
}

/** Open screens read these records again. */
export async function tellScreens(tx: Tx, recordType: RecordType, ids: readonly number[]): Promise<void> {
  await sql`select pg_notify('koppel_live', ${JSON.stringify({ kind: 'records', recordType, ids })})`.execute(
    tx,
  )
}
