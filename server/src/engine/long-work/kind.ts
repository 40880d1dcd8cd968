import type { RawBuilder } from 'kysely'
import type { z } from '../../contract.ts'
import type { Tx } from '../../store/index.ts'
import type { RunKind, Work } from '../work.ts'

/**
 * One kind of long work: it goes through links of a connection, or other items, in the order of their ids, in batches,
 * and is left and taken up again between any two of them.
 *
 * A kind is listed in `kinds.ts`; queueing, progress, cancelling, waiting and failing are not its business.
 */
export interface LongWorkKind<
  Options = unknown,
  Result = unknown,
  Item extends WorkItem = WorkLink,
  Prepared = unknown,
> {
  readonly kind: RunKind
  /**
   * Whether it writes to a side. Then it runs inside the passes of its connection, under their lease: only while the
   * connection is active and the engine is on, and never while a pass writes. Otherwise it runs beside them, also for
   * a connection that is not active.
   */
  readonly writes: boolean
  /**
   * It writes, but under a lease of its own, in turns with the passes: also while the engine is off, and as soon as
   * somebody asks. Not while the connection is stopped, or both sides are to be compared first.
   */
  readonly alone?: true
  readonly options: z.ZodType<Options>
  /** SQL that chooses among the links, `l` being the link; ended ones are never chosen. Without: all of them. */
  which?(options: Options): RawBuilder<unknown>
  /** What it goes through instead of links. */
  readonly items?: WorkItems<Options, Result, Item>
  /**
   * What a batch needs to know, read while the batch before it is stored: it may not depend on what that one stores. Nothing
   * is written. It is asked anew by who takes the work up again.
   */
  prepare?(work: LongWork<Options, Result>, items: readonly Item[]): Promise<Prepared>
  /**
   * Does one batch, of links of any actor type or of items.
   *
   * May be called again for a batch it had done, or half: whoever ran it may have died before that was stored. What
   * it writes to a side it writes by `transact`, `applyActors`, `send` and the like. One that only reads writes
   * nothing at all but by what it answers. It throws what the ERP throws: the batch is then tried again later.
   */
  batch(
    work: LongWork<Options, Result>,
    items: readonly Item[],
    prepared: Prepared,
  ): Promise<BatchDone<Result>>
  /** What is stored with the end of the run. One that is cancelled while nobody works on it ends without. */
  ended?(tx: Tx, work: LongWork<Options, Result>, state: 'done' | 'stopped'): Promise<void>
}

/** One thing of a batch. */
export interface WorkItem {
  readonly id: number
}

/** What long work goes through, if not links. */
export interface WorkItems<Options, Result, Item extends WorkItem> {
  /** SQL of one number: how many there are; null where nobody can tell. */
  count(options: Options): RawBuilder<unknown>
  /** At most a thousand of those after this id, in the order of their ids; none: it is done. */
  next(work: LongWork<Options, Result>, after: number): Promise<readonly Item[]>
}

/** A run of long work while a worker works on it. `counts` goes on from what is stored. */
export interface LongWork<Options = unknown, Result = unknown> extends Work {
  readonly runId: number
  readonly options: Options
  /** What the batches before this one gave, as it is stored; null before the first. */
  readonly result: Result | null
}

export interface WorkLink extends WorkItem {
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
export type AnyLongWorkKind = LongWorkKind<unknown, unknown, WorkItem>

/** States a kind; what was stored as options is checked against its schema before it is used. */
export function longWorkKind<Options, Result, Item extends WorkItem = WorkLink, Prepared = unknown>({
  which,
  items,
  prepare,
  ended,
  ...kind
}: LongWorkKind<Options, Result, Item, Prepared>): AnyLongWorkKind {
  const known = (work: LongWork): LongWork<Options, Result> => ({
    ...work,
    options: kind.options.parse(work.options),
    result: work.result as Result | null,
  })
  return {
    ...kind,
    ...(which ? { which: (options: unknown) => which(kind.options.parse(options)) } : {}),
    ...(items
      ? {
          items: {
            count: (options: unknown) => items.count(kind.options.parse(options)),
            next: (work: LongWork, after: number) => items.next(known(work), after),
          },
        }
      : {}),
    ...(ended
      ? { ended: (tx: Tx, work: LongWork, state: 'done' | 'stopped') => ended(tx, known(work), state) }
      : {}),
    ...(prepare
      ? {
          prepare: (work: LongWork, batch: readonly WorkItem[]) =>
            prepare(known(work), batch as readonly Item[]),
        }
      : {}),
    // Those it was given are those it asked for.
    batch: (work, batch, prepared) => kind.batch(known(work), batch as readonly Item[], prepared as Prepared),
  }
}
