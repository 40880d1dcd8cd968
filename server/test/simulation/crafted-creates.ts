import { type Crafted, calm, of, pass } from './crafted.ts'
import type { Making } from './creations.ts'
import type { FaultKind } from './erp-session.ts'
import type { Point, Schedule, Step, Trouble, Values } from './schedule.ts'

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
const waiting = create({ faults: [{ call: 'open', nth: 1, kind: 'down' }] })

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
      waiting,
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

function inErp(values: Values): Step {
  return { do: 'erp', link: 0, made: true, values, late: false }
}

function inCrm(values: Values): Step {
  return { do: 'crm', link: 0, made: true, values }
}

function during(at: Point, ...steps: readonly Step[]): Step {
  return create({ meanwhile: [{ at, nth: 1, steps }] })
}

function unheard(...steps: readonly Step[]): Step {
  return create({
    faults: [{ call: 'write', nth: 1, kind: 'lost' }],
    meanwhile: [{ at: 'wrote', nth: 1, steps }],
  })
}

const refusedPass: Step = {
  ...{ do: 'pass', short: false, crash: null, meanwhile: [] },
  faults: [{ call: 'changes', nth: 1, kind: 'unauthorized' }],
}

/** What stands in the way of a making for a while. */
const waited: readonly Crafted[] = [
  {
    title: 'an actor waits to be made while the ERP refuses the password',
    schedule: making(marked, [waiting, refusedPass]),
  },
  {
    title: 'an actor that was just made is not shown yet to whoever asks for it',
    schedule: making({ ...marked, late: true }, [
      create(),
      { do: 'sync', link: 0, made: true, ...calm },
      inErp({ CITY: 'm1' }),
    ]),
  },
]

/** Whoever edits what is being made, on either side, is not to be overlooked. */
const edited: readonly Crafted[] = [
  {
    title: 'an actor is edited in the ERP before its making was found out',
    schedule: making(marked, [unheard(inErp({ NAME: 'm1', CITY: 'm2', ALIAS: 'm3' }))]),
  },
  {
    title: 'an actor is edited in the ERP, and a pass comes by, before it is linked',
    schedule: making(marked, [during('createAnswered', inErp({ PHONE: 'm1' }), { do: 'overtake' })]),
  },
  {
    title: 'an actor is edited in the ERP while another worker takes its making over',
    schedule: making(marked, [during('createAnswered', inErp({ PHONE: 'm1' }), { do: 'takeOver' })]),
  },
  {
    title: 'a company is edited, and a pass comes by, while an actor is made of it',
    schedule: making(marked, [
      during('createAnswered', inCrm({ NAME: 'm1', CITY: 'm2' }), { do: 'overtake' }),
    ]),
  },
  {
    title: 'a company is edited while an actor is made of it, and in the ERP',
    schedule: making(marked, [
      during('createAnswered', inErp({ CITY: 'm1' }), inCrm({ CITY: 'm2', NAME: 'm3' })),
    ]),
  },
  {
    title: 'a company is edited after the ERP was edited, before its making was found out',
    schedule: making(marked, [
      unheard(inErp({ CITY: 'm1', PHONE: 'm2' }), inCrm({ CITY: 'm3', PHONE: 'm4' })),
    ]),
  },
  {
    title: 'a company goes to the bin while an actor is made of it',
    schedule: making(marked, [during('wrote', { do: 'bin', link: 0, made: true, in: true }), create()]),
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

export const craftedCreates: readonly Crafted[] = [...unanswered, ...beside, ...waited, ...edited]
