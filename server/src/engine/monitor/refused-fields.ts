import { type RawBuilder, sql } from 'kysely'
import { audit, type Store } from '../../store/index.ts'
import { tell } from '../work.ts'
import { all } from './listing.ts'
import { notBySelf } from './parked-actions.ts'

/** The values the ERP refused of a link, of a connection, or all. */
export interface FieldChoice {
  readonly linkId?: number | undefined
  readonly connectionId?: number | undefined
}

/** Has refused values told again at the next pass; answers how many. */
export async function retryFields(store: Store, choice: FieldChoice, userId: string): Promise<number> {
  return await setNextTry(store, choice, userId, 'retryFields', sql`now()`)
}

/** Leaves refused values alone until they change; answers how many. */
export async function skipFields(store: Store, choice: FieldChoice, userId: string): Promise<number> {
  return await setNextTry(store, choice, userId, 'skipFields', notBySelf)
}

async function setNextTry(
  store: Store,
  choice: FieldChoice,
  userId: string,
  action: string,
  nextTryAt: RawBuilder<unknown>,
): Promise<number> {
  const { linkId, connectionId } = choice
  return await store.transaction(async (tx) => {
    const { rows } = await sql<{ connectionId: number }>`
      update field_error e set next_try_at = ${nextTryAt} from link l
      where ${all([
        sql`l.id = e.link_id and l.ended_at is null and e.code = 'refused' and e.next_try_at is not null`,
        linkId === undefined ? undefined : sql`e.link_id = ${linkId}`,
        connectionId === undefined ? undefined : sql`l.connection_id = ${connectionId}`,
      ])} returning l.connection_id`.execute(tx)
    if (rows.length === 0) return 0
    await audit(tx, { userId, action, subject: 'fieldErrors', new: { ...choice, count: rows.length } })
    const connections = [...new Set(rows.map((row) => row.connectionId))]
    for (const id of connections) await tell(tx, { kind: 'sync', connectionId: id })
    await sql`select pg_notify('koppel_crm_change', ${connections.join(',')})`.execute(tx)
    return rows.length
  })
}
