import type { ConflictRule } from '../../src/sync/index.ts'
import { type Crafted, calm, of, pass } from './crafted.ts'
import type { FaultKind } from './erp-session.ts'
import { type LongStep, long } from './long-work.ts'
import type { Point, Schedule, Step, Trouble } from './step.ts'

// Resyncs, undoing, repairs, imports and held links, with every way in which they can be cut off.

const crm = (city: string | null, link = 0): Step => ({ do: 'crm', link, values: { CITY: city } })
const inErp = (city: string | null, link = 0): Step => ({
  do: 'erp',
  link,
  values: { CITY: city },
  late: false,
})
const resync = (target: 'crm' | 'erp', blanks = false): LongStep => long({ what: 'resync', target, blanks })
const undo: LongStep = long({ what: 'undo', back: 0 })
const passing = (more: Partial<Trouble>): Step => ({ ...calm, do: 'pass', short: false, ...more })
const meanwhile = (at: Point, ...steps: readonly Step[]): Step =>
  // The call itself counts as the first of its kind.
  passing({ meanwhile: [{ at, nth: at === 'write' ? 2 : 1, steps }] })
const failing = (kind: FaultKind, ...nths: readonly number[]): Step =>
  passing({ faults: nths.map((nth) => ({ call: 'write', nth, kind })) })

function many(steps: readonly Step[], rule: ConflictRule = 'newest', versions = true): Schedule {
  return { ...of([pass, ...steps], rule, versions), links: 3 }
}

/** Both sides edited: the ERP's city and the CRM's telephone number are newer. */
const edited: readonly Step[] = [
  inErp('c1'),
  { do: 'crm', link: 0, values: { PHONE: 'p1' } },
  crm('c2', 1),
  inErp('c3', 1),
  inErp(null, 2),
]
const wishes: readonly { readonly name: string; readonly steps: readonly Step[] }[] = [
  { name: 'a resync from the ERP', steps: [...edited, resync('crm')] },
  { name: 'a resync from the CRM', steps: [...edited, resync('erp')] },
  { name: 'a resync from the ERP with blanks', steps: [...edited, resync('crm', true)] },
  { name: 'a resync from the CRM with blanks', steps: [...edited, resync('erp', true)] },
  { name: 'the undo of a pass', steps: [...edited, pass, undo] },
  { name: 'the undo of a resync', steps: [...edited, resync('erp'), pass, long({ what: 'undo', back: 0 })] },
  {
    name: 'a repair',
    steps: [...edited, pass, undo, pass, long({ what: 'compare' }), long({ what: 'repair', side: 'erp' })],
  },
]

const whileItRuns: readonly { readonly name: string; readonly steps: readonly Step[] }[] = [
  { name: 'an edit in the CRM', steps: [crm('c8'), crm('c9', 1)] },
  { name: 'an edit in the ERP', steps: [inErp('c8'), inErp('c9', 1)] },
  { name: 'a cancellation', steps: [long({ what: 'cancel' })] },
  { name: 'another worker', steps: [{ do: 'overtake' }] },
  { name: 'a link that ends', steps: [{ do: 'unlink', link: 1 }] },
  { name: 'a link that is held', steps: [long({ what: 'hold', link: 1 })] },
  {
    name: 'another mapping',
    steps: [
      {
        ...{ do: 'map', field: 'CITY', direction: 'toErp', rule: 'newest' },
        ...{ keepOnBlank: true, other: false, start: 'crm' },
      },
    ],
  },
]
const points: readonly Point[] = ['got', 'planned', 'write', 'wrote', 'answered', 'worked']
const lost: readonly FaultKind[] = ['lost', 'unknown', 'short', 'mixed', 'outdated', 'down', 'hang']

const disturbed: readonly Crafted[] = wishes.flatMap(({ name, steps }, place) => [
  { title: `${name}, and nothing else`, schedule: many([...steps, pass]) },
  ...lost.map((kind) => ({
    title: `${name}, and a write that got no answer (${kind})`,
    schedule: many([...steps, failing(kind, 1), pass, inErp('c7'), inErp('c7', 1)]),
  })),
  ...(['lost', 'unknown', 'outdated'] as const).map((kind) => ({
    title: `${name}, two writes that got no answer (${kind}), and an edit in the ERP after that`,
    schedule: many([...steps, failing(kind, 1, 2), inErp('c7'), inErp('c7', 1)]),
  })),
  ...whileItRuns.flatMap((one, index) =>
    // Each at some of the points, all of them at all.
    points
      .filter((_, nth) => (nth + index + place) % 3 === 0)
      .map((at) => ({
        title: `${name}, and ${one.name} at ${at}`,
        schedule: many([...steps, meanwhile(at, ...one.steps), pass]),
      })),
  ),
])

const imported: LongStep = long({ what: 'import', short: false, again: false })
const newcomers: readonly Step[] = [long({ what: 'newcomer' }), long({ what: 'newcomer' })]
const importing = (trouble: Partial<Trouble>): LongStep =>
  long({ what: 'import', short: false, again: false }, trouble)

