import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { startComparison, startRepair } from '../../src/engine/comparison/begin.ts'
import { workBeside } from '../../src/engine/long-work/beside.ts'
import { cancelLongWork, queueLongWork } from '../../src/engine/long-work/queue.ts'
import { holdLink, releaseLink } from '../../src/engine/monitor/holds.ts'
import { confirm } from '../../src/engine/protection/confirm.ts'
import { undoRun } from '../../src/engine/undo/begin.ts'
import { undoOfLink } from '../../src/engine/undo/now.ts'
import { ProblemError } from '../../src/problem.ts'
import { moveClock } from './clock.ts'
import { gather } from './evidence.ts'
import { addNewcomer, adopt, endImports, importThem, linkByHand } from './import-steps.ts'
import type { LongStep } from './long-work.ts'
import type { Trouble } from './schedule.ts'
import { isLocked } from './steps.ts'
import type { Worker } from './worker.ts'
import type { Pair, World } from './world.ts'

// Carries out what an administrator asks for.

/** One who is refused, or finds a record locked, leaves no trace but a line. */
export async function carryOutLong(
  world: World,
  by: Worker,
  step: LongStep,
  meanwhile: boolean,
): Promise<void> {
  try {
    await act(world, by, step, meanwhile)
  } catch (error) {
    if (!(error instanceof ProblemError) && !isLocked(error)) throw error
    world.trace.push(`  refused: ${error instanceof ProblemError ? error.code : 'locked'}`)
  }
}

async function act(world: World, by: Worker, step: LongStep, meanwhile: boolean): Promise<void> {
  const pair = 'link' in step ? world.pairs[step.link % world.pairs.length] : undefined
  switch (step.what) {
    case 'resync':
      return await askForResync(world, step, meanwhile)
    case 'undo':
      return await undo(world, step.back)
    case 'undoLink':
      return await undoOne(world, by, step, pair)
    case 'compare':
      return await compare(world, by, step)
    case 'repair':
      return await repair(world, step.side)
    case 'cancel':
      return await cancel(world, meanwhile)
    case 'hold':
    case 'release':
      return pair && (await holdOrRelease(world, pair, step.what))
    case 'linkNewcomer':
      return await linkByHand(world)
    case 'confirm':
      return await confirm(world.ground.store, world.connectionId, 'rules', 'user')
    case 'newcomer':
      return await addNewcomer(world)
    case 'import':
      if (!meanwhile) await anHourPasses(world)
      return await importThem(world, by, step)
  }
}

/** The lease of one that died has ended by then, and what the ERP shows late is shown. */
async function anHourPasses({ ground, erp }: World): Promise<void> {
  await moveClock(ground.store, 3_600)
  erp.hidden.clear()
}

async function askForResync(
  world: World,
  { target, blanks }: Extract<LongStep, { readonly what: 'resync' }>,
  meanwhile: boolean,
): Promise<void> {
  const { connectionId, ground, long } = world
  const kind = target === 'crm' ? 'resyncToCrm' : 'resyncToErp'
  const source = await sourceOf(world, target)
  const wish = { connectionId, kind, options: { blanks }, requestedBy: 'user' } as const
  const runId = await queueLongWork(ground.store.db, wish)
  const others = await openRuns(world)
  const inPeace = !meanwhile && others.length === 1 && (await isSwitchedOn(world))
  long.resyncs.push({
    runId,
    target,
    blanks,
    seq: world.nextSeq(),
    inPeace,
    source,
    endedAt: null,
    endedMoment: 0,
  })
}

/** Of an actor type that is switched off nothing is synchronised anew. */
async function isSwitchedOn({ ground, connectionId, kind }: World): Promise<boolean> {
  const { rows } = await sql<{ enabled: boolean }>`
    select enabled from actor_type where connection_id = ${connectionId} and type = ${kind.actorType}`.execute(
    ground.store.db,
  )
  return rows[0]?.enabled === true
}

async function sourceOf(world: World, target: 'crm' | 'erp'): Promise<ReadonlyMap<string, Value>> {
  const { mapping, inErp, inCrm } = await gather(world)
  return new Map(
    world.pairs.flatMap((pair) =>
      mapping.fields.map(({ erpField, crmField }): [string, Value] => [
        `${pair.key} ${erpField}`,
        target === 'crm' ? inErp(pair, erpField) : inCrm(pair, crmField),
      ]),
    ),
  )
}

