import { ConnectorError, type Create, type Outcome } from '@koppel/sdk'
import { sql } from 'kysely'
import { NotCalled } from '../../erp/index.ts'
import type { CreateCandidate, CreateProblem } from '../../store/tables.ts'
import { nextStep, resembles } from '../../sync/index.ts'
import { type Erp, erpOf } from '../erp-calls.ts'
import { mappingsOf } from '../mappings.ts'
import { runOf } from '../run.ts'
import { problemOf } from '../trouble.ts'
import { MappingMoved, transact, type Work } from '../work.ts'
import { confirmMade } from './confirm-made.ts'
import { findMade, knownBefore, toldFields } from './find.ts'
import {
  askWithinMs,
  type ClaimedIntent,
  type ClaimOptions,
  claimIntent,
  endIntent,
  postpone,
  releaseIntent,
} from './intents.ts'
import { afterLook, waitBeforeLook } from './looking.ts'
import { readMaterial } from './material.ts'
import { createProblem } from './problems.ts'
import { readyToSend } from './ready.ts'

/** At work on one intent, with the ERP for as long as the claim lasts. */
interface Attempt {
  readonly work: Work
  readonly erp: Erp
  readonly signal: AbortSignal
  readonly idempotent: boolean
}

/**
 * Goes on with one intent as far as it can: tells the ERP, or looks for what became of a call without an answer.
 *
 * Whoever claims it works alone; each write names the fence of the claim. The ERP is never told again before it was
 * asked for what the first call made.
 *
 * @returns what is the matter with the ERP itself, for a pass to show on its connection; the intent then waits
 */
export async function carryIntent(
  work: Work,
  id: string,
  { signal, ...options }: ClaimOptions & { readonly signal: AbortSignal },
): Promise<ConnectorError | undefined> {
  const intent = await claim(work, id, options)
  if (!intent) return undefined
  const { db } = work.parts.store
  const within = AbortSignal.any([signal, AbortSignal.timeout(askWithinMs)])
  const erp = erpOf(work.parts, intent.connectionId, within, work.calling)
  try {
    const type = work.mappings.find(({ actorType }) => actorType === intent.actorType)
    const attempt = { work, erp, signal: within, idempotent: type?.capabilities.idempotentCreate ?? false }
    if (intent.state === 'planned') await prepareAndSend(attempt, intent)
    else await look(attempt, intent)
    return undefined
  } catch (error) {
    return await away(work, intent, error)
  } finally {
    await releaseIntent(db, intent).catch(() => undefined)
    await erp.close()
  }
}

async function claim(work: Work, id: string, options: ClaimOptions): Promise<ClaimedIntent | undefined> {
  const claimed = () => transact(work, (tx) => claimIntent(tx, id, options))
  try {
    return await claimed()
  } catch (error) {
    if (!(error instanceof MappingMoved)) throw error
    const mappings = await mappingsOf(work.parts.store.db, work.connectionId)
    work.mappingVersion = mappings.version
    work.mappings = mappings.types
    return await claimed()
  }
}

/** Nothing has been told yet: what stands in the way ends the intent, and somebody is told. */
async function prepareAndSend(attempt: Attempt, intent: ClaimedIntent): Promise<void> {
  const { work, erp, idempotent } = attempt
  const { db } = work.parts.store
  const material = await readMaterial(db, intent.connectionId, intent.actorType, intent.recordId)
  const ready = await readyToSend(db, intent, material)
  if ('problem' in ready) return await endIntent(db, intent, 'refused', ready.problem)
  if (!(await erp.writes())) return await endIntent(db, intent, 'refused', createProblem('createNotPossible'))
  const now = { ...intent, ...ready.intent }
  const known = idempotent ? { keys: [], complete: true } : await knownBefore(db, erp, now)
  await send(attempt, { ...now, known })
}

/**
 * Marks the intent as sent, then makes the call: should the answer be lost, the mark tells.
 *
 * The mark is only set by whoever still has the claim, while the connection is active and its mapping as planned on.
 */
async function send(attempt: Attempt, intent: ClaimedIntent): Promise<void> {
  const { work } = attempt
  if (!(await markSent(work, intent))) return
  await work.parts.reached?.('createSent')
  // Woken up late, e.g. after a suspended machine: somebody else may have the intent.
  if (performance.now() - intent.claimedAt > askWithinMs) return
  const outcome = await make(attempt, intent)
  await work.parts.reached?.('createAnswered')
  await settle(attempt, { ...intent, state: 'sent', sentAgoMs: 0, looks: 0 }, outcome)
}

async function markSent(work: Work, intent: ClaimedIntent): Promise<boolean> {
  const runId = await runOf(work)
  return await transact(work, async (tx) => {
    const { numAffectedRows } = await sql`
      update create_intent set state = 'sent', sent_at = clock_timestamp(), attempts = attempts + 1, looks = 0,
        fields = ${JSON.stringify(intent.fields)}::jsonb, told = ${JSON.stringify(intent.told)}::jsonb,
        parent = ${intent.parent && JSON.stringify(intent.parent)}::jsonb,
        known = ${JSON.stringify(intent.known)}::jsonb, mapping_version = ${work.mappingVersion}, run_id = ${runId},
        problem = null, candidates = null, next_try_at = null
      where id = ${intent.id} and fence = ${intent.fence} and state = ${intent.state}`.execute(tx)
    return Boolean(numAffectedRows)
  })
}

