import { sql } from 'kysely'
import { ConnectorFault, problemOfConnector, strayOf } from '../erp/index.ts'
import type { EngineParts } from './parts.ts'
import { tell } from './work.ts'

/**
 * Lets the process live when a connector leaves a failure behind that nobody waits for: its connection stops.
 *
 * @param die what to do about an exception that is no connector's
 */
export function surviveConnectors(parts: EngineParts, die: (error: unknown) => void): void {
  const survive = (error: unknown): boolean => {
    const stray = strayOf(error)
    if (!stray) return false
    const { connectionId, failure } = stray
    parts.log('A connector failed where nobody waited for it', { connectionId, error: failure.message })
    // One with a name, such as a call that was given up, says nothing against the connection.
    if (connectionId !== undefined && failure instanceof ConnectorFault) {
      stopConnection(parts, connectionId, failure).catch((cause: unknown) =>
        parts.log('A connection could not be stopped', { connectionId, error: String(cause) }),
      )
    }
    return true
  }
  process.on('unhandledRejection', (error) => {
    if (!survive(error)) parts.log('A failure nobody waited for', { error: String(error) })
  })
  process.on('uncaughtException', (error) => {
    if (!survive(error)) die(error)
  })
}

/** As after a connector bug in a pass; a pass that runs now loses its lease, and with it every further write. */
async function stopConnection({ store }: EngineParts, connectionId: number, failure: unknown): Promise<void> {
  const { numAffectedRows } = await sql`
    update connection set fence = fence + 1, leased_by = null, leased_until = null,
      state_since = case when state = 'stopped' then state_since else now() end, state = 'stopped',
      state_reason = ${JSON.stringify(problemOfConnector(failure))}, attempts = attempts + 1, next_try_at = null
    where id = ${connectionId} and active and deleted_at is null`.execute(store.db)
  if (numAffectedRows) await tell(store.db, { kind: 'connections' })
}
