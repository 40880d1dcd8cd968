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

const back: readonly Crafted[] = [true, false].map((same) => ({
  title: `an actor that was gone is there again, ${same ? 'as it was' : 'as another customer'}`,
  schedule: edits([{ do: 'gone', link: 0 }, pass, { do: 'back', link: 0, same }, pass], { deletions: true }),
}))

export const craftedStandstill: readonly Crafted[] = [...refused, ...planned, ...back]
