import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import { audit } from '../../store/index.ts'
import { erpOf } from '../erp-calls.ts'
import { mappingsOf } from '../mappings.ts'
import type { EngineParts } from '../parts.ts'
import { finishRun, runOf } from '../run.ts'
import { syncLink } from '../sync-link.ts'
import { problemOf } from '../trouble.ts'
import { MappingMoved, noCounts, transact, type Work } from '../work.ts'
import { undoable } from './begin.ts'
import { putBack } from './put-back.ts'
import type { ReportLine } from './report.ts'
import { type Target, written } from './written.ts'

export interface UndoOfLink extends Target {
  readonly linkId: number
  readonly userId: string
}

/**
 * Undoes at once what a run wrote to one link, or one of its values, beside whatever the engine does.
 *
 * The ERP being away is no failure: what it is to hold again waits, and the report says so.
 *
 * @returns the run that undoes; its report tells what became of each value
 * @throws ProblemError 404; 409 `notUndoable`, `connectionInactive`
 */
export async function undoOfLink(parts: EngineParts, undo: UndoOfLink): Promise<number> {
  const { connectionId, active } = await undoable(parts.store.db, undo.runId)
  if (!active) throw connectionInactive()
  await checkWritten(parts, connectionId, undo)
  const work = await begin(parts, connectionId, undo.userId)
  const run = await runOf(work)
  try {
    const lines = await putBackOne(work, undo)
    const moved = (outcome: string) => (lines.some((line) => line.outcome === outcome) ? 1 : 0)
    work.counts.toCrm = moved('putBack')
    work.counts.toErp = moved('ordered')
    work.counts.changed = Math.max(work.counts.toCrm, work.counts.toErp)
    // A record that has nothing to tell the ERP does not wait for it.
    if (work.counts.toErp > 0) await syncLink(parts, undo.linkId, undo)
    await finishRun(work)
    return run
  } catch (error) {
    await finishRun(work, problemOf(error))
    throw error
  } finally {
    await work.erp.close()
  }
}

async function checkWritten({ store }: EngineParts, connectionId: number, { linkId, ...target }: UndoOfLink) {
  const { rows } = await sql`
    select from (${written(target)}) w join link l on l.id = w.link_id
    where l.id = ${linkId} and l.connection_id = ${connectionId}`.execute(store.db)
  if (rows.length === 0) throw notFound()
}

async function begin(parts: EngineParts, connectionId: number, userId: string): Promise<Work> {
  const mappings = await mappingsOf(parts.store.db, connectionId)
  return {
    parts,
    connectionId,
    kind: 'undo',
    requestedBy: userId,
    fence: null,
    mappingVersion: mappings.version,
    mappings: mappings.types,
    erp: erpOf(parts, connectionId, AbortSignal.timeout(atMostMs)),
    counts: noCounts(),
    run: undefined,
  }
}

const atMostMs = 45_000

/** Once more if the mapping changed meanwhile. */
async function putBackOne(work: Work, undo: UndoOfLink, triesLeft = 3): Promise<readonly ReportLine[]> {
  const { linkId, runId, valueId, userId } = undo
  const run = await runOf(work)
  try {
    return await transact(work, async (tx) => {
      await sql`update run set result = ${JSON.stringify({ undoes: runId, linkId })} where id = ${run}`.execute(
        tx,
      )
      await audit(tx, {
        ...{ userId, action: 'undoOfLink', subject: `link/${linkId}` },
        new: { run, undoes: runId, value: valueId ?? null },
      })
      return await putBack(tx, work, undo, [linkId])
    })
  } catch (error) {
    if (!(error instanceof MappingMoved) || triesLeft === 0) throw error
    const mappings = await mappingsOf(work.parts.store.db, work.connectionId)
    work.mappingVersion = mappings.version
    work.mappings = mappings.types
    return await putBackOne(work, undo, triesLeft - 1)
  }
}

function connectionInactive(): ProblemError {
  return new ProblemError(409, 'connectionInactive', {
    en: 'This ERP connection is not active. Activate it first.',
    nl: 'Deze ERP-verbinding is niet actief. Activeer haar eerst.',
  })
}
