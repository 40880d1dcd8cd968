import { sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { checkConnection } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Db, Store } from '../../store/index.ts'
import { erpOf } from '../erp-calls.ts'
import { mappingsOf } from '../mappings.ts'
import type { EngineParts } from '../parts.ts'
import { finishRun } from '../run.ts'
import { noCounts, type Work } from '../work.ts'
import { carryNow } from './carry-now.ts'
import { confirmMade } from './confirm-made.ts'
import { askWithinMs, claimIntent, type Intent, readIntent, releaseIntent, tellRecord } from './intents.ts'
import { createProblem, createRefused } from './problems.ts'

/** What a person decides about an intent of which nobody knows whether the ERP carried it out. */
export type Decision =
  | { readonly do: 'adopt'; readonly actorKey: string }
  /** It was not made: the ERP is told once more. */
  | { readonly do: 'createAnyway' }
  | { readonly do: 'giveUp' }

/** The intent, for somebody who may use its connection; 404 otherwise. */
export async function intentFor(db: Db, user: SignedIn, id: string): Promise<Intent> {
  const intent = await readIntent(db, id)
  if (!intent) throw notFound()
  await checkConnection(db, user, intent.connectionId)
  return intent
}

/** The same, for somebody who may create in the ERP there. */
export async function intentToChange(db: Db, user: SignedIn, id: string): Promise<Intent> {
  const intent = await readIntent(db, id)
  if (!intent) throw notFound()
  const { canCreate } = await checkConnection(db, user, intent.connectionId)
  if (!canCreate) throw createRefused(403, 'createNotAllowed')
  return intent
}

/** Calls off what the ERP was not told yet; 409 `createStarted` once it was. */
export async function callOff(store: Store, user: SignedIn, intent: Intent): Promise<void> {
  await store.transaction(async (tx) => {
    const { numAffectedRows } = await sql`
      update create_intent set state = 'cancelled', problem = null, next_try_at = null, finished_at = clock_timestamp(),
        decided = ${JSON.stringify({ by: user.id, what: 'cancel' })}::jsonb
      where id = ${intent.id} and state = 'planned'`.execute(tx)
    if (!numAffectedRows) throw createRefused(409, 'createStarted')
    await tellRecord(tx, intent)
  })
}

/**
 * Carries out what somebody decided; 409 `createDecided` if that is no longer theirs to decide,
 * 422 `notACandidate` if the actor was not among those that were found, or is gone.
 */
export async function decide(
  parts: EngineParts,
  user: SignedIn,
  intent: Intent,
  decision: Decision,
): Promise<void> {
  if (decision.do === 'adopt') return await adopt(parts, user, intent, decision.actorKey)
  const decided = JSON.stringify({ by: user.id, what: decision.do })
  const next =
    decision.do === 'giveUp'
      ? sql`state = 'cancelled', finished_at = clock_timestamp(),
          problem = ${JSON.stringify(createProblem('givenUp'))}::jsonb`
      : sql`state = 'planned', sent_at = null, problem = null, next_try_at = null`
  await parts.store.transaction(async (tx) => {
    const { numAffectedRows } = await sql`
      update create_intent set ${next}, decided = ${decided}::jsonb
      where id = ${intent.id} and state = 'unknown'
        and (claimed_until is null or claimed_until <= clock_timestamp())`.execute(tx)
    if (!numAffectedRows) throw createRefused(409, 'createDecided')
    await tellRecord(tx, intent)
  })
  if (decision.do === 'createAnyway') await carryNow(parts, intent, user.id)
}

async function adopt(parts: EngineParts, user: SignedIn, { id, connectionId }: Intent, key: string) {
  const { store } = parts
  const intent = await store.transaction((tx) => claimIntent(tx, id, { forced: true, unknownToo: true }))
  if (intent?.state !== 'unknown') {
    if (intent) await releaseIntent(store.db, intent)
    throw createRefused(409, 'createDecided')
  }
  const work = await workOf(parts, connectionId, user.id)
  try {
    const wanted = work.mappings
      .filter(({ actorType }) => actorType === intent.actorType)
      .flatMap(({ fields }) => fields.map(({ erpField }) => erpField))
    const fields = [...new Set([...wanted, ...Object.keys(intent.fields)])]
    const shown = intent.candidates?.some((candidate) => candidate.key === key)
    const [actor] = shown ? await work.erp.get(intent.actorType, [key], fields) : []
    if (!actor) throw createRefused(422, 'notACandidate')
    const decided = { by: user.id, what: 'adopt' }
    if (!(await confirmMade(work, intent, actor, { answered: false, decided }))) {
      throw createRefused(409, 'createDecided')
    }
    await finishRun(work)
  } finally {
    await releaseIntent(store.db, intent)
    await work.erp.close()
  }
}

async function workOf(parts: EngineParts, connectionId: number, userId: string): Promise<Work> {
  const mappings = await mappingsOf(parts.store.db, connectionId)
  return {
    parts,
    connectionId,
    kind: 'create',
    requestedBy: userId,
    fence: null,
    mappingVersion: mappings.version,
    mappings: mappings.types,
    erp: erpOf(parts, connectionId, AbortSignal.timeout(askWithinMs)),
    counts: noCounts(),
    run: undefined,
  }
}
