import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn, z } from '../../contract.ts'
import { actorFields, readCriteria } from '../../erp/index.ts'
import { ProblemError } from '../../problem.ts'
import { audit, type Tx } from '../../store/index.ts'
import { erpOf } from '../erp-calls.ts'
import { cancelLongWork, queueLongWork } from '../long-work/queue.ts'
import type { EngineParts } from '../parts.ts'
import { problemOf } from '../trouble.ts'
import { addRows, fieldsToRead } from './add-rows.ts'
import type { collectImportRows } from './contract.ts'
import { checkMayImport, lockForChange, type StoredImport } from './rights.ts'
import { judgeAnew } from './settings.ts'
import { unjudged } from './to-do.ts'

// What a user asks of an import before it is carried out.

type Wanted = z.infer<(typeof collectImportRows)['request']['body']['content']['application/json']['schema']>

const answerWithinMs = 30_000

/** Adds these actors, as the ERP has them now. */
export async function addByKeys(
  parts: EngineParts,
  user: SignedIn,
  of: StoredImport,
  keys: readonly string[],
): Promise<void> {
  await checkMayImport(parts.store.db, user, of.connectionId)
  const actors = await readActors(parts, of, [...new Set(keys)])
  await parts.store.transaction(async (tx) => {
    await lockForChange(tx, of.id)
    await addRows(tx, of.id, actors)
  })
}

async function readActors(
  parts: EngineParts,
  of: StoredImport,
  keys: readonly string[],
): Promise<readonly Actor[]> {
  const erp = erpOf(parts, of.connectionId, AbortSignal.timeout(answerWithinMs))
  try {
    return await erp.get(of.actorType, keys, await fieldsToRead(parts.store.db, of))
  } catch (error) {
    const { code, explanation, detail } = problemOf(error)
    if (code === 'internalError') throw error
    throw new ProblemError(502, 'erpUnavailable', explanation, { detail: `${code}: ${detail ?? ''}` })
  } finally {
    await erp.close()
  }
}

/** Has all actors that match added, in the background. */
export async function collect(
  parts: EngineParts,
  user: SignedIn,
  of: StoredImport,
  wanted: Wanted,
): Promise<void> {
  const { store } = parts
  await checkMayImport(store.db, user, of.connectionId)
  const fields = await actorFields(store.db, of.connectionId, of.actorType)
  const criteria = await readCriteria(store.db, of.connectionId, wanted.criteria, fields)
  const text = wanted.text.trim()
  await store.transaction(async (tx) => {
    await lockForChange(tx, of.id)
    await queue(tx, user, of, 'importCollection', { importId: of.id, text, criteria })
    await audit(tx, {
      ...{ userId: user.id, action: 'collectImport', subject: `import/${of.id}` },
      new: { text, criteria },
    })
  })
}

/** Takes actors out again; what is carried out already stays. */
export async function removeRows(
  { store }: EngineParts,
  user: SignedIn,
  of: StoredImport,
  which: { readonly keys: readonly string[] } | { readonly all: true },
): Promise<void> {
  await checkMayImport(store.db, user, of.connectionId)
  const those = 'keys' in which ? sql`actor_key = any(${[...which.keys]}::text[])` : sql`true`
  await store.transaction(async (tx) => {
    await lockForChange(tx, of.id)
    await sql`
      delete from import_row where import_id = ${of.id} and ${those}
        and (outcome is null or outcome in ('linked', 'failed'))`.execute(tx)
  })
}

/**
 * Has the rows judged in the background: those that are not, or no longer hold, or all anew. Rows are judged as they are
 * collected: mostly nothing is left to do.
 */
export async function preview(
  { store }: EngineParts,
  user: SignedIn,
  of: StoredImport,
  anew: boolean,
): Promise<void> {
  await checkMayImport(store.db, user, of.connectionId)
  await store.transaction(async (tx) => {
    await lockForChange(tx, of.id)
    await judgeAnew(tx, of.id, anew ? sql`true` : noLongerHolds)
    if (await anyUnjudged(tx, of.id)) await queue(tx, user, of, 'importPreview', { importId: of.id })
  })
}

/**
 * SQL: whether a row would perhaps be judged otherwise now: the mapping is another one, it could not be a record (its
 * company may be there by now), or it was judged a while ago. What somebody decided about stays.
 */
const noLongerHolds = sql`r.choice is null and (r.verdict = 'error' or r.judged_as_of < now() - interval '15 minutes'
  or r.judged_mapping <> (
    select c.mapping_version from import i join connection c on c.id = i.connection_id where i.id = r.import_id))`

async function anyUnjudged(tx: Tx, importId: number): Promise<boolean> {
  const { rows } = await sql`select from import_row r where ${unjudged(importId)} limit 1`.execute(tx)
  return rows.length > 0
}

/** Asks a collection or preview to end. Carrying out is paused or cancelled instead, undoing is not left half. */
export async function cancelWork({ store }: EngineParts, of: StoredImport): Promise<void> {
  await store.transaction(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select r.id from run r where r.options ->> 'importId' = ${String(of.id)} and r.options ? 'importId'
        and r.state in ('queued', 'running') and r.kind in ('importCollection', 'importPreview')`.execute(tx)
    for (const { id } of rows) await cancelLongWork(tx, id)
  })
}

/** Throws an import away; what it made and linked stays. */
export async function removeImport({ store }: EngineParts, user: SignedIn, of: StoredImport): Promise<void> {
  await store.transaction(async (tx) => {
    await lockForDeletion(tx, of.id)
    await sql`delete from import where id = ${of.id}`.execute(tx)
    await audit(tx, {
      ...{ userId: user.id, action: 'deleteImport', subject: `import/${of.id}` },
      old: { connectionId: of.connectionId, actorType: of.actorType, state: of.state },
    })
  })
}

async function lockForDeletion(tx: Tx, id: number): Promise<void> {
  try {
    await lockForChange(tx, id)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'importEnded') throw error
  }
}

export async function queue(
  tx: Tx,
  user: SignedIn,
  { connectionId }: StoredImport,
  kind: 'importCollection' | 'importPreview' | 'import' | 'importUndo',
  options: object,
): Promise<number> {
  return await queueLongWork(tx, { connectionId, kind, options, requestedBy: user.id })
}
