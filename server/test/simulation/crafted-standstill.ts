import { type Crafted, calm, of, pass } from './crafted.ts'
import type { Schedule, Step } from './schedule.ts'

// What is put aside, by whoever cannot take it or cannot tell: until when, and by whom it is taken up again.

function inCrm(city: string | null): Step {
  return { do: 'crm', link: 0, values: { CITY: city } }
}

function edits(steps: readonly Step[], personality: Partial<Schedule['personality']> = {}): Schedule {
  const schedule = of([pass, ...steps], 'newest', true)
  return { ...schedule, personality: { ...schedule.personality, ...personality } }
}

const refused: readonly Crafted[] = [
  {
    title: 'a field the ERP refuses, of an actor that is delivered again in every pass',
    schedule: edits([inCrm('bad c1'), pass], { feed: 'timestamp' }),
  },
  {
    title: 'a field the ERP goes on refusing, and nobody edits',
    schedule: edits([inCrm('bad c1'), pass]),
  },
  {
    title: 'a record the ERP refuses without naming a field, and whose value somebody takes back',
    schedule: edits([inCrm('bad c1'), pass, inCrm(null)], { namesField: false }),
  },
  {
    title: 'a record the ERP goes on refusing without naming a field, and nobody edits',
    schedule: edits([inCrm('bad c1'), pass], { namesField: false }),
  },
]

/** Another rule moves nothing: no link is marked for it. */
const otherRule: Step = {
  ...{ do: 'map', field: 'PHONE', direction: 'both', rule: 'erp' },
  ...{ keepOnBlank: false, other: false, start: 'ask' },
}

const planned: readonly Crafted[] = [
  {
    title: 'a mapping that changes after an edit was planned, and before the ERP was told',
    schedule: edits([
      inCrm('c1'),
      { do: 'pass', short: false, ...calm, meanwhile: [{ at: 'planned', nth: 1, steps: [otherRule] }] },
    ]),
  },
]

/** The link broke in between, and the actor was looked at since it is there again. */
function returned(same: boolean, ...then: readonly Step[]): Schedule {
  const gone: Step = { do: 'gone', link: 0 }
  return edits([gone, pass, { do: 'back', link: 0, same }, pass, ...then], { deletions: true })
}

const back: readonly Crafted[] = [
  { title: 'an actor that was gone is there again as it was', schedule: returned(true) },
  { title: 'an actor that was gone is there again as another customer', schedule: returned(false) },
  {
    title: 'an actor that was gone is there again with other values, and somebody says that it is the same',
    schedule: returned(false, { do: 'sync', link: 0, ...calm }, inCrm('c1')),
  },
]

/** Nobody deletes anything: the feed only says so. */
const slip: Step = {
  ...{ ...calm, do: 'pass', short: false },
  faults: [{ call: 'changes', nth: 1, kind: 'falseGone' }],
}

const notGone: readonly Crafted[] = [
  {
    title: 'a feed that calls an actor gone that is there, and the next edit of it',
    schedule: edits([slip, { do: 'erp', link: 0, values: { CITY: 'c1' }, late: false }]),
  },
]

/** The ERP changes a number some time after it was saved, and only the CRM may enter one. */
const stubborn = edits([{ do: 'crm', link: 0, values: { PHONE: 'p1' } }, pass], { rewrites: true })

const oneWay: readonly Crafted[] = [
  {
    title: 'a field that only the CRM decides and the ERP rewrites each time',
    schedule: { ...stubborn, directions: { ...stubborn.directions, PHONE: 'toErp' } },
  },
]

export const craftedStandstill: readonly Crafted[] = [
  ...[...refused, ...planned, ...back],
  ...[...notGone, ...oneWay],
]
