import type { Value } from '@koppel/sdk'
import type { Step as Reached } from '../../src/engine/index.ts'
import type { ConflictRule, Direction, Start } from '../../src/sync/index.ts'
import { type Making, withCreations } from './creations.ts'
import type { CallPoint, ErpCall, FaultKind } from './erp-session.ts'
import { countries, type SimField, simFields } from './fields.ts'
import { drawPersonality, type Personality } from './personality.ts'
import { type Random, randomOf } from './random.ts'

export type Point = CallPoint | Reached | 'statement'

/** What happens to one pass, or to one record that is synchronised. */
export interface Trouble {
  readonly faults: readonly { readonly call: ErpCall; readonly nth: number; readonly kind: FaultKind }[]
  readonly crash:
    | { readonly statement: number; readonly when: 'dieBefore' | 'dieAfter' }
    | { readonly at: Point }
    | null
  /** What others do while it runs. */
  readonly meanwhile: readonly { readonly at: Point; readonly nth: number; readonly steps: readonly Step[] }[]
}

/** Values by ERP field, as they are told to either side. */
export type Values = Readonly<Record<string, Value>>

export type Step =
  | { readonly do: 'crm' | 'sql'; readonly link: number; readonly values: Values }
  | { readonly do: 'erp'; readonly link: number; readonly values: Values; readonly late: boolean }
  | { readonly do: 'settle' }
  /** `neighbour`: of the second connection. */
  | ({ readonly do: 'pass'; readonly short: boolean; readonly neighbour?: boolean } & Trouble)
  | ({ readonly do: 'sync'; readonly link: number } & Trouble)
  /** Another worker takes over, because the lease of the pass that runs has ended. */
  | { readonly do: 'overtake' }
  | { readonly do: 'race' }
  | {
      readonly do: 'map'
      readonly field: string
      readonly direction: Direction | null
      readonly rule: ConflictRule
      readonly keepOnBlank: boolean
      readonly other: boolean
      readonly start: Start
    }
  | { readonly do: 'items'; readonly swap: boolean; readonly count: number }
  | { readonly do: 'unlink'; readonly link: number }
  | { readonly do: 'link'; readonly link: number; readonly start: Start }
  | { readonly do: 'active'; readonly on: boolean }
  /** Whether customers are synchronised at all. */
  | { readonly do: 'enable'; readonly on: boolean }
  /** The company goes to the bin, or comes out of it. */
  | { readonly do: 'bin'; readonly link: number; readonly in: boolean }
  | { readonly do: 'gone'; readonly link: number }
  /** An actor that was gone is there again, as it was or as another customer. */
  | { readonly do: 'back'; readonly link: number; readonly same: boolean }
  | { readonly do: 'resolve'; readonly link: number; readonly side: 'erp' | 'crm' }
  /** Somebody has an actor made of a company that is not linked. */
  | ({ readonly do: 'create'; readonly which: number } & Trouble)
  /** The claim on what is being made has ended, and another worker goes on with it. */
  | { readonly do: 'takeOver' }

/** Everything a run is made of; the same schedule plays the same run. */
export interface Schedule {
  readonly seed: number
  readonly personality: Personality
  readonly links: number
  readonly start: Start
  readonly directions: Readonly<Record<string, Direction>>
  readonly rules: Readonly<Record<string, ConflictRule>>
  readonly steps: readonly Step[]
  /** How many companies are to be made in the ERP, and how it does that; none if left out. */
  readonly creations?: number
  readonly making?: Making
  /** A second connection some of whose customers are the same companies; its links are counted after the others. */
  readonly neighbour?: Omit<Schedule, 'seed' | 'steps' | 'neighbour'>
}

const rules = ['newest', 'erp', 'crm', 'ask'] as const

export function drawSchedule(seed: number): Schedule {
  const random = randomOf(seed)
  const personality = drawPersonality(random)
  const links = random.int(1, 5)
  const drawing = { random, links, personality, calm: random.chance(0.2), next: 1 }
  const schedule: Schedule = {
    seed,
    personality,
    links,
    start: random.one(['erp', 'crm', 'asIs', 'ask']),
    directions: Object.fromEntries(simFields.map((field) => [field.erp, directionOf(field, random)])),
    rules: Object.fromEntries(simFields.map(({ erp }) => [erp, random.one(rules)])),
    steps: Array.from({ length: random.int(6, 30) }, () => drawStep(drawing, 0)).flat(),
  }
  return random.chance(0.35) ? withNeighbour(schedule, drawing) : withCreations(schedule)
}

