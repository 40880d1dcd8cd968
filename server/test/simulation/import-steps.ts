import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Decision } from '../../src/engine/import/decision.ts'
import { importActors } from '../../src/engine/import/import.ts'
import { ProblemError } from '../../src/problem.ts'
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

export async function importThem(
  world: World,
  by: Worker,
  step: Extract<LongStep, { readonly what: 'import' }>,
): Promise<void> {
  const { connectionId, long } = world
  const options = {
    ...{
      connectionId,
      actorType: 'customer' as const,
      decide: newcomersOnly(world),
      requestedBy: 'user',
      worker: by.name,
    },
    ...(step.short && { sliceMs: 0 }),
    ...(step.again && long.lastImport !== null && { runId: long.lastImport }),
  }
  let all = false
  const there = [...long.newcomers]
  const fared = await by.carry(step, async (parts, signal) => {
    const imported = await importActors(parts, { ...options, signal })
    all = imported !== 'notNow' && imported.result === 'done'
  })
  world.trace.push(`  → ${fared}`)
  long.lastImport = await lastImport(world)
  await adopt(world)
  if (long.lastImport === null) return
  if (!long.imports.has(long.lastImport)) long.imports.set(long.lastImport, there)
  if (all) checkAllThere(world, long.imports.get(long.lastImport) ?? [])
}

/** Also one that died: it can be gone on with. */
async function lastImport({ ground, connectionId }: World): Promise<number | null> {
  const { rows } = await sql<{ id: number | null }>`select max(id) as id from run
    where connection_id = ${connectionId} and kind = 'import'`.execute(ground.store.db)
  return rows[0]?.id ?? null
}

/** An import that says it is done has made a record of everybody who was there when it began. */
function checkAllThere({ erp, pairs, violations }: World, there: readonly string[]): void {
  for (const key of there)
    if (!erp.actors.get(key)?.gone && !pairs.some((pair) => pair.key === key))
      violations.push(`I10 an import passed ${key} by`)
}

function newcomersOnly({ long }: World) {
  return async (actors: readonly Actor[]): Promise<ReadonlyMap<string, Decision>> =>
    new Map(actors.map(({ key }) => [key, long.newcomers.includes(key) ? { do: 'create' } : { do: 'skip' }]))
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
