import type { ConflictRule } from '../../src/sync/index.ts'
import type { FaultKind } from './erp-session.ts'
import { simFields } from './fields.ts'
import type { Point, Schedule, Step, Trouble } from './schedule.ts'

// Schedules written by hand, where chance takes too long to find the case.

export interface Crafted {
  readonly title: string
  readonly schedule: Schedule
}

export const calm: Trouble = { faults: [], crash: null, meanwhile: [] }
export const pass: Step = { do: 'pass', short: false, ...calm }

function failing(kind: FaultKind): Step {
  return { ...calm, do: 'pass', short: false, faults: [{ call: 'write', nth: 1, kind }] }
}

function crm(city: string | null): Step {
  return { do: 'crm', link: 0, values: { CITY: city } }
}

function inErp(city: string): Step {
  return { do: 'erp', link: 0, values: { CITY: city }, late: false }
}

function phone(number: string): Step {
  return { do: 'crm', link: 0, values: { PHONE: number } }
}

const mapAgain: Step = {
  do: 'map',
  field: 'CITY',
  direction: 'toErp',
  rule: 'ask',
  keepOnBlank: false,
  other: false,
  start: 'ask',
}

export function of(steps: readonly Step[], rule: ConflictRule, versions: boolean): Schedule {
  return {
    seed: 0,
    personality: {
      ...{ versions, modifiedAt: true, deletions: false, feed: 'sequence', changesPerTick: 1, pageSize: 5 },
      ...{
        repeats: false,
        reorders: false,
        trims: false,
        upperCases: false,
        rewrites: false,
        namesField: true,
      },
    },
    links: 1,
    start: 'erp',
    directions: {
      ...Object.fromEntries(simFields.map(({ erp }) => [erp, 'both' as const])),
      ...{ REF: 'toCrm', ALIAS: 'toErp' },
    },
    rules: Object.fromEntries(simFields.map(({ erp }) => [erp, rule])),
    steps,
  }
}

function withDeletions(schedule: Schedule): Schedule {
  return { ...schedule, personality: { ...schedule.personality, deletions: true } }
}

const lostFaults = ['lost', 'short', 'mixed', 'unknown'] as const
const rules = ['erp', 'crm', 'newest', 'ask'] as const

/** More than one pass with changes on both sides ever needs. */
const statements = 40

function crashing(statement: number): Step {
  return { do: 'pass', short: false, faults: [], crash: { statement, when: 'dieBefore' }, meanwhile: [] }
}

function bothSides(id: number): readonly Step[] {
  return [
    { do: 'erp', link: 0, values: { PHONE: `p${id}`, NAME: `n${id}` }, late: false },
    { do: 'crm', link: 0, values: { CITY: `c${id}`, CREDIT: `${id}.25` } },
  ]
}

function overtakenAt(at: Point, nth: number): Step {
  return {
    ...calm,
    do: 'pass',
    short: false,
    meanwhile: [{ at, nth, steps: [...bothSides(2), { do: 'overtake' }] }],
  }
}

const endedMeanwhile: Step = {
  ...calm,
  do: 'pass',
  short: false,
  meanwhile: [{ at: 'wrote', nth: 1, steps: [{ do: 'unlink', link: 0 }] }],
}

/** One for each statement of a pass at which the process may die: with edits on both sides, and in the ERP alone. */
export const crashes: readonly Crafted[] = Array.from({ length: statements }, (_, index) => {
  const title = `a crash at statement ${index + 1} of a pass`
  return [bothSides(1), bothSides(1).slice(0, 1)].map((edits) => ({
    title,
    schedule: of([pass, ...edits, crashing(index + 1)], 'newest', index % 2 === 0),
  }))
}).flat()

/** Somebody changes the city in the ERP again and asks for the record while a pass holds an older page. */
const olderPage: Step = {
  ...{ ...calm, do: 'pass', short: false },
  meanwhile: [{ at: 'page', nth: 1, steps: [inErp('c2'), { ...calm, do: 'sync', link: 0 }] }],
}

/** The same the other way round: a pass reads the newer city while somebody waits for the record. */
const olderLook: Step = {
  ...{ ...calm, do: 'sync', link: 0 },
  meanwhile: [{ at: 'got', nth: 1, steps: [inErp('c3'), { do: 'overtake' }] }],
}

function meanwhile(at: Point, steps: readonly Step[]): Step {
  return { ...calm, do: 'pass', short: false, meanwhile: [{ at, nth: 1, steps }] }
}

const unmapped: Step = {
  ...{ do: 'map', field: 'PHONE', direction: null, rule: 'newest' },
  ...{ keepOnBlank: false, other: false, start: 'erp' },
}

