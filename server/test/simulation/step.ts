import type { Value } from '@koppel/sdk'
import type { Step as Reached } from '../../src/engine/index.ts'
import type { ConflictRule, Direction, Start } from '../../src/sync/index.ts'
import type { Making } from './creations.ts'
import type { CallPoint, ErpCall, FaultKind } from './erp-session.ts'
import type { LongStep } from './long-work.ts'
import type { Personality } from './personality.ts'

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

/** `made`: `link` counts the companies of which actors are made. */
interface OfPair {
  readonly link: number
  readonly made?: true
}

export type Step =
  | ({ readonly do: 'crm' | 'sql'; readonly values: Values } & OfPair)
  | ({ readonly do: 'erp'; readonly values: Values; readonly late: boolean } & OfPair)
  | { readonly do: 'settle' }
  /** `neighbour`: of the second connection. */
  | ({ readonly do: 'pass'; readonly short: boolean; readonly neighbour?: boolean } & Trouble)
  | ({ readonly do: 'sync' } & OfPair & Trouble)
  /** Another worker takes over, because the lease of the pass that runs has ended. */
  /**
   * `dies`: the clock of the database has jumped, so that the one that runs notices nothing; and who took its place dies
   * with the lease in hand, before it does anything.
   */
  | { readonly do: 'overtake'; readonly dies?: true }
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
  /** The clock of the database is set. */
  | { readonly do: 'clock'; readonly hours: number }
  /** Whether customers are synchronised at all. */
  | { readonly do: 'enable'; readonly on: boolean }
  /** The company goes to the bin, or comes out of it. */
  | ({ readonly do: 'bin'; readonly in: boolean } & OfPair)
  | { readonly do: 'gone'; readonly link: number }
  /** An actor that was gone is there again, as it was or as another customer. */
  | { readonly do: 'back'; readonly link: number; readonly same: boolean }
  | { readonly do: 'resolve'; readonly link: number; readonly side: 'erp' | 'crm' }
  /** Somebody has an actor made of a company that is not linked. */
  | ({ readonly do: 'create'; readonly which: number } & Trouble)
  /** The claim on what is being made has ended, and another worker goes on with it. */
  | { readonly do: 'takeOver' }
  /** The same with the persons or projects of the schedule: `link` counts them. */
  | { readonly do: 'beside'; readonly step: BesideStep }
  | LongStep

/** What happens to persons or projects. */
export type BesideStep =
  | Extract<
      Step,
      {
        readonly do:
          | ('crm' | 'sql' | 'erp' | 'sync' | 'map' | 'unlink' | 'link' | 'enable')
          | ('bin' | 'gone' | 'back' | 'resolve')
      }
    >
  /** From now on it belongs to another company, as one of both sides says. */
  | {
      readonly do: 'move'
      readonly link: number
      readonly to: number
      readonly side: 'crm' | 'erp'
    }

/** Persons or projects of the schedule's companies, in the same connection. */
export interface Beside extends Pick<Schedule, 'links' | 'start' | 'directions' | 'rules'> {
  readonly kind: 'persons' | 'projects'
}

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
  /** After each pass it is noted what both sides hold of the first so many links. */
  readonly noted?: number
  readonly beside?: Beside
  /** A second connection some of whose customers are the same companies; its links are counted after the others. */
  readonly neighbour?: Omit<Schedule, 'seed' | 'steps' | 'neighbour'>
}
