import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import { databaseIsAway, databaseIsFull, SecretError } from '../../store/index.ts'
import { ConnectorBug } from '../erp-calls.ts'
import { type EngineParts, jitter } from '../parts.ts'
import { type Trouble, troubleOf } from '../trouble.ts'
import { type RunKind, tell } from '../work.ts'
import { kindNamed, runsWithPasses } from './kinds.ts'

/** Our own failures are tried again so often: one that stays is a bug, and must not go on for ever. */
const mostOwnFailures = 5

/**
 * Shows on a run why it does not go on, and when it is tried again; or ends it as failed if somebody has to act.
 *
 * @returns whether the ERP is the cause, so that the whole connection waits
 */
export async function storeRunTrouble(parts: EngineParts, runId: number, error: unknown): Promise<boolean> {
  const { store, log } = parts
  const before = await sql<{ attempts: number; connectionId: number; kind: RunKind }>`
    select attempts, connection_id, kind from run where id = ${runId}`.execute(store.db)
  const run = before.rows[0]
  if (!run) return false
  const { attempts, connectionId } = run
  const trouble = troubleOf(error, attempts + 1, jitter(parts))
  const ofErp = isOfErp(error)
  log('Long work does not go on', { runId, connectionId, error: trouble.problem.detail ?? String(error) })
  // Work under the lease of a pass goes on with its connection, which waits for the ERP itself.
  const afterMs = ofErp && runsWithPasses(kindNamed(run.kind)) ? null : waitOf(trouble)
  const failed = trouble.state === 'stopped' || (!ofErp && attempts + 1 >= mostOwnFailures)
  await sql`
    update run set problem = ${JSON.stringify(trouble.problem)}, attempts = attempts + 1, worked_until = null,
      next_try_at = now() + make_interval(secs => ${afterMs === null ? null : afterMs / 1000}::double precision),
      state = case when ${failed} then 'failed' when cancelled_at is not null then 'stopped' else state end,
      finished_at = case when ${failed} or cancelled_at is not null then clock_timestamp() end
    where id = ${runId} and state = 'running'`.execute(store.db)
  await tell(store.db, { kind: 'longWork', connectionId, runId })
  return ofErp
}

function waitOf(trouble: Trouble): number | null {
  return trouble.state === 'retrying' ? trouble.afterMs : null
}

/** Says nothing about the work: it goes on where it was as soon as the database is back, or has room. */
export function isOfDatabase(error: unknown): boolean {
  return !isOfErp(error) && (databaseIsAway(error) || databaseIsFull(error))
}

// What the ERP cannot do ends the work that asked for it; its passes have other ways.
function isOfErp(error: unknown): boolean {
  if (error instanceof ConnectorError) return error.kind !== 'unsupported'
  return error instanceof ConnectorBug || error instanceof SecretError
}
