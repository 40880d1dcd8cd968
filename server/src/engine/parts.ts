import { setTimeout as realPause } from 'node:timers/promises'
import { callWithinMs, type Log, type OpenSession } from '../erp/index.ts'
import type { Store } from '../store/index.ts'

/** What the engine is built from; `main.ts` puts it together. */
export interface EngineParts {
  readonly store: Store
  readonly openSession: OpenSession
  readonly log: Log
  /** A file outside the database in which workers remember how far it was. */
  readonly marksFile?: string
  readonly times?: EngineTimes
  /** What texts call the CRM; `CRM` without. */
  readonly crmName?: string
  /** For tests: awaited at these points of a pass, where a process may die or stall. */
  readonly reached?: (step: Step) => Promise<void> | void
  /** From 0 up to 1, for waiting times that must not be the same for all; chance, unless a test says. */
  readonly random?: () => number
  /** Milliseconds on a clock that is never set; that of this machine, unless a test says. */
  readonly elapsed?: () => number
  /** Waits so many milliseconds; real ones, unless a test says. */
  readonly pause?: (ms: number) => Promise<void>
  /** False: the next batch of long work is read when the one before is stored, so that a run can be repeated. */
  readonly readsAhead?: boolean
}

/** How soon a worker that died or stalled is noticed. */
export interface EngineTimes {
  /** A lease that was not renewed for so long may be taken by another. */
  readonly leaseMs: number
  readonly renewMs: number
  readonly beatMs: number
  /** A worker that was not heard of for so long is dead: its jobs and leases are freed. */
  readonly deadMs: number
}

export const usualTimes: EngineTimes = {
  // Longer than any call of an ERP.
  leaseMs: callWithinMs + 60_000,
  renewMs: 15_000,
  beatMs: 5_000,
  deadMs: 20_000,
}

export type Step = (typeof steps)[number]

/** In the order of a pass; those of a transaction come once for each. */
export const steps = [
  /** The connection is leased. */
  'leased',
  /** The ERP delivered a page; nothing of it is stored yet. */
  'fetched',
  /** A transaction is open and still has its lease. */
  'begun',
  /** The cursor is stored, with its page, in a transaction that is still open. */
  'cursorStored',
  /** Everything of a transaction is written. */
  'written',
  'committed',
  /** Changes are planned and committed; the ERP knows nothing yet. */
  'planned',
  /** Writes are marked as sent; the call comes next. */
  'claimed',
  /** The ERP answered; nothing of it is stored yet. */
  'answered',
  /** What the ERP answered is stored. */
  'settled',
  /** An actor is to be made: marked as told to the ERP; the call comes next. */
  'createSent',
  /** The ERP made an actor, or refused to; nothing of it is stored yet. */
  'createAnswered',
  /** An actor that was made is linked, and its intent ended. */
  'createConfirmed',
  /** A batch of long work is done; where to go on is not stored yet. */
  'worked',
  /** The run is told, and the lease given back. */
  'finished',
  /** The lease was renewed. */
  'renewed',
] as const

/** From 0 up to 1. */
export function jitter({ random = Math.random }: EngineParts): number {
  return random()
}

/** Milliseconds on a clock that is never set. */
export function elapsed({ elapsed = () => performance.now() }: EngineParts): number {
  return elapsed()
}

/** Waits so many milliseconds. */
export async function pause({ pause = realPause }: EngineParts, ms: number): Promise<void> {
  await pause(ms)
}
