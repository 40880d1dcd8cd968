import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Direction, Start } from '../../src/sync/index.ts'
import { type Creation, makeCreations } from './creations.ts'
import { createErp, type SimulatedErp } from './erp.ts'
import { customers, type Kind } from './fields.ts'
import { type Ground, makeCompany, makeConnection } from './ground.ts'
import { type LongHistory, newLongHistory } from './long-work.ts'
import type { Schedule } from './schedule.ts'

/** A pair of records that may be linked, and its links so far. */
export interface Pair {
  readonly index: number
  /** Of an actor that is made: blank until it is there. */
  key: string
  readonly recordId: number
  /** What both sides have to begin with. */
  readonly born: readonly string[]
  /** The actor is made by the engine. */
  readonly made: boolean
  linkId: number | null
  /** Every link it had, the one it has included. */
  readonly linkIds: number[]
}

/** A value a person entered and was told is saved. */
export interface Edit {
  readonly seq: number
  readonly pair: Pair
  readonly side: 'erp' | 'crm'
  /** The ERP field, or the company field. */
  readonly field: string
  readonly value: Value
}

/** Something an administrator did that decides what becomes of values. */
export interface Decision {
  readonly seq: number
  readonly kind:
    | 'link'
    | 'unlink'
    | 'map'
    | 'items'
    | 'resolve'
    | 'gone'
    | 'bin'
    | 'clock'
    | 'hold'
    | 'release'
  readonly pair: Pair | null
  readonly erpField: string | null
  readonly start: Start | null
  readonly direction?: Direction | null
  /** Of a changed mapping: its place among the changes in the CRM. */
  readonly moment?: number
}

/** What a worker was making when another took it over. */
export interface TakenOver {
  readonly recordId: number
  readonly runId: number
  /** The same run, as the ERP counts them. */
  readonly erpRun: number
  readonly lastLog: number
}

export interface Tally {
  passes: number
  troubled: number
  /** How often each fault hit at each step, by `hitOf`. */
  readonly hits: Map<string, number>
}

/** Everything one simulation works on, and what is remembered of it. */
export interface World {
  readonly ground: Ground
  readonly schedule: Schedule
  readonly connectionId: number
  readonly kind: Kind
  readonly erp: SimulatedErp
  /** Grows with what is imported. */
  readonly pairs: Pair[]
  /** Companies of which an actor may be made. */
  readonly creations: readonly Creation[]
  readonly long: LongHistory
  readonly edits: Edit[]
  readonly decisions: Decision[]
  readonly trace: string[]
  /** After each pass, if the schedule wants it: what both sides held. */
  readonly noted: string[]
  readonly violations: string[]
  /** A worker lost its place to another: its runs are those up to this one, and so much was logged by then. */
  readonly overtaken: { readonly lastRun: number; readonly lastLog: number }[]
  /** When a worker that stood still, not in a call, lost its lease to one that died: its run of the ERP's. */
  readonly lostLease: { readonly run: number; readonly seq: number }[]
  /** Links that were broken when their actors came back as other customers. */
  readonly strangers: { readonly linkId: number; readonly seq: number }[]
  /** Somebody else went on with what a run was making, and so much was logged by then. */
  readonly takenOver: TakenOver[]
  /** Passes, and how many of them met a fault or died. */
  readonly tally: Tally
  readonly now: () => Promise<string>
  /** A number that only grows, whatever the clock does; changes in the CRM carry one too. */
  readonly order: () => Promise<number>
  readonly nextSeq: () => number
  /** Companies that another connection has too: what its ERP says arrives here as somebody's edit. */
  readonly shared: Set<number>
  readonly neighbour: World | null
  /** Of the neighbour: the world it is in. */
  readonly first: World | null
  /** Persons or projects of the companies, in the same connection. */
  readonly beside: World | null
  /** Of those: the world of their companies. */
  readonly owner: World | null
  /** Of those: to which company each belongs in the CRM now, as its place among the pairs of the owner. */
  readonly companies: number[]
}

