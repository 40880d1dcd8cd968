import type { Value } from '@koppel/sdk'
import type { Direction } from '../../src/sync/index.ts'
import { withBeside } from './beside.ts'
import { withCreations } from './creations.ts'
import { drawDirection } from './draw-direction.ts'
import type { ErpCall, FaultKind } from './erp-session.ts'
import { countries, type SimField, simFields } from './fields.ts'
import { withLongWork } from './long-work.ts'
import { drawPersonality, type Personality } from './personality.ts'
import { type Random, randomOf } from './random.ts'

import type { Point, Schedule, Step, Trouble, Values } from './step.ts'

export type { Point, Schedule, Step, Trouble, Values } from './step.ts'

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
    directions: Object.fromEntries(simFields.map((field) => [field.erp, drawDirection(field, random)])),
    rules: Object.fromEntries(simFields.map(({ erp }) => [erp, random.one(rules)])),
    steps: Array.from({ length: random.int(6, 30) }, () => drawStep(drawing, 0)).flat(),
  }
  return random.chance(0.35)
    ? withNeighbour(schedule, drawing)
    : withBeside(withLongWork, withCreations(schedule))
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
  ({ random }) => (random.chance(0.3) ? { do: 'clock', hours: random.one([-48, -1, 48]) } : undefined),
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
    direction: random.chance(0.15) ? null : drawDirection(field, random),
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
const points: readonly Point[] = [
  ...([
    'page',
    'got',
    'write',
    'wrote',
    'planned',
    'claimed',
    'answered',
    'page',
    'got',
    'write',
    'wrote',
  ] as const),
  ...(['leased', 'fetched', 'begun', 'cursorStored', 'written', 'committed', 'settled', 'finished'] as const),
]

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
