import type { RawBuilder } from 'kysely'
import type { z } from '../../contract.ts'
import type { Tx } from '../../store/index.ts'
import type { RunKind, Work } from '../work.ts'

/**
 * One kind of long work: it goes through links of a connection in the order of their ids, in batches, and is left
 * and taken up again between any two of them.
 *
 * A kind is listed in `kinds.ts`; queueing, progress, cancelling, waiting and failing are not its business.
 */
export interface LongWorkKind<Options = unknown, Result = unknown> {
  readonly kind: RunKind
  /**
   * Whether it writes to a side. Then it runs inside the passes of its connection, under their lease: only while the
   * connection is active and the engine is on, and never while a pass writes. Otherwise it runs beside them, also for
   * a connection that is not active.
   */
  readonly writes: boolean
  readonly options: z.ZodType<Options>
  /** SQL that chooses among the links, `l` being the link; ended ones are never chosen. Without: all of them. */
  which?(options: Options): RawBuilder<unknown>
  /**
   * Does one batch of links of any actor type.
   *
   * May be called again for a batch it had done, or half: whoever ran it may have died before that was stored. What
   * it writes to a side it writes by `transact`, `applyActors`, `send` and the like. One that only reads writes
   * nothing at all but by what it answers. It throws what the ERP throws: the batch is then tried again later.
   */
  batch(work: LongWork<Options, Result>, links: readonly WorkLink[]): Promise<BatchDone<Result>>
}

/** A run of long work while a worker works on it. `counts` goes on from what is stored. */
export interface LongWork<Options = unknown, Result = unknown> extends Work {
  readonly runId: number
  readonly options: Options
  /** What the batches before this one gave, as it is stored; null before the first. */
  readonly result: Result | null
}

export interface WorkLink {
  readonly id: number
  readonly actorType: string
  readonly actorKey: string
  readonly recordId: number
  /** Nothing is written to a link that is held or broken. */
  readonly held: boolean
  readonly broken: boolean
}

export interface BatchDone<Result> {
  /** The result with this batch; kept in the run, readable while it goes on. Keep it small. */
  readonly result?: Result
  /** Stores what this batch found, in the transaction that moves the position: once for each batch. */
  readonly store?: (tx: Tx) => Promise<void>
}

/** A kind whose options and result are its own business. */
export type AnyLongWorkKind = LongWorkKind<unknown, unknown>

/** States a kind; what was stored as options is checked against its schema before it is used. */
export function longWorkKind<Options, Result>(kind: LongWorkKind<Options, Result>): AnyLongWorkKind {
  const { which } = kind
  return {
    ...kind,
    ...(which ? { which: (options: unknown) => which(kind.options.parse(options)) } : {}),
    batch: (work, links) =>
      kind.batch(
        { ...work, options: kind.options.parse(work.options), result: work.result as Result | null },
        links,
      ),
  }
}
