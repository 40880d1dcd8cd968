import { type RawBuilder, sql } from 'kysely'
import { notFound } from '../../problem.ts'
import { audit, type Db, type Store, type Tx } from '../../store/index.ts'
import { tell } from '../work.ts'
import { all } from './listing.ts'
import { stillParked } from './parked-list.ts'

/** Which parked records: these, or all of a connection or a reason. */
export interface ParkedChoice {
  readonly ids?: readonly number[] | undefined
  readonly connectionId?: number | undefined
  readonly reason?: string | undefined
}

/** Makes parked records due at once and asks for a look at their connections; answers how many. */
export async function retryParked(store: Store, choice: ParkedChoice, userId: string): Promise<number> {
  // Whether an actor that came back is the same one is asked for each by itself.
  const which = choice.ids ? undefined : sql`p.reason <> 'actorBack'`
  const prepare = async (tx: Tx, links: readonly number[]) => {
    await sql`update erp_write set next_try_at = null where link_id = any(${links}::bigint[])`.execute(tx)
    return sql`next_try_at = now(), skipped_at = null, skipped_by = null`
  }
  return await change(store, choice, userId, 'retryParked', { which, prepare, wake: true })
}

/**
 * Leaves one parked record to whoever asked for it and waits: the engine lets it be meanwhile, so that it is tried once.
 * Should that never end, the engine tries it after all.
 */
export async function retryOne(store: Store, id: number, userId: string): Promise<void> {
  const meanwhile = sql`now() + interval '2 minutes'`
  const prepare = async (tx: Tx, links: readonly number[]) => {
    await sql`update erp_write set next_try_at = ${meanwhile} where link_id = any(${links}::bigint[])`.execute(
      tx,
    )
    return sql`next_try_at = ${meanwhile}, skipped_at = null, skipped_by = null`
  }
  await change(store, { ids: [id] }, userId, 'retryParked', { prepare, wake: false })
}

/** Leaves parked records alone until a side changes; they stay in the list. Answers how many. */
export async function skipParked(store: Store, choice: ParkedChoice, userId: string): Promise<number> {
  const prepare = async (tx: Tx, links: readonly number[]) => {
    await sql`update erp_write set next_try_at = ${notBySelf} where link_id = any(${links}::bigint[])`.execute(
      tx,
    )
    return sql`next_try_at = null, skipped_at = clock_timestamp(), skipped_by = ${userId}`
  }
  return await change(store, choice, userId, 'skipParked', { prepare, wake: true })
}

// Never by itself. PostgreSQL's own infinity is no time that can be read.
export const notBySelf = sql`timestamptz '9999-01-01 00:00:00+00'`

/** The link of a parked record. */
export async function linkOfParked(db: Db, id: number): Promise<number> {
  const { rows } = await sql<{ linkId: number | null }>`
    select p.link_id from parked p left join link l on l.id = p.link_id where p.id = ${id} and ${stillParked}`.execute(
    db,
  )
  const linkId = rows[0]?.linkId
  if (linkId === undefined || linkId === null) throw notFound()
  return linkId
}

interface Change {
  /** Of the chosen ones only these. */
  readonly which?: RawBuilder<unknown> | undefined
  /** Changes what waits for these links; answers what becomes of the parked records, as SQL. */
  readonly prepare: (tx: Tx, links: readonly number[]) => Promise<RawBuilder<unknown>>
  /** Whether the engine looks at their connections at once. */
  readonly wake: boolean
}

async function change(
  store: Store,
  choice: ParkedChoice,
  userId: string,
  action: string,
  { which, prepare, wake }: Change,
): Promise<number> {
  return await store.transaction(async (tx) => {
    // Links first, in the order of their ids, as everything that plans them does.
    const { rows } = await sql<{ id: number; connectionId: number; linkId: number | null }>`
      select p.id, p.connection_id, p.link_id from parked p left join link l on l.id = p.link_id
      where ${all([stillParked, which, ...chosen(choice)])} order by p.link_id, p.id`.execute(tx)
    if (rows.length === 0) return 0
    const links = rows.flatMap(({ linkId }) => linkId ?? [])
    await sql`select from link where id = any(${links}::bigint[]) order by id for no key update`.execute(tx)
    const to = await prepare(tx, links)
    const { rows: changed } = await sql<{ connectionId: number }>`
      update parked set ${to} where id = any(${rows.map(({ id }) => id)}::bigint[]) and resolved_at is null
      returning connection_id`.execute(tx)
    await audit(tx, { userId, action, subject: 'parked', new: { ...choice, count: changed.length } })
    const connections = [...new Set(changed.map(({ connectionId }) => connectionId))]
    for (const connectionId of connections) await tell(tx, { kind: 'sync', connectionId })
    if (wake && connections.length > 0)
      await sql`select pg_notify('koppel_crm_change', ${connections.join(',')})`.execute(tx)
    return changed.length
  })
}

function chosen({ ids, connectionId, reason }: ParkedChoice) {
  return [
    ids && sql`p.id = any(${[...ids]}::bigint[])`,
    connectionId === undefined ? undefined : sql`p.connection_id = ${connectionId}`,
    reason === undefined ? undefined : sql`p.reason = ${reason}`,
  ]
}
