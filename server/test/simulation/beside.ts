import type { Value } from '@koppel/sdk'
import { drawDirection } from './draw-direction.ts'
import { countries, kinds, type SimField } from './fields.ts'
import { type Random, randomOf } from './random.ts'
import type { Beside, BesideStep, Point, Schedule, Step } from './step.ts'

// Persons or projects of the companies, in the same connection: a second actor type in every pass.

/** Planted bugs are looked for in the seeds before: those stay as they are. */
const firstSeed = 601

/** In a third of the later seeds, and then without long work. Dice of its own: the rest stays as it was. */
export function withBeside(otherwise: (schedule: Schedule) => Schedule, schedule: Schedule): Schedule {
  const random = randomOf(schedule.seed ^ 0xbe51)
  if (schedule.seed < firstSeed || random.chance(0.65)) return otherwise(schedule)
  return besides(schedule, random)
}

/** With persons or projects, whatever the seed. */
export function besides(schedule: Schedule, random: Random): Schedule {
  const kind = random.one(['persons', 'persons', 'projects'] as const)
  const links = random.int(1, 3)
  const rules = ['newest', 'erp', 'crm', 'ask'] as const
  const beside: Beside = {
    ...{ kind, links, start: random.one(['erp', 'crm', 'asIs', 'ask']) },
    directions: Object.fromEntries(
      kinds[kind].fields.map((field) => [field.erp, drawDirection(field, random)]),
    ),
    rules: Object.fromEntries(kinds[kind].fields.map(({ erp }) => [erp, random.one(rules)])),
  }
  const drawing = { random, beside, companies: schedule.links, next: 1 }
  let steps = schedule.steps.map((step) => (random.chance(0.4) ? interrupted(step, drawing) : step))
  for (let more = random.int(8, 20); more > 0; more -= 1)
    steps = steps.toSpliced(random.int(0, steps.length), 0, ...draw(drawing))
  return { ...schedule, beside, steps }
}

interface Drawing {
  readonly random: Random
  readonly beside: Beside
  readonly companies: number
  /** Makes every value another. */
  next: number
}

const points: readonly Point[] = ['page', 'got', 'write', 'wrote', 'fetched', 'begun', 'planned', 'committed']

/** Something happens to them while a pass stands still. */
function interrupted(step: Step, drawing: Drawing): Step {
  if (step.do !== 'pass') return step
  const { random } = drawing
  const at = random.chance(0.3) ? ('statement' as const) : random.one(points)
  const nth = at === 'statement' ? random.int(1, 50) : random.int(1, 3)
  const steps = draw(drawing).filter((one) => one.do !== 'beside' || one.step.do !== 'sync')
  return { ...step, meanwhile: [...step.meanwhile, { at, nth, steps }] }
}

const wrapped = (step: BesideStep): Step => ({ do: 'beside', step })

function draw(drawing: Drawing): readonly Step[] {
  const { random, beside } = drawing
  const link = random.int(0, beside.links - 1)
  const dice = random.next()
  if (dice < 0.5) return edits(drawing, link)
  if (dice < 0.72) return connecting(drawing, link)
  return [wrapped(rare(drawing, link))]
}

/** Often of the same field on both sides. */
function edits(drawing: Drawing, link: number): readonly Step[] {
  const { random } = drawing
  const field = random.one(kinds[drawing.beside.kind].fields)
  const edit = (): Step => {
    const values = { [field.erp]: drawValue(field, drawing) }
    if (random.chance(0.5)) return wrapped({ do: 'erp', link, values, late: random.chance(0.15) })
    return wrapped({ do: random.chance(0.25) ? 'sql' : 'crm', link, values })
  }
  return random.chance(0.4) ? [edit(), edit()] : [edit()]
}

function drawValue({ erp, type, access }: SimField, drawing: Drawing): Value {
  const { random } = drawing
  const id = drawing.next
  drawing.next += 1
  if (type === 'list') return random.chance(0.1) ? null : random.one(countries)
  if (type === 'decimal') return random.chance(0.08) ? null : `${id}.${random.int(100, 444)}`
  const word = `q${erp.slice(0, 1).toLowerCase()}${id}`
  if (access === 'mandatory' || random.chance(0.75)) return word
  return random.one([null, ` ${word} `, `bad ${word}`, `${word} is much too long for it`, `X${word}`])
}

/** Links come and go, of a company too, and persons change companies: who may be linked then is the question. */
function connecting({ random, companies }: Drawing, link: number): readonly Step[] {
  const company = random.int(0, companies - 1)
  const start = random.one(['erp', 'crm', 'ask'] as const)
  const relink = wrapped({ do: 'link', link, start })
  return random.one<readonly Step[]>([
    [wrapped({ do: 'unlink', link })],
    [wrapped({ do: 'unlink', link }), relink],
    [relink],
    [wrapped({ do: 'move', link, to: company, side: 'crm' })],
    [wrapped({ do: 'move', link, to: company, side: 'erp' })],
    [wrapped({ do: 'unlink', link }), wrapped({ do: 'move', link, to: company, side: 'crm' }), relink],
    [{ do: 'unlink', link: company }, wrapped({ do: 'unlink', link }), relink],
    [{ do: 'unlink', link: company }, { do: 'link', link: company, start }, relink],
  ])
}

function rare({ random, beside }: Drawing, link: number): BesideStep {
  const field = random.one(kinds[beside.kind].fields)
  const rule = random.one(['newest', 'erp', 'crm', 'ask'] as const)
  const calm = { faults: [], crash: null, meanwhile: [] }
  return random.one<BesideStep>([
    { do: 'sync', link, ...calm },
    { do: 'sync', link, ...calm },
    {
      ...{
        do: 'map',
        field: field.erp,
        direction: random.chance(0.15) ? null : drawDirection(field, random),
      },
      ...{ rule, keepOnBlank: random.chance(0.3), other: random.chance(0.2) },
      start: random.one(['erp', 'crm', 'ask', 'asIs'] as const),
    },
    { do: 'enable', on: random.chance(0.5) },
    { do: 'bin', link, in: random.chance(0.5) },
    { do: 'gone', link },
    { do: 'back', link, same: random.chance(0.5) },
    { do: 'resolve', link, side: random.one(['erp', 'crm'] as const) },
  ])
}
