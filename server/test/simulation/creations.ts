import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../../src/contract.ts'
import type { ErpCall, FaultKind } from './erp-session.ts'
import { countries, type SimField, simFields } from './fields.ts'
import { makeCompany } from './ground.ts'
import { type Random, randomOf } from './random.ts'
import type { Point, Schedule, Step, Trouble } from './schedule.ts'
import type { Pair, World } from './world.ts'

// Actors that are made in the ERP from companies that are not linked.

/** How this ERP makes actors. */
export interface Making {
  /** It keeps the id of what made an actor. */
  readonly marker: boolean
  readonly search: boolean
  /** What is new is found only after a while. */
  readonly late: boolean
}

/** A company of which an actor is to be made. */
export interface Creation {
  readonly name: string
  readonly recordId: number
  readonly intents: Set<string>
  readonly pair: Pair
}

export type CreateStep = Extract<Step, { readonly do: 'create' }>

export const maker: SignedIn = {
  ...{ id: 'maker', name: 'Maker', email: 'maker@example.org', role: 'user' },
  ...{ licences: ['erpSync'], language: 'en' },
}

/** In half of the schedules some companies are to be made in the ERP, at some time. Dice of its own: the rest stays as it was. */
export function withCreations(schedule: Schedule): Schedule {
  const random = randomOf(schedule.seed ^ 0x5eed)
  if (random.chance(0.5)) return schedule
  const creations = random.int(1, 3)
  const making = { marker: random.chance(0.5), search: random.chance(0.8), late: random.chance(0.4) }
  let { steps } = schedule
  for (let asked = random.int(creations, creations * 3); asked > 0; asked -= 1) {
    const at = random.int(0, steps.length)
    steps = steps.toSpliced(at, 0, drawCreate(random, creations))
  }
  for (let edits = random.int(0, creations * 4); edits > 0; edits -= 1) {
    const at = random.int(0, steps.length)
    steps = steps.toSpliced(at, 0, drawEdit(random, creations))
  }
  return { ...schedule, creations, making, steps }
}

/** Something happens to a company of which an actor is made, or to that actor, before, during or after its making. */
function drawEdit(random: Random, creations: number): Step {
  const of = { link: random.int(0, creations - 1), made: true } as const
  const dice = random.next()
  if (dice < 0.1) return { do: 'sync', ...of, faults: [], crash: null, meanwhile: [] }
  if (dice < 0.17) return { do: 'bin', ...of, in: random.chance(0.4) }
  const field = random.one(simFields)
  const values = { [field.erp]: drawValue(random, field) }
  if (random.chance(0.45)) return { do: 'erp', ...of, values, late: random.chance(0.15) }
  return { do: random.chance(0.2) ? 'sql' : 'crm', ...of, values }
}

function drawValue(random: Random, { type, access }: SimField): Value {
  const id = random.int(1000, 9999)
  if (type === 'list') return random.chance(0.1) ? null : random.one(countries)
  if (type === 'decimal') return `${id}.${random.int(100, 444)}`
  if (access === 'mandatory' || random.chance(0.7)) return `m${id}`
  return random.one([null, ` m${id} `, `bad m${id}`, `m${id} is much too long for it`, `Xm${id}`])
}

const faults: readonly FaultKind[] = ['lost', 'lost', 'unknown', 'short', 'mixed', 'hang', 'down', 'bug']
const calls: readonly ErpCall[] = ['write', 'write', 'write', 'find', 'open']
const points: readonly Point[] = [
  'write',
  'wrote',
  'createSent',
  'createAnswered',
  'createConfirmed',
  'found',
]

function drawCreate(random: Random, creations: number): Step {
  const call = random.one(calls)
  const kind = call === 'write' ? random.one(faults) : random.one(['down', 'hang'] as const)
  const at = random.one(points)
  const troubled = random.chance(0.7)
  return {
    do: 'create',
    which: random.int(0, creations - 1),
    faults: troubled && random.chance(0.6) ? [{ call, nth: random.int(1, 2), kind }] : [],
    crash: troubled && random.chance(0.3) ? drawCrash(random, at) : null,
    meanwhile: random.chance(0.4) ? [drawMeanwhile(random, creations, at)] : [],
  }
}

function drawCrash(random: Random, at: Point): Trouble['crash'] {
  if (random.chance(0.5)) return { at }
  return { statement: random.int(1, 40), when: random.one(['dieBefore', 'dieAfter']) }
}

/** A second click, an edit with or without a pass that comes by, or another worker after the claim has ended. */
function drawMeanwhile(random: Random, creations: number, at: Point): Trouble['meanwhile'][number] {
  const nothing = { faults: [], crash: null, meanwhile: [] }
  const dice = random.next()
  if (dice < 0.3) return { at, nth: 1, steps: [{ do: 'takeOver' }] }
  if (dice < 0.5)
    return { at, nth: 1, steps: [{ do: 'create', which: random.int(0, creations - 1), ...nothing }] }
  const edit = drawEdit(random, creations)
  const comesBy: Step = random.chance(0.6) ? { do: 'overtake' } : { do: 'pass', short: false, ...nothing }
  const passes = random.chance(0.5) ? [comesBy] : []
  if (random.chance(0.7)) return { at, nth: 1, steps: [edit, ...passes] }
  return { at: 'statement', nth: random.int(1, 25), steps: [edit, ...passes] }
}

export async function makeCreations({ ground, schedule, first }: World): Promise<Creation[]> {
  if (first || !schedule.creations) return []
  const made: Creation[] = []
  await sql`insert into app_user (id, name, email, role, licences)
    values (${maker.id}, ${maker.name}, ${maker.email}, ${maker.role}, '{erpSync}')
    on conflict do nothing`.execute(ground.store.db)
  for (let index = 0; index < schedule.creations; index += 1) {
    const name = `new${index}`
    const recordId = await makeCompany(ground.store.db, name)
    const pair: Pair = {
      ...{ index, recordId, key: '', linkId: null, linkIds: [] },
      ...{ born: [name, `p0${name}`], made: true },
    }
    made.push({ name, recordId, intents: new Set(), pair })
  }
  return made
}

/** The pair that a step is about; undefined if it is about none. */
export async function pairOf(
  world: World,
  { link, made }: { readonly link: number; readonly made?: true },
): Promise<Pair | undefined> {
  if (!made) return world.pairs[link % world.pairs.length]
  const creation = world.creations[link % Math.max(1, world.creations.length)]
  return creation && (await asItIs(world, creation))
}

/** Those that are linked now. */
export async function linkedCreations(world: World): Promise<readonly Pair[]> {
  const pairs: Pair[] = []
  for (const creation of world.creations) pairs.push(await asItIs(world, creation))
  return pairs.filter(({ linkId }) => linkId !== null)
}

async function asItIs(world: World, { pair, recordId, intents }: Creation): Promise<Pair> {
  const { connectionId, erp, ground } = world
  const { rows } = await sql<{ id: number; actorKey: string }>`
    select id, actor_key from link where connection_id = ${connectionId} and record_type = 'company'
      and record_id = ${recordId} and ended_at is null`.execute(ground.store.db)
  // Whoever edits an actor nobody knows of yet makes it another, for an ERP in which only its values tell.
  const known = erp.making.marker ? erp.made.findLast(({ id }) => intents.has(id))?.key : undefined
  pair.linkId = rows[0]?.id ?? null
  pair.key = rows[0]?.actorKey ?? known ?? ''
  return pair
}
