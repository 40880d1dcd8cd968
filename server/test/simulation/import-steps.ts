import { sql } from 'kysely'
import { judgeAnew } from '../../src/engine/import/settings.ts'
import type { EngineParts } from '../../src/engine/index.ts'
import { stopCancelled } from '../../src/engine/long-work/queue.ts'
import { ProblemError } from '../../src/problem.ts'
import type { Db } from '../../src/store/index.ts'
import { begin, carry, type Stage, type StageOptions, stages, tickOnly } from '../whole-import.ts'
import { makeCompany } from './ground.ts'
import type { LongStep } from './long-work.ts'
import type { Worker } from './worker.ts'
import type { Pair, World } from './world.ts'

// Customers that no company is linked to, and what becomes of them.

export async function addNewcomer(world: World): Promise<void> {
  const { newcomers } = world.long
  const index = world.schedule.links + newcomers.length
  const key = `C${index}`
  const name = `n0${index}`
  await world.erp.add(key, { NAME: name, ALIAS: name, PHONE: `p0n0${index}`, CREDIT: '7', REF: `r0${index}` })
  newcomers.push(key)
}

export async function linkByHand(world: World): Promise<void> {
  const { connectionId, ground, long } = world
  const key = long.newcomers.find((one) => !world.pairs.some((pair) => pair.key === one))
  if (!key || long.linkedByHand.has(key)) return
  await ground.store.transaction(async (tx) => {
    const recordId = await makeCompany(tx, `n0${key.slice(1)}`)
    await sql`
      insert into link (connection_id, actor_type, actor_key, record_type, record_id, start)
      values (${connectionId}, 'customer', ${key}, 'company', ${recordId}, '{}')
      on conflict do nothing returning id`.execute(tx)
    const { rows } =
      await sql`select from link where record_type = 'company' and record_id = ${recordId}`.execute(tx)
    if (rows.length === 0) throw new ProblemError(409, 'recordTaken', { en: 'Linked', nl: 'Gekoppeld' })
    long.linkedByHand.add(key)
  })
  await adopt(world)
}

/** All stages of an import, one after the other; `again` goes on with the last one wherever it was left. */
export async function importThem(
  world: World,
  by: Worker,
  step: Extract<LongStep, { readonly what: 'import' }>,
): Promise<void> {
  const { connectionId, ground, long } = world
  const { db } = ground.store
  // As a worker does every few seconds.
  await stopCancelled(db)
  const last = step.again ? long.lastImport : null
  const importId = last ?? (await begin(db, { connectionId, settings }))
  long.lastImport = importId
  if (last === null) long.imports.set(importId, [...long.newcomers])
  let all = false
  const stagesOf = async (parts: EngineParts, signal: AbortSignal) => {
    const options = { worker: by.name, signal, ...(step.short && { sliceMs: 0 }) }
    all = await carryStages(world, parts, importId, options)
  }
  const fared = await by.carry(step, stagesOf, false)
  world.trace.push(`  → ${fared}`)
  await adopt(world)
  if (all && fared === 'done') checkAllThere(world, long.imports.get(importId) ?? [])
}

/** Schedules share a database: companies of others look just alike. */
const settings = { keys: [], nearNames: false } as const

/** @returns whether it is done */
async function carryStages(
  { long }: World,
  parts: EngineParts,
  importId: number,
  { sliceMs, ...options }: StageOptions,
): Promise<boolean> {
  const { db } = parts.store
  const begun = await stagesBegun(db, importId)
  if (!begun.has('importCollection done')) {
    if ((await carry(parts, importId, 'importCollection', options)) !== 'done') return false
  }
  if (!begun.has('import running') && !begun.has('import queued')) {
    // Also if the worker died right after the last of the collection.
    await tickOnly(db, importId, long.newcomers)
    // As after other settings: otherwise all are judged as they are collected.
    if (sliceMs !== undefined) await judgeAnew(db, importId)
    if ((await carry(parts, importId, 'importPreview', options)) !== 'done') return false
  }
  const slice = sliceMs === undefined ? {} : { sliceMs }
  return (await carry(parts, importId, 'import', { ...options, ...slice })) === 'done'
}

async function stagesBegun(db: Db, importId: number): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ stage: string }>`
    select kind || ' ' || state as stage from run where options ->> 'importId' = ${String(importId)}`.execute(
    db,
  )
  return new Set(rows.map(({ stage }) => stage))
}

/**
 * What was begun of imports is done to its end, as a worker would.
 *
 * @returns false if one waits, e.g. for a connection that has stopped
 */
export async function endImports({ ground, connectionId }: World, by: Worker): Promise<boolean> {
  const { db } = ground.store
  await stopCancelled(db)
  const { rows } = await sql<{ stage: Stage; importId: number }>`
    select kind as stage, (options ->> 'importId')::bigint as import_id from run
    where connection_id = ${connectionId} and kind = any(${[...stages]}::text[]) and state in ('queued', 'running')
    order by id`.execute(db)
  let all = true
  for (const { stage, importId } of rows) {
    const stageOf = async (parts: EngineParts, signal: AbortSignal) => {
      const carried = await carry(parts, importId, stage, { worker: by.name, signal })
      if (carried === 'left') all = false
    }
    await by.carry({ faults: [], crash: null, meanwhile: [] }, stageOf, false)
  }
  return all
}

/** An import that says it is done has made a record of everybody who was there when it began. */
function checkAllThere({ erp, pairs, violations }: World, there: readonly string[]): void {
  for (const key of there)
    if (!erp.actors.get(key)?.gone && !pairs.some((pair) => pair.key === key))
      violations.push(`I10 an import passed ${key} by`)
}

/** What was imported is a pair as any other from now on. */
export async function adopt(world: World): Promise<void> {
  const { rows } = await sql<{ id: number; actorKey: string; recordId: number }>`
    select id, actor_key, record_id from link where connection_id = ${world.connectionId} and ended_at is null
      and actor_key = any(${[...world.long.newcomers]}::text[]) order by id`.execute(world.ground.store.db)
  for (const { id, actorKey, recordId } of rows) {
    if (world.pairs.some(({ key }) => key === actorKey)) continue
    const index = Number(actorKey.slice(1))
    const name = `n0${index}`
    const pair: Pair = {
      ...{ index, key: actorKey, recordId, linkId: id, linkIds: [id] },
      ...{ born: [name, `p0${name}`, `r0${index}`], made: false },
    }
    world.pairs.push(pair)
    world.decisions.push({ seq: world.nextSeq(), kind: 'link', pair, erpField: null, start: 'erp' })
  }
}