/** The world of a schedule, with that of the second connection in it if there is one. */
export async function makeWorld(ground: Ground, schedule: Schedule): Promise<World> {
  const world = await makeSide(ground, schedule, null)
  if (!schedule.neighbour) return world
  const neighbour = await makeSide(ground, { ...schedule, ...schedule.neighbour }, world)
  return { ...world, neighbour }
}

async function makeSide(ground: Ground, schedule: Schedule, first: World | null): Promise<World> {
  const { db } = ground.store
  let seq = 0
  const ownSeq = () => {
    seq += 1
    return seq
  }
  const nextSeq = first?.nextSeq ?? ownSeq
  // The time of the database: that of both sides must not differ by what a test machine makes of it.
  const now = async () => {
    const { rows } = await sql<{ now: string }>`select clock_timestamp() as now`.execute(db)
    return rows[0]?.now ?? ''
  }
  const order = async () => {
    const { rows } = await sql<{ order: number }>`select nextval('sim.moments') as "order"`.execute(db)
    return rows[0]?.order ?? 0
  }
  const erp = createErp({ personality: schedule.personality, making: schedule.making, now, nextSeq })
  const connectionId = await makeConnection(ground, schedule)
  const world: World = {
    ...{ ground, schedule, connectionId, erp, now, order, nextSeq },
    ...{
      pairs: [],
      decisions: [],
      overtaken: [],
      lostLease: [],
      takenOver: [],
      strangers: [],
      creations: [],
    },
    ...{ long: newLongHistory(), noted: [] },
    ...{ edits: first?.edits ?? [], trace: first?.trace ?? [], violations: first?.violations ?? [] },
    ...{ shared: first?.shared ?? new Set(), neighbour: null, first },
    ...{ kind: customers, beside: null, owner: null, companies: [] },
    tally: first?.tally ?? { passes: 0, troubled: 0, hits: new Map() },
  }
  const pairs: Pair[] = []
  for (let index = 0; index < schedule.links; index += 1) {
    pairs.push(await makePair(world, index, first?.pairs[index]))
  }
  return { ...world, pairs, creations: await makeCreations(world) }
}

async function makePair(world: World, index: number, same?: Pair): Promise<Pair> {
  const { erp, ground, schedule } = world
  const key = `${same ? 'D' : 'C'}${index}`
  const name = `n0${index}`
  await erp.add(key, { NAME: name, ALIAS: name, PHONE: `p0n0${index}`, CREDIT: '7', REF: `r0${index}` })
  const pair: Pair = {
    index,
    key,
    recordId: same?.recordId ?? (await makeCompany(ground.store.db, name)),
    born: [name, `p0${name}`, `r0${index}`],
    made: false,
    linkId: null,
    linkIds: [],
  }
  if (same) world.shared.add(same.recordId)
  await linkPair(world, pair, schedule.start)
  return pair
}

/** Links a pair that is not linked, all its fields with one rule. */
export async function linkPair(world: World, pair: Pair, start: Start): Promise<void> {
  const { db } = world.ground.store
  const { actorType, recordType } = world.kind
  const fields = await db
    .selectFrom('erpField')
    .select(['key', 'toCrm', 'toErp'])
    .where('connectionId', '=', world.connectionId)
    .where('actorType', '=', world.kind.actorType)
    .execute()
  const starts = fields.flatMap(({ key, toCrm, toErp }) => {
    if (start === 'crm' && !toErp) return [[key, 'erp']]
    return [[key, start === 'erp' && !toCrm ? 'crm' : start]]
  })
  const { rows } = await sql<{ id: number }>`
    insert into link (connection_id, actor_type, actor_key, record_type, record_id, start)
    values (${world.connectionId}, ${actorType}, ${pair.key}, ${recordType}, ${pair.recordId},
      ${JSON.stringify(Object.fromEntries(starts))}) returning id`.execute(db)
  pair.linkId = rows[0]?.id ?? null
  if (pair.linkId !== null) pair.linkIds.push(pair.linkId)
  world.decisions.push({ seq: world.nextSeq(), kind: 'link', pair, erpField: null, start })
}