/** A second ERP with the same companies: what changes on one side has to reach the others. */
function withNeighbour(schedule: Schedule, { random, calm, next }: Drawing): Schedule {
  const links = random.int(1, schedule.links)
  // It never owns a field alone: two connections that both do are not let through by the mapping.
  const direction = ({ access, follows }: SimField): [Direction] | [] => {
    if (access === 'readOnly') return []
    return [follows || random.chance(0.25) ? 'toErp' : 'both']
  }
  const personality = { ...drawPersonality(random), rewrites: false }
  const drawing: Drawing = { random, links, personality, calm, next }
  const steps = [...schedule.steps]
  for (let more = random.int(4, 14); more > 0; more -= 1) {
    const [step] = random.chance(0.45) ? drawEdits(drawing) : [neighbourly(drawing)]
    if (step) steps.splice(random.int(0, steps.length), 0, moved(step, schedule.links))
  }
  return {
    ...schedule,
    steps,
    neighbour: {
      ...{ personality, links, start: random.one(['erp', 'crm', 'asIs', 'ask']) },
      directions: Object.fromEntries(
        simFields.flatMap((field) => direction(field).map((one) => [field.erp, one])),
      ),
      rules: Object.fromEntries(simFields.map(({ erp }) => [erp, random.one(rules)])),
    },
  }
}

function neighbourly(drawing: Drawing): Step {
  const { random } = drawing
  const trouble = { ...drawTrouble(drawing), meanwhile: [] }
  const dice = random.next()
  if (dice < 0.7) return { do: 'pass', neighbour: true, short: random.chance(0.1), ...trouble }
  if (dice < 0.85) return { do: 'sync', link: drawLink(drawing), ...trouble }
  return { do: 'resolve', link: drawLink(drawing), side: random.one(['erp', 'crm']) }
}

function moved(step: Step, by: number): Step {
  return 'link' in step ? { ...step, link: step.link + by } : step
}

interface Drawing {
  readonly random: Random
  readonly links: number
  readonly personality: Personality
  /** No faults, no crashes: what is written can be counted exactly. */
  readonly calm: boolean
  /** Makes every value another. */
  next: number
}

function directionOf({ access, follows }: SimField, random: Random): Direction {
  if (access === 'readOnly') return 'toCrm'
  if (follows) return 'toErp'
  return random.one(['both', 'both', 'both', 'toCrm', 'toErp'])
}

function drawStep(drawing: Drawing, depth: number): readonly Step[] {
  const { random } = drawing
  const dice = random.next()
  if (dice < 0.46) return drawEdits(drawing)
  if (dice < 0.74 && depth === 0) return [{ do: 'pass', short: random.chance(0.1), ...drawTrouble(drawing) }]
  if (dice < 0.8)
    return [{ do: 'sync', link: drawLink(drawing), ...(depth === 0 ? drawTrouble(drawing) : calm) }]
  return drawRare(drawing, depth)
}

const calm: Trouble = { faults: [], crash: null, meanwhile: [] }

/** Often somebody edits the same field on both sides before either is carried over. */
function drawEdits(drawing: Drawing): readonly Step[] {
  const { random } = drawing
  const link = drawLink(drawing)
  const edit = (fields: readonly SimField[]): Step => {
    const values = Object.fromEntries(fields.map((field) => [field.erp, drawValue(field, drawing)]))
    if (random.chance(0.5)) return { do: 'erp', link, values, late: random.chance(0.15) }
    return { do: random.chance(0.25) ? 'sql' : 'crm', link, values }
  }
  const fields = Array.from({ length: random.int(1, 2) }, () => random.one(simFields))
  const first = edit(fields)
  if (!random.chance(0.45)) return [first]
  const second = edit(random.chance(0.8) ? fields : [random.one(simFields)])
  return [first, random.chance(0.1) && 'values' in second ? { ...second, values: valuesOf(first) } : second]
}

function valuesOf(step: Step): Values {
  return 'values' in step ? step.values : {}
}

function drawValue({ erp, type, access }: SimField, drawing: Drawing): Value {
  const { random } = drawing
  const id = drawing.next
  drawing.next += 1
  if (type === 'list') return random.chance(0.1) ? null : random.one(countries)
  if (type === 'decimal') return random.chance(0.08) ? null : `${id}.${random.int(100, 444)}`
  const word = `${erp.slice(0, 1).toLowerCase()}${id}`
  if (access === 'mandatory') return word
  const dice = random.next()
  if (dice < 0.08) return null
  if (dice < 0.14) return ` ${word} `
  if (dice < 0.18) return `bad ${word}`
  if (dice < 0.22) return `${word} is much too long for it`
  return dice < 0.4 ? `X${word}` : word
}