/** The outcome of the call; an error if it is certain that nothing was made and the ERP is to blame. */
async function make(
  { erp, signal, work }: Attempt,
  intent: ClaimedIntent,
): Promise<Outcome | ConnectorError> {
  const { id, fields, parent, actorType } = intent
  const draft: Create = { kind: 'create', id, fields, ...(parent ? { parent } : {}) }
  const mapped = work.mappings.find((type) => type.actorType === actorType)?.fields ?? []
  const wanted = new Set([...mapped.map(({ erpField }) => erpField), ...Object.keys(fields)])
  try {
    const [outcome] = await erp.write(actorType, [draft], [...wanted])
    if (!outcome) return unknown('the connector gave no outcome')
    if (outcome.kind !== 'written') return outcome
    const told = { fields: await toldFields(work.parts.store.db, intent), sent: fields }
    return resembles(outcome.actor, told) ? outcome : unknown('the connector answered with another actor')
  } catch (error) {
    if (!signal.aborted && certain(error)) return error
    return unknown(error instanceof Error ? error.message : String(error))
  }
}

function unknown(detail: string): Outcome {
  return { kind: 'unknown', detail }
}

/**
 * By contract a connector throws only if certainly nothing was made. An ERP that is away is not believed all the same:
 * a connector that takes a lost answer for a refused call would have it made twice.
 */
function certain(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError)) return false
  if (error instanceof NotCalled) return true
  return error.kind !== 'unavailable' || error.retryAfter !== undefined
}

async function settle(
  attempt: Attempt,
  intent: ClaimedIntent,
  outcome: Outcome | ConnectorError,
): Promise<void> {
  const { work } = attempt
  const { db } = work.parts.store
  if (outcome instanceof ConnectorError) {
    await sql`update create_intent set state = 'planned', sent_at = null
      where id = ${intent.id} and fence = ${intent.fence}`.execute(db)
    throw outcome
  }
  switch (outcome.kind) {
    case 'written':
      // An ERP that knows what made an actor answers a second call with the first one, as it is now.
      await confirmMade(work, intent, outcome.actor, {
        answered: !attempt.idempotent || intent.attempts === 0,
      })
      return await work.parts.reached?.('createConfirmed')
    case 'refused':
      work.counts.failed += 1
      return await endIntent(db, intent, 'refused', refusal(outcome))
    case 'gone':
      return await endIntent(db, intent, 'refused', createProblem('createdActorGone'))
    case 'outdated':
    case 'unknown':
      return await look(attempt, intent)
  }
}

function refusal({ reason, field }: Extract<Outcome, { kind: 'refused' }>): CreateProblem {
  return { code: 'refused', explanation: reason, ...(field === undefined ? {} : { field }) }
}

/** The ERP was told and nobody knows what it did: asks it, and decides what that means. */
async function look(attempt: Attempt, intent: ClaimedIntent): Promise<void> {
  const { work } = attempt
  const { db } = work.parts.store
  const seen = await see(attempt, intent)
  const next = afterLook(seen, {
    sentAgoMs: intent.sentAgoMs ?? 0,
    looks: intent.looks,
    attempts: intent.attempts,
  })
  switch (next.do) {
    case 'adopt':
      await confirmMade(work, intent, next.actor, { answered: false })
      return await work.parts.reached?.('createConfirmed')
    case 'wait': {
      if (intent.state === 'unknown') return await leaveToPerson(work, intent, next.candidates)
      const more = { looks: intent.looks + 1, candidates: next.candidates }
      return await postpone(db, intent, waitBeforeLook(intent.looks), createProblem('createUnanswered'), more)
    }
    case 'ask':
      return await leaveToPerson(work, intent, next.candidates)
    case 'sendAgain':
      if (intent.state === 'unknown') return await leaveToPerson(work, intent, [])
      return await send(attempt, intent)
  }
}

async function leaveToPerson(
  { parts }: Work,
  intent: ClaimedIntent,
  candidates: readonly CreateCandidate[],
): Promise<void> {
  await endIntent(parts.store.db, intent, 'unknown', createProblem('createUnknown'), candidates)
}

async function see({ work, erp, idempotent }: Attempt, intent: ClaimedIntent) {
  const { db } = work.parts.store
  const wanted = work.mappings
    .filter(({ actorType }) => actorType === intent.actorType)
    .flatMap(({ fields }) => fields.map(({ erpField }) => erpField))
  const fields = [...new Set([...wanted, ...Object.keys(intent.fields)])]
  if (idempotent) {
    const made = await erp.created(intent.actorType, [intent.id], fields)
    if (made) return { by: 'marker', actor: made.get(intent.id) } as const
  }
  const found = await findMade(db, erp, intent)
  if (!found) return { by: 'nothing' } as const
  // Searching delivers what was told; the link also needs what else is mapped.
  const surely = found.surely && (await erp.get(intent.actorType, [found.surely.key], fields))[0]
  return { by: 'search', found, surely, complete: intent.known?.complete ?? false } as const
}

/** The ERP is away or does not work: the intent waits, visibly. Our own failures are thrown. */
async function away(work: Work, intent: ClaimedIntent, error: unknown): Promise<ConnectorError | undefined> {
  const { db } = work.parts.store
  const problem = problemOf(error)
  if (problem.code === 'internalError') throw error
  const failure = error instanceof ConnectorError ? error : ({ kind: 'unavailable' } as const)
  const step = nextStep(failure, Math.min(intent.attempts + intent.looks + 1, 6), 1)
  const { rows } = await sql<{
    state: string
  }>`select state from create_intent where id = ${intent.id}`.execute(db)
  const waits =
    rows[0]?.state === 'planned' ? createProblem('createWaits') : createProblem('createUnanswered')
  const detail = problem.detail ?? problem.code
  await postpone(db, intent, step.do === 'retry' ? step.afterMs : 60_000, { ...waits, detail })
  return error instanceof ConnectorError ? error : undefined
}
