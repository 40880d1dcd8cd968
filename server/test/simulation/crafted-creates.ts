import { type Crafted, calm, of, pass } from './crafted.ts'
import type { Making } from './creations.ts'
import type { FaultKind } from './erp-session.ts'
import type { Point, Schedule, Step, Trouble } from './schedule.ts'

// Actors made in the ERP, with every way in which the answer can be lost.

const makings: readonly Making[] = [
  { marker: true, search: true, late: false },
  { marker: true, search: false, late: true },
  { marker: false, search: true, late: false },
  { marker: false, search: true, late: true },
  { marker: false, search: false, late: false },
]

function create(more: Partial<Trouble> = {}): Step {
  return { do: 'create', which: 0, ...calm, ...more }
}

function making(one: Making, steps: readonly Step[]): Schedule {
  return { ...of([pass, ...steps], 'newest', true), creations: 1, making: one }
}

function named({ marker, search, late }: Making): string {
  const how = marker ? 'a marker' : search ? 'a search' : 'nothing to look by'
  return late ? `${how}, late` : how
}

const lost: readonly FaultKind[] = ['lost', 'unknown', 'short', 'mixed', 'hang', 'down', 'bug']
const points: readonly Point[] = ['write', 'wrote', 'createSent', 'createAnswered', 'createConfirmed']

const marked: Making = { marker: true, search: true, late: false }

/** Found by chance: what one making does must not be taken for something else. */
const beside: readonly Crafted[] = [
  {
    title: 'an actor is made before a link of another, of which only later changes count, was looked at',
    schedule: {
      ...making(marked, []),
      start: 'asIs',
      steps: [create(), { do: 'crm', link: 0, values: { NAME: 'n1' } }, pass],
    },
  },
  {
    title: 'a pass loses its lease while it makes an actor, and stores what became of it',
    schedule: making(marked, [
      create({ faults: [{ call: 'open', nth: 1, kind: 'down' }] }),
      {
        do: 'pass',
        short: false,
        ...calm,
        meanwhile: [{ at: 'wrote', nth: 1, steps: [{ do: 'overtake' }] }],
      },
    ]),
  },
  {
    title: 'a field of an actor that was made is mapped to another one of its company',
    schedule: making(marked, [
      create(),
      {
        ...{ do: 'map', field: 'PHONE', direction: 'both', rule: 'newest', keepOnBlank: false },
        ...{ other: true, start: 'erp' },
      },
    ]),
  },
]

const unanswered: readonly Crafted[] = makings.flatMap((one) => [
  ...lost.map((kind) => ({
    title: `an actor whose making was not answered (${kind}; ${named(one)})`,
    schedule: making(one, [create({ faults: [{ call: 'write', nth: 1, kind }] }), create(), pass, create()]),
  })),
  ...points.map((at) => ({
    title: `an actor whose maker died at ${at} (${named(one)})`,
    schedule: making(one, [create({ crash: { at } }), pass, create()]),
  })),
  {
    title: `an actor asked for twice while it is made (${named(one)})`,
    schedule: making(one, [
      create({ meanwhile: [{ at: 'wrote', nth: 1, steps: [create(), pass] }] }),
      create(),
    ]),
  },
  {
    title: `an actor that another worker takes over (${named(one)})`,
    schedule: making(one, [
      create({ meanwhile: [{ at: 'wrote', nth: 1, steps: [{ do: 'takeOver' }] }] }),
      pass,
    ]),
  },
  {
    title: `an actor that two workers make at once (${named(one)})`,
    schedule: making(one, [
      create({ faults: [{ call: 'open', nth: 1, kind: 'down' }] }),
      { do: 'race' },
      pass,
    ]),
  },
])

export const craftedCreates: readonly Crafted[] = [...unanswered, ...beside]
