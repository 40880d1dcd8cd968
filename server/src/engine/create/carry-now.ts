import { mayCall } from '../../erp/index.ts'
import { erpOf } from '../erp-calls.ts'
import { mappingsOf } from '../mappings.ts'
import type { EngineParts } from '../parts.ts'
import { mayWrite } from '../protection/may-write.ts'
import { finishRun } from '../run.ts'
import { problemOf } from '../trouble.ts'
import { LeaseLost, noCounts, type Work } from '../work.ts'
import { carryIntent } from './carry-intent.ts'
import { type ClaimOptions, dueIntents, type Intent } from './intents.ts'

/** Goes on with one intent now, for somebody who waits, beside whatever the engine does. */
export async function carryNow(
  parts: EngineParts,
  { id, connectionId }: Pick<Intent, 'id' | 'connectionId'>,
  userId: string,
  options: ClaimOptions & { readonly signal?: AbortSignal } = { forced: true },
): Promise<void> {
  const signal = options.signal ?? new AbortController().signal
  const mappings = await mappingsOf(parts.store.db, connectionId)
  const work: Work = {
    parts,
    connectionId,
    kind: 'create',
    requestedBy: userId,
    fence: null,
    mappingVersion: mappings.version,
    mappings: mappings.types,
    erp: erpOf(parts, connectionId, signal),
    counts: noCounts(),
    run: undefined,
  }
  try {
    await mayWrite(parts.store.db, connectionId)
    const trouble = await carryIntent(work, id, { ...options, signal })
    await finishRun(work, trouble ? problemOf(trouble) : null)
  } catch (error) {
    // Switched off meanwhile: the intent waits until it is active again.
    if (!(error instanceof LeaseLost))
      parts.log('An actor could not be made', { intent: id, error: String(error) })
    if (work.run !== undefined) await finishRun(work, problemOf(error))
  }
}

const mostInASlice = 50

/**
 * Goes on with what is to be made on this connection and is due; part of a pass.
 *
 * @returns whether nothing that is due is left
 * @throws ConnectorError if the ERP itself is in trouble: the pass shows it and tries again
 */
export async function carryIntents(work: Work, signal: AbortSignal, goOn: () => boolean): Promise<boolean> {
  const ids = await dueIntents(work.parts.store.db, work.connectionId, mostInASlice)
  for (const id of ids) {
    if (!goOn()) return false
    // The pass signs in anew for each; somebody may have been asked to wait since it began.
    await mayCall(work.parts.store.db, work.connectionId, 'pass')
    const trouble = await carryIntent(work, id, { forced: false, signal })
    if (trouble) throw trouble
  }
  return ids.length < mostInASlice
}