export const crafted: readonly Crafted[] = [
  {
    title: 'a field that is no longer mapped when the page arrives that changes it',
    schedule: of([pass, ...bothSides(1).slice(0, 1), meanwhile('page', [unmapped]), pass], 'newest', true),
  },
  ...[true, false].map((versions) => ({
    title: `a pass that looks while somebody tells the ERP about the record (versions ${versions})`,
    schedule: of(
      [
        pass,
        crm('c1'),
        {
          ...{ ...calm, do: 'sync', link: 0 },
          meanwhile: [{ at: 'wrote', nth: 1, steps: [crm('c2'), { do: 'overtake' }, inErp('c3')] }],
        },
      ],
      'crm',
      versions,
    ),
  })),
  {
    title: 'a page that is newer than what somebody read since the pass began',
    schedule: of(
      [pass, meanwhile('leased', [{ ...calm, do: 'sync', link: 0 }, inErp('c1')])],
      ...(['newest', true] as const),
    ),
  },
  ...rules.map((rule) => ({
    title: `an edit in an ERP without versions after its pages were read (${rule})`,
    schedule: of([pass, crm('c1'), meanwhile('planned', [inErp('c2')])], rule, false),
  })),
  ...[true, false].flatMap((versions) => [
    {
      title: `a record that is synchronised while a pass holds an older page of it (versions ${versions})`,
      schedule: of([pass, inErp('c1'), olderPage], 'newest', versions),
    },
    {
      title: `a pass that reads a newer page of a record that is being synchronised (versions ${versions})`,
      schedule: of([pass, inErp('c1'), olderLook], 'newest', versions),
    },
    {
      title: `a pass that dies right after it left out what was older than what was read since (versions ${versions})`,
      schedule: of([pass, inErp('c1'), { ...olderPage, crash: { at: 'got' } }], 'newest', versions),
    },
  ]),
  {
    title: 'a worker that is overtaken while it plans, and wakes',
    schedule: of(
      [pass, ...bothSides(1), overtakenAt('page', 1), ...bothSides(3), overtakenAt('planned', 1)],
      'newest',
      true,
    ),
  },
  ...[1, 2, 3, 4].map((nth) => ({
    title: `a worker that loses its lease after its transaction ${nth}, to one that dies, and wakes`,
    schedule: of(
      [
        pass,
        ...bothSides(1),
        {
          ...{ ...calm, do: 'pass' as const, short: false },
          meanwhile: [
            { at: 'committed' as const, nth, steps: [{ do: 'overtake' as const, dies: true as const }] },
          ],
        },
      ],
      'newest',
      true,
    ),
  })),
  {
    title: 'a worker that is overtaken while the ERP answers, and wakes',
    schedule: of(
      [pass, ...bothSides(1), overtakenAt('wrote', 1), ...bothSides(3), overtakenAt('answered', 1)],
      'newest',
      true,
    ),
  },
  {
    title: 'a conflict whose field is mapped anew with the rule it had',
    schedule: {
      ...of(
        [{ do: 'erp', link: 0, values: { CITY: 'c2' }, late: false }, crm('c1'), pass, mapAgain, pass],
        ...(['ask', true] as const),
      ),
      start: 'ask',
    },
  },
  {
    title: 'a link that is ended while the ERP answers',
    schedule: of([pass, crm('c1'), endedMeanwhile], 'newest', true),
  },
  {
    title: 'an actor that is deleted before the answer to a write could be stored',
    schedule: withDeletions(
      of(
        [pass, phone('p1'), meanwhile('wrote', [mapAgain]), { do: 'gone', link: 0 }],
        ...(['newest', true] as const),
      ),
    ),
  },
  {
    title: 'an actor that changes while its company is in the bin',
    schedule: of([pass, { do: 'bin', link: 0, in: true }, ...bothSides(1).slice(0, 1), pass], 'newest', true),
  },
  {
    title: 'a refused value that somebody takes back',
    schedule: of([pass, crm('bad c1'), pass, crm(null), pass], 'newest', true),
  },
  {
    title: 'a value that is too long, and then is not',
    schedule: of(
      [pass, phone('p1 is much too long for it'), pass, phone('p0n00'), pass],
      ...(['newest', true] as const),
    ),
  },
  ...(['down', 'hang', 'lost'] as const).map((kind) => ({
    title: `a write that got no answer, and nobody edits (${kind})`,
    schedule: of([pass, crm('c1'), failing(kind)], 'newest', true),
  })),
  ...lostFaults.flatMap((kind) =>
    rules.map((rule) => ({
      title: `an edit after a write whose answer was lost (${kind}, ${rule})`,
      schedule: of([pass, crm('c1'), failing(kind), crm('c2')], rule, rule !== 'crm'),
    })),
  ),
]