const imports: readonly Crafted[] = [
  { title: 'an import that is done twice', schedule: many([...newcomers, imported, imported, pass]) },
  {
    title: 'an import that is done while a pass runs',
    schedule: many([
      ...newcomers,
      inErp('c1'),
      meanwhile('got', imported),
      meanwhile('page', imported),
      imported,
    ]),
  },
  {
    title: 'an import that a pass interrupts',
    schedule: many([
      ...newcomers,
      importing({ meanwhile: [{ at: 'page', nth: 1, steps: [{ do: 'overtake' }] }] }),
      imported,
    ]),
  },
  {
    title: 'an import that goes on where it was left',
    schedule: many([
      ...newcomers,
      long({ what: 'import', short: true, again: false }),
      long({ what: 'import', short: false, again: true }),
      pass,
    ]),
  },
  {
    title: 'an import of customers that change while they are read',
    schedule: many([
      ...newcomers,
      importing({ meanwhile: [{ at: 'page', nth: 1, steps: [...edited] }] }),
      imported,
      pass,
    ]),
  },
]

/** Beside an import a person links one of the customers, at one statement or another. */
const byHand: readonly Crafted[] = Array.from({ length: 12 }, (_, index) => ({
  title: `an import while somebody links one of its customers, at statement ${index * 2 + 1}`,
  schedule: many([
    ...newcomers,
    importing({
      meanwhile: [{ at: 'statement', nth: index * 2 + 1, steps: [long({ what: 'linkNewcomer' })] }],
    }),
    imported,
    pass,
  ]),
}))

const cancelled: readonly Crafted[] = wishes.map(({ name, steps }) => ({
  title: `${name} that is cancelled before it begins`,
  schedule: many([...steps, long({ what: 'cancel' }), pass]),
}))

/** Cancelled once its worker died in the middle of a batch; then people go on. */
const cancelledLate: readonly Crafted[] = [...wishes.slice(0, 4), ...wishes.slice(5)].flatMap(
  ({ name, steps }) =>
    (['got', 'planned', 'claimed', 'write', 'wrote', 'answered'] as const).map((at) => ({
      title: `${name} whose worker dies at ${at} and that is cancelled then`,
      schedule: many([
        ...steps,
        passing({ crash: { at } }),
        long({ what: 'cancel' }),
        ...[inErp('c7'), inErp('c7', 1), inErp('c7', 2), pass],
      ]),
    })),
)

/** A pass that makes an actor, which is not to be undone with it. */
const madeAndUndone: Crafted = {
  title: 'the undo of a pass that also made an actor',
  schedule: {
    ...many([
      { do: 'create', which: 0, ...calm, faults: [{ call: 'open', nth: 1, kind: 'down' }] },
      crm('c1'),
      pass,
      undo,
      pass,
    ]),
    ...{ creations: 1, making: { marker: true, search: true, late: false } },
  },
}

const heldLinks: readonly Crafted[] = [
  {
    title: 'a link that is held, edited on both sides, and released',
    schedule: many([
      long({ what: 'hold', link: 1 }),
      ...edited,
      pass,
      resync('crm'),
      pass,
      long({ what: 'release', link: 1 }),
    ]),
  },
  {
    title: 'a link that is held while only its actor is edited, and released after a pass',
    schedule: many([
      long({ what: 'hold', link: 1 }),
      inErp('c1', 1),
      pass,
      long({ what: 'release', link: 1 }),
      pass,
    ]),
  },
  {
    title: 'a link that is held while something waits to be told to the ERP that was away',
    schedule: many([
      crm('c1', 1),
      failing('down', 1),
      long({ what: 'hold', link: 1 }),
      pass,
      long({ what: 'release', link: 1 }),
    ]),
  },
  {
    title: 'a link that is held while the ERP answers',
    schedule: many([...edited, meanwhile('wrote', long({ what: 'hold', link: 1 })), inErp('c5', 1), pass]),
  },
]

export const craftedLongWork: readonly Crafted[] = [
  ...[...disturbed, ...imports, ...byHand, ...cancelled, ...cancelledLate, ...heldLinks],
  madeAndUndone,
]

const continued: LongStep = long({ what: 'import', short: false, again: true })

/** What nobody touches any more has to become what was asked for. */
function afterwards(name: string, nth: number): readonly Step[] {
  if (name === 'an import') return [nth % 4 === 1 ? imported : continued]
  return nth % 4 < 2 ? [crm('c6')] : []
}

/** More than one pass with long work ever needs, and than the three stages of an import. */
const statements = 60
const importStatements = 120

/** Processes that die while they carry out long work or an import: at every fifth statement, each kind at others. */
export const longCrashes: readonly Crafted[] = [
  ...wishes.flatMap(({ name, steps }) => [
    { name, steps, count: statements, last: (trouble: Partial<Trouble>) => passing(trouble) },
  ]),
  { name: 'an import', steps: newcomers, count: importStatements, last: importing },
].flatMap(({ name, steps, count, last }, place) =>
  Array.from({ length: count / 5 }, (_, fifth) => {
    const index = fifth * 5 + (place % 5)
    const when = fifth % 2 === 0 ? ('dieBefore' as const) : ('dieAfter' as const)
    const dies = last({ crash: { statement: index + 1, when } })
    return {
      title: `${name} that dies at statement ${index + 1}`,
      schedule: many([...steps, dies, ...afterwards(name, fifth)], 'newest', index % 3 > 0),
    }
  }),
)
