import { sql } from 'kysely'
import type { SignedIn } from '../../src/contract.ts'
import type { ErpCall, FaultKind } from './erp-session.ts'
import { makeCompany } from './ground.ts'
import { type Random, randomOf } from './random.ts'
import type { Point, Schedule, Step, Trouble } from './schedule.ts'
import type { World } from './world.ts'

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
  return { ...schedule, creations, making, steps }
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
    meanwhile: random.chance(0.3) ? [{ at, nth: 1, steps: [drawMeanwhile(random, creations)] }] : [],
  }
}

function drawCrash(random: Random, at: Point): Trouble['crash'] {
  if (random.chance(0.5)) return { at }
  return { statement: random.int(1, 40), when: random.one(['dieBefore', 'dieAfter']) }
}

/** A second click, the bin, or another worker after the claim has ended. */
function drawMeanwhile(random: Random, creations: number): Step {
  if (random.chance(0.5)) return { do: 'takeOver' }
  return { do: 'create', which: random.int(0, creations - 1), faults: [], crash: null, meanwhile: [] }
}

export async function makeCreations({ ground, schedule, first }: World): Promise<Creation[]> {
  if (first || !schedule.creations) return []
  const made: Creation[] = []
  await sql`insert into app_user (id, name, email, role, licences)
    values (${maker.id}, ${maker.name}, ${maker.email}, ${maker.role}, '{erpSync}')
    on conflict do nothing`.execute(ground.store.db)
  for (let index = 0; index < schedule.creations; index += 1) {
    const name = `new${index}`
    made.push({ name, recordId: await makeCompany(ground.store.db, name), intents: new Set() })
  }
  return made
}
