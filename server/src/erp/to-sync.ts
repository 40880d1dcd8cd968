import type { ActorTypeName } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Db } from '../store/index.ts'

/** A connection whose passes run. */
export interface ConnectionToSync {
  readonly id: number
  readonly name: string
  /** Lower runs first when there is more work than capacity. */
  readonly priority: number
  readonly state: 'ok' | 'retrying' | 'stopped'
  readonly nextTryAt: string | null
  readonly attempts: number
  /** Enabled, and offered by the ERP. */
  readonly actorTypes: readonly ActorTypeName[]
}

/** The active connections in order of priority, stopped ones included: the engine knows what to do with those. */
export async function connectionsToSync(db: Db): Promise<readonly ConnectionToSync[]> {
  const { rows } = await sql<ConnectionToSync>`
    select c.id, c.name, c.priority, c.state, c.next_try_at, c.attempts, array_agg(t.type order by t.type) as actor_types
    from connection c join actor_type t on t.connection_id = c.id and t.enabled and t.in_erp
    where c.active and c.deleted_at is null
    group by c.id order by c.priority, c.id`.execute(db)
  return rows
}
