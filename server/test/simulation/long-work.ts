import type { Value } from '@koppel/sdk'
import { type Random, randomOf } from './random.ts'
import type { Point, Schedule, Step, Trouble } from './step.ts'

// Work an administrator asks for: resyncs, undoing, comparing and repairing, importing, and links that are held.

export type LongStep = { readonly do: 'long' } & LongWish & Trouble

type LongWish =
  /** Queued; the next pass carries it out. */
  | { readonly what: 'resync'; readonly target: 'crm' | 'erp'; readonly blanks: boolean }
  /** The run so many undoable runs ago, of all links. */
  | { readonly what: 'undo'; readonly back: number }
  /** The same of one link, at once. */
  | { readonly what: 'undoLink'; readonly back: number; readonly link: number }
  | { readonly what: 'compare' }
  | { readonly what: 'repair'; readonly side: 'rule' | 'erp' | 'crm' }
  /** Everything that is open. */
  | { readonly what: 'cancel' }
  | { readonly what: 'hold' | 'release'; readonly link: number }
  /** Somebody makes a customer in the ERP that no company is linked to. */
  | { readonly what: 'newcomer' }
  /** A person makes a company of one of them and links both, as anybody may beside an import. */
  | { readonly what: 'linkNewcomer' }
  /** An administrator says that what was set aside is right. */
  | { readonly what: 'confirm' }
  /** `again`: goes on with the last one. */
  | { readonly what: 'import'; readonly short: boolean; readonly again: boolean }

/** A resync that was asked for. */
export interface AskedResync {
  readonly runId: number
  readonly target: 'crm' | 'erp'
  readonly blanks: boolean
  readonly seq: number
  /** Nobody else was doing anything at the moment. */
  inPeace: boolean
  /** What the side that stands had then, by pair and ERP field. */
  readonly source: ReadonlyMap<string, Value>
  /** Its end was seen at this place of the history. */
  endedAt: number | null
  /** The same place among the changes in the CRM. */
  endedMoment: number
}

/** What is remembered of long work beside what is stored. */
export interface LongHistory {
  readonly resyncs: AskedResync[]
  /** By the run that undoes: which one it undid, and when that was asked for. */
  readonly undone: Map<number, { readonly runId: number; readonly seq: number }>
  readonly holds: {
    readonly pair: number
    readonly recordId: number
    readonly from: number
    to: number | null
  }[]
  /** Keys of customers that nobody linked. */
  readonly newcomers: string[]
  /** Those of them that a person linked. */
  readonly linkedByHand: Set<string>
  /** Work that was cancelled while nobody worked on it, and when. */
  readonly cancelled: { readonly runId: number; readonly moment: number }[]
  /** The last one that was begun. */
  lastImport: number | null
  /** By import: who was there when it began. */
  readonly imports: Map<number, readonly string[]>
}

export function newLongHistory(): LongHistory {
  return {
    resyncs: [],
    undone: new Map(),
    holds: [],
    newcomers: [],
    lastImport: null,
    imports: new Map(),
    linkedByHand: new Set(),
    cancelled: [],
  }
}

const noTrouble: Trouble = { faults: [], crash: null, meanwhile: [] }

export function long(wish: LongWish, trouble: Partial<Trouble> = {}): LongStep {
  return { do: 'long', ...wish, ...noTrouble, ...trouble }
}

/** In a third of the schedules there is long work. Dice of its own: the rest stays as it was. */
export function withLongWork(schedule: Schedule): Schedule {
  const random = randomOf(schedule.seed ^ 0x10e6)
  if (random.chance(0.65)) return schedule
  let { steps } = schedule
  for (let wishes = random.int(3, 9); wishes > 0; wishes -= 1) {
    const at = random.int(0, steps.length)
    steps = steps.toSpliced(at, 0, ...drawLong(random, schedule.links))
  }
  return { ...schedule, steps }
}

function drawLong(random: Random, links: number): readonly Step[] {
  const wish = drawWish(random, links)
  const asked = long(wish, needsWorker(wish) ? drawTrouble(random, links) : {})
  if (wish.what === 'import') return [...newcomers(random), asked]
  if (wish.what === 'repair') return [long({ what: 'compare' }), asked, ...drawPass(random, links)]
  return random.chance(0.7) ? [asked, ...drawPass(random, links)] : [asked]
}

const needsWorker = ({ what }: LongWish) => ['undoLink', 'compare', 'import'].includes(what)

function newcomers(random: Random): readonly Step[] {
  return Array.from({ length: random.int(0, 2) }, () => long({ what: 'newcomer' }))
}

function drawPass(random: Random, links: number): readonly Step[] {
  return [{ do: 'pass', short: random.chance(0.1), ...drawTrouble(random, links) }]
}

function drawWish(random: Random, links: number): LongWish {
  const link = random.int(0, links - 1)
  const back = random.int(0, 2)
  const target = random.one(['crm', 'erp'] as const)
  return random.one<LongWish>([
    { what: 'resync', target, blanks: random.chance(0.5) },
    { what: 'resync', target, blanks: random.chance(0.5) },
    { what: 'undo', back },
    { what: 'undo', back },
    { what: 'undoLink', back, link },
    { what: 'repair', side: random.one(['rule', 'erp', 'crm'] as const) },
    { what: 'cancel' },
    { what: random.one(['hold', 'release', 'release'] as const), link },
    { what: 'import', short: random.chance(0.3), again: random.chance(0.3) },
    { what: 'import', short: false, again: false },
  ])
}

const points: readonly Point[] = [
  'got',
  'planned',
  'write',
  'wrote',
  'claimed',
  'answered',
  'worked',
  'committed',
]

function drawTrouble(random: Random, links: number): Trouble {
  const dice = random.next()
  const kind = random.one(['lost', 'unknown', 'short', 'mixed', 'outdated', 'down', 'hang'] as const)
  const faults =
    dice < 0.3 ? [{ call: random.one(['write', 'write', 'get'] as const), nth: random.int(1, 2), kind }] : []
  return {
    faults: faults.filter(({ call }) => call === 'write' || ['down', 'hang'].includes(kind)),
    crash: dice > 0.7 ? drawCrash(random) : null,
    meanwhile: random.chance(0.5)
      ? [{ at: random.one(points), nth: random.int(1, 2), steps: drawMeanwhile(random, links) }]
      : [],
  }
}

function drawCrash(random: Random): Trouble['crash'] {
  if (random.chance(0.3)) return { at: random.one(points) }
  return { statement: random.int(1, 45), when: random.one(['dieBefore', 'dieAfter']) }
}

function drawMeanwhile(random: Random, links: number): readonly Step[] {
  const link = random.int(0, links - 1)
  const word = `w${random.int(1_000, 9_999)}`
  return [
    random.one<Step>([
      { do: 'crm', link, values: { CITY: word } },
      { do: 'erp', link, values: { CITY: word }, late: false },
      long({ what: 'cancel' }),
      long({ what: 'hold', link }),
      long({ what: 'resync', target: random.one(['crm', 'erp']), blanks: false }),
      long({ what: 'linkNewcomer' }),
      { do: 'unlink', link },
    ]),
  ]
}
