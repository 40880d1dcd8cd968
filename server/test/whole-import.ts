import type { ActorTypeName } from '@koppel/sdk'
import { sql } from 'kysely'
import { usualSettings } from '../src/engine/import/settings.ts'
import { type EngineParts, queueLongWork, workAlone, workBeside } from '../src/engine/index.ts'
import type { Db } from '../src/store/index.ts'
import type { ImportSettings } from '../src/store/tables.ts'
import { recordTypeOf } from '../src/sync/index.ts'

// An import as a person has it, by the work their clicks queue: everything is collected in the ERP, judged, and carried out.

export interface ImportWish {
  readonly connectionId: number
  readonly actorType?: ActorTypeName
  /** Where they differ from what is usual. */
  readonly settings?: Partial<ImportSettings>
}

/** Begins an import; its id. */
export async function begin(
  db: Db,
  { connectionId, actorType = 'customer', settings }: ImportWish,
): Promise<number> {
  const chosen = { ...usualSettings(recordTypeOf[actorType]), ...settings }
  const { id } = await db
    .insertInto('import')
    .values({ connectionId, actorType, settings: JSON.stringify(chosen), createdBy: 'user' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type Stage = 'importCollection' | 'importPreview' | 'import'

export const stages: readonly Stage[] = ['importCollection', 'importPreview', 'import']

export interface StageOptions {
  readonly worker: string
  readonly signal: AbortSignal
  /** Only one slice of it, of about this long. */
  readonly sliceMs?: number
}

/** `left`: it goes on later, because its slice is over or something is in its way. */
export type Carried = 'done' | 'left' | 'failed' | 'stopped'

/** Goes on with one stage of an import, or begins it. */
export async function carry(
  parts: EngineParts,
  importId: number,
  stage: Stage,
  options: StageOptions,
): Promise<Carried> {
  const { db } = parts.store
  const runId = (await openRun(db, importId, stage)) ?? (await ask(db, importId, stage))
  for (;;) {
    if (stage === 'import') await workAlone(parts, runId, options)
    else await workBeside(parts, { runId }, options.signal)
    const run = db.selectFrom('run').select(['state', 'nextTryAt', 'cancelledAt']).where('id', '=', runId)
    const { state, nextTryAt, cancelledAt } = await run.executeTakeFirstOrThrow()
    if (state !== 'queued' && state !== 'running') return state
    const waits = nextTryAt !== null || cancelledAt !== null
    if (waits || options.sliceMs !== undefined || options.signal.aborted) return 'left'
  }
}

/** All of it, without anybody looking in between. */
export async function importAll(parts: EngineParts, wish: ImportWish): Promise<number> {
  const id = await begin(parts.store.db, wish)
  for (const stage of stages) await carryToEnd(parts, id, stage)
  return id
}

/** An import that is judged: somebody could decide now. Only these customers are ticked, or all. */
export async function judged(
  parts: EngineParts,
  wish: ImportWish,
  keys?: readonly string[],
): Promise<number> {
  const id = await begin(parts.store.db, wish)
  await carryToEnd(parts, id, 'importCollection')
  if (keys) await tickOnly(parts.store.db, id, keys)
  await carryToEnd(parts, id, 'importPreview')
  return id
}

export async function carryToEnd(parts: EngineParts, importId: number, stage: Stage): Promise<void> {
  const signal = new AbortController().signal
  const carried = await carry(parts, importId, stage, { worker: 'test', signal })
  if (carried !== 'done') throw new Error(`${stage} of import ${importId} is ${carried}.`)
}

/** Everybody else is left out. */
export async function tickOnly(db: Db, importId: number, keys: readonly string[]): Promise<void> {
  await sql`update import_row set selected = actor_key = any(${[...keys]}::text[])
    where import_id = ${importId} and outcome is null`.execute(db)
}

/** What became of each actor, by key, with the reason of those that failed. */
export async function outcomesOf(db: Db, importId: number): Promise<Readonly<Record<string, string>>> {
  const { rows } = await sql<{ actorKey: string; outcome: string }>`
    select actor_key, concat_ws(' ', coalesce(outcome, verdict), problem ->> 'code') as outcome
    from import_row where import_id = ${importId} and selected order by id`.execute(db)
  return Object.fromEntries(rows.map(({ actorKey, outcome }) => [actorKey, outcome]))
}

/** As a click asks for it; the run. */
export async function ask(db: Db, importId: number, kind: Stage): Promise<number> {
  const { connectionId } = await db
    .selectFrom('import')
    .select('connectionId')
    .where('id', '=', importId)
    .executeTakeFirstOrThrow()
  if (kind === 'import') await sql`update import set state = 'started' where id = ${importId}`.execute(db)
  const options = {
    importCollection: { importId, text: '', criteria: [] },
    importPreview: { importId },
    import: { importId, language: 'nl' },
  }[kind]
  return await queueLongWork(db, { connectionId, kind, options, requestedBy: 'user' })
}

/** The one that is under way: a worker that died may have left it. */
async function openRun(db: Db, importId: number, kind: Stage): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from run where kind = ${kind} and options ->> 'importId' = ${String(importId)}
      and state in ('queued', 'running')`.execute(db)
  return rows[0]?.id
}