/** The last runs first. */
async function undoableRun({ ground, connectionId }: World, back: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select distinct r.id from run r join sync_log s on s.run_id = r.id
    where r.connection_id = ${connectionId} and r.state not in ('queued', 'running')
    order by r.id desc limit 1 offset ${back}`.execute(ground.store.db)
  return rows[0]?.id
}

async function undo(world: World, back: number): Promise<void> {
  const runId = await undoableRun(world, back)
  if (runId === undefined) return
  const undoing = await undoRun(world.ground.store, runId, 'user')
  world.long.undone.set(undoing, { runId, seq: world.nextSeq() })
}

async function undoOne(
  world: World,
  by: Worker,
  step: Extract<LongStep, { readonly what: 'undoLink' }>,
  pair: Pair | undefined,
): Promise<void> {
  const runId = await undoableRun(world, step.back)
  const linkId = pair?.linkId ?? null
  if (runId === undefined || linkId === null) return
  const seq = world.nextSeq()
  const before = await lastRun(world)
  const fared = await by.carry(step, (parts) => undoOfLink(parts, { runId, linkId, userId: 'user' }))
  world.trace.push(`  → ${fared}`)
  const { rows } = await sql<{ id: number }>`select id from run
    where connection_id = ${world.connectionId} and kind = 'undo' and id > ${before} and options is null`.execute(
    world.ground.store.db,
  )
  for (const { id } of rows) world.long.undone.set(id, { runId, seq })
}

async function lastRun({ ground, connectionId }: World): Promise<number> {
  const { rows } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from run
    where connection_id = ${connectionId}`.execute(ground.store.db)
  return rows[0]?.id ?? 0
}

async function compare(world: World, by: Worker, step: LongStep): Promise<void> {
  const { ground, connectionId } = world
  const runId = await startComparison(ground.store, connectionId, {}, 'user')
  await by.carry(step, (parts, signal) => workBeside(parts, { runId }, signal), false)
}

async function repair(world: World, side: 'rule' | 'erp' | 'crm'): Promise<void> {
  const { rows } = await sql<{ id: number }>`select max(id) as id from run
    where connection_id = ${world.connectionId} and kind = 'comparison'`.execute(world.ground.store.db)
  const comparisonId = rows[0]?.id
  if (!comparisonId) return
  await startRepair(world.ground.store, { comparisonId, side }, 'user')
  // From here on it counts as a choice for every field.
  const start = side === 'rule' ? null : side
  world.decisions.push({ seq: world.nextSeq(), kind: 'resolve', pair: null, erpField: null, start })
}

async function openRuns({ ground, connectionId }: World) {
  const { rows } = await sql<{ id: number; kind: string; state: string }>`select id, kind, state from run
    where connection_id = ${connectionId} and options is not null and state in ('queued', 'running')
    order by id`.execute(ground.store.db)
  return rows
}

async function cancel(world: World, meanwhile: boolean): Promise<void> {
  for (const { id, state } of await openRuns(world)) {
    await cancelLongWork(world.ground.store.db, id)
    // What was begun ends with its batch, by whoever goes on.
    if (!meanwhile && state === 'queued')
      world.long.cancelled.push({ runId: id, moment: await world.order() })
  }
  if (!meanwhile) await noteEnded(world)
}

async function holdOrRelease(world: World, pair: Pair, what: 'hold' | 'release'): Promise<void> {
  if (pair.linkId === null) return
  const { holds } = world.long
  const open = holds.find((one) => one.pair === pair.index && one.to === null)
  const before = await world.order()
  if (what === 'hold') await holdLink(world.ground.store, pair.linkId, 'user')
  else await releaseLink(world.ground.store, pair.linkId, 'user')
  world.decisions.push({ seq: world.nextSeq(), kind: what, pair, erpField: null, start: null })
  if (what === 'hold' && !open)
    holds.push({ pair: pair.index, recordId: pair.recordId, from: await world.order(), to: null })
  if (what === 'release' && open) open.to = before
}

/** Which resyncs have ended by now. */
export async function noteEnded(world: World): Promise<void> {
  const waiting = world.long.resyncs.filter(({ endedAt }) => endedAt === null)
  if (waiting.length === 0) return
  const open = new Set((await openRuns(world)).map(({ id }) => id))
  for (const one of waiting)
    if (!open.has(one.runId))
      Object.assign(one, { endedAt: world.nextSeq(), endedMoment: await world.order() })
}

const calm: Trouble = { faults: [], crash: null, meanwhile: [] }

/**
 * Nobody holds a link any more, comparisons end, and everybody who can be imported is.
 *
 * @returns false if an import waits
 */
export async function endLongWork(world: World, by: Worker): Promise<boolean> {
  for (const pair of world.pairs) {
    const held = world.long.holds.some((one) => one.pair === pair.index && one.to === null)
    if (held) await holdOrRelease(world, pair, 'release')
  }
  for (const { id, kind } of await openRuns(world)) {
    if (kind !== 'comparison') continue
    await by.carry(calm, (parts, signal) => workBeside(parts, { runId: id }, signal), false)
  }
  const ended = await endImports(world, by)
  await adopt(world)
  return ended
}
