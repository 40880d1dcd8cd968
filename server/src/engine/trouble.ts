import { ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import { problemOfConnector } from '../erp/index.ts'
import { ProblemError } from '../problem.ts'
import { databaseIsFull, SecretError } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'
import { nextStep } from '../sync/index.ts'
import { ConnectorBug } from './erp-calls.ts'
import type { EngineParts } from './parts.ts'
import { AskFirst } from './protection/breaker.ts'
import { finishRunWith } from './run.ts'
import { tell, type Work } from './work.ts'

/** What a failed pass means for its connection: tried again by itself, or stopped until an administrator acts. */
export type Trouble =
  | { readonly state: 'retrying'; readonly afterMs: number; readonly problem: Problem }
  | { readonly state: 'stopped'; readonly problem: Problem }

const fullMs = 30_000

/** @param attempt how often in a row it failed, this time included */
export function troubleOf(error: unknown, attempt: number, jitter: number): Trouble {
  const problem = problemOf(error)
  if (error instanceof ConnectorBug || error instanceof SecretError || error instanceof AskFirst)
    return { state: 'stopped', problem }
  // Nobody is spared by waiting ever longer, and as soon as there is room everything goes on.
  if (databaseIsFull(error)) return { state: 'retrying', afterMs: fullMs * (0.5 + jitter / 2), problem }
  // Our own failure: going on by itself is right when the database was away, and harmless when it was not.
  const failure = error instanceof ConnectorError ? error : ({ kind: 'unavailable' } as const)
  const step = nextStep(failure, attempt, jitter)
  if (step.do === 'retry') return { state: 'retrying', afterMs: step.afterMs, problem }
  return { state: 'stopped', problem }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return { code: error.code, explanation: error.explanation }
  if (error instanceof ConnectorBug) return problemOfConnector(error.cause)
  if (error instanceof ConnectorError || error instanceof SecretError) return problemOfConnector(error)
  if (databaseIsFull(error)) return { code: 'databaseFull', explanation: databaseFull, detail: String(error) }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'internalError', explanation: internalError, detail }
}

const internalError = {
  en: 'Something went wrong in the synchronisation itself. Nothing was lost; it is tried again.',
  nl: 'Er ging iets mis in de synchronisatie zelf. Er is niets verloren; het wordt opnieuw geprobeerd.',
}

const databaseFull = {
  en: 'The disk of the database is full. Nothing was lost; it goes on by itself as soon as there is room.',
  nl: 'De schijf van de database is vol. Er is niets verloren; het gaat vanzelf verder zodra er ruimte is.',
}

/** Shows the trouble on the connection and gives the lease back. Says nothing if the lease is lost. */
export async function storeTrouble(
  { store }: EngineParts,
  connectionId: number,
  fence: number,
  trouble: Trouble,
): Promise<void> {
  const afterMs = trouble.state === 'retrying' ? trouble.afterMs : null
  const { numAffectedRows } = await sql`
    update connection set
      state_since = case when state = ${trouble.state} then state_since else now() end,
      state = ${trouble.state}, state_reason = ${JSON.stringify(trouble.problem)}, attempts = attempts + 1,
      next_try_at = now() + make_interval(secs => ${afterMs === null ? null : afterMs / 1000}::double precision),
      leased_by = null, leased_until = null
    where id = ${connectionId} and fence = ${fence}`.execute(store.db)
  if (numAffectedRows) await tell(store.db, { kind: 'connections' })
}

/**
 * The pass went well: tells its run, shows it and gives the lease back.
 *
 * Without a run it does not wait for the disk: should PostgreSQL fall down in that moment, the lease runs out by itself,
 * as that of a worker that died.
 */
export async function storeSuccess(work: Work): Promise<void> {
  const { parts, connectionId, fence } = work
  const success = sql`
    update connection set
      state_since = case when state = 'ok' then state_since else now() end,
      state = 'ok', state_reason = null, attempts = 0, next_try_at = null, last_synced_at = now(),
      leased_by = null, leased_until = null`
  const mine = sql`id = ${connectionId} and fence = ${fence}`
  if (work.run === undefined) {
    await sql`
      /* kept */
      with hurried as materialized (select set_config('synchronous_commit', 'off', true))
      ${success} from hurried where ${mine}`.execute(parts.store.db)
  } else await finishRunWith(work, sql`, free as (${success} where ${mine})`)
}