function drawLink({ random, links }: Drawing): number {
  return random.int(0, links - 1)
}

type Draw = (drawing: Drawing, depth: number) => Step | undefined

// As often as it is here.
const rare: readonly Draw[] = [
  ...Array<Draw>(4).fill(drawMapping),
  ...Array<Draw>(2).fill(() => ({ do: 'settle' })),
  ({ random }) => ({ do: 'items', swap: random.chance(0.5), count: random.int(3, 5) }),
  (drawing) => ({ do: 'unlink', link: drawLink(drawing) }),
  ...Array<Draw>(2).fill((drawing) => ({
    do: 'link',
    link: drawLink(drawing),
    start: drawing.random.one(['erp', 'crm', 'ask', 'asIs']),
  })),
  ({ random }) => ({ do: 'active', on: random.chance(0.6) }),
  (drawing) => (drawing.random.chance(0.4) ? { do: 'gone', link: drawLink(drawing) } : undefined),
  (drawing) => ({ do: 'back', link: drawLink(drawing), same: drawing.random.chance(0.5) }),
  ...Array<Draw>(2).fill((drawing) => ({
    do: 'resolve',
    link: drawLink(drawing),
    side: drawing.random.one(['erp', 'crm']),
  })),
  ({ random }) => ({ do: 'enable', on: random.chance(0.6) }),
  ...Array<Draw>(2).fill((drawing) => ({
    do: 'bin',
    link: drawLink(drawing),
    in: drawing.random.chance(0.5),
  })),
  ...Array<Draw>(2).fill(({ calm }, depth) => (depth === 0 && !calm ? { do: 'race' } : undefined)),
]

function drawRare(drawing: Drawing, depth: number): readonly Step[] {
  const step = drawing.random.one(rare)(drawing, depth)
  return step ? [step] : []
}

function drawMapping({ random }: Drawing): Step {
  const field = random.one(simFields)
  return {
    do: 'map',
    field: field.erp,
    direction: random.chance(0.15) ? null : directionOf(field, random),
    rule: random.one(rules),
    keepOnBlank: random.chance(0.3),
    other: random.chance(0.2),
    start: random.one(['erp', 'crm', 'ask', 'asIs']),
  }
}

const anyCall: readonly FaultKind[] = ['down', 'retryAfter', 'unauthorized', 'bug', 'hang']
const faultsOf: Readonly<Record<ErpCall, readonly FaultKind[]>> = {
  open: anyCall,
  changes: [...anyCall, 'halfPages', 'halfPages', 'cursorExpired', 'absent', 'falseGone'],
  get: ['down', 'hang', 'absent'],
  find: ['down', 'hang'],
  write: [...anyCall, 'lost', 'lost', 'lost', 'unknown', 'unknown', 'short', 'mixed', 'outdated'],
}
const points: readonly Point[] = ['page', 'got', 'write', 'wrote', 'planned', 'claimed', 'answered']

function drawTrouble(drawing: Drawing): Trouble {
  const { random } = drawing
  const faulty = !drawing.calm && random.chance(0.35)
  const call = random.one(['open', 'changes', 'get', 'write', 'write', 'write'] as const)
  const fault = { call, nth: random.int(1, 2), kind: random.one(faultsOf[call]) }
  return {
    faults: faulty ? [fault] : [],
    crash: !drawing.calm && random.chance(0.25) ? drawCrash(random) : null,
    meanwhile: random.chance(0.5) ? [drawMeanwhile(drawing)] : [],
  }
}

function drawCrash(random: Random): Trouble['crash'] {
  if (random.chance(0.3)) return { at: random.one(points) }
  return { statement: random.int(1, 45), when: random.one(['dieBefore', 'dieAfter']) }
}

function drawMeanwhile(drawing: Drawing): Trouble['meanwhile'][number] {
  const { random, personality } = drawing
  const at = random.chance(0.3) ? ('statement' as const) : random.one(points)
  const nth = at === 'statement' ? random.int(1, 40) : random.int(1, 2)
  const onTheWay = ['claimed', 'write', 'wrote', 'answered'].includes(at)
  // Without versions nothing can keep a call that is already on its way from arriving late.
  const mayOvertake = !drawing.calm && (personality.versions || !['claimed', 'write'].includes(at))
  if (mayOvertake && random.chance(0.3))
    return { at, nth, steps: [...drawEdits(drawing), { do: 'overtake' }] }
  const steps = Array.from({ length: random.int(1, 2) }, () => drawStep(drawing, 1)).flat()
  // Who asks for a record that is on its way waits for its answer, which here would never come.
  return { at, nth, steps: steps.filter((step) => step.do !== 'sync' || !onTheWay) }
}
