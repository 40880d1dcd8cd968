import type { ConnectorErrorKind } from '@koppel/sdk'

/** What a connection does after a failure its connector could name. */
export type NextStep =
  /** Nobody has to act: look again after this long. */
  | { readonly do: 'retry'; readonly afterMs: number }
  /** The administrator has to act. */
  | { readonly do: 'stop' }
  /** The cursor is no longer valid: read from the beginning. */
  | { readonly do: 'startOver' }
  /** Asked for something this ERP cannot do: goes on without it. */
  | { readonly do: 'goOn' }

export const FIRST_WAIT_MS = 5_000
export const LONGEST_WAIT_MS = 15 * 60_000

/** A failure as far as the decision needs it; a `ConnectorError` is one. */
export interface Failure {
  readonly kind: ConnectorErrorKind
  /** Milliseconds the ERP asked to be left alone. */
  readonly retryAfter?: number | undefined
}

/**
 * What a connection does after its `attempt`-th failure in a row.
 *
 * @param attempt counts from 1
 * @param jitter from 0 to 1; spreads the connections that failed together
 */
export function nextStep(failure: Failure, attempt: number, jitter: number): NextStep {
  switch (failure.kind) {
    case 'unavailable':
      return { do: 'retry', afterMs: Math.max(asked(failure.retryAfter), backoff(attempt, jitter)) }
    case 'unauthorized':
    case 'misconfigured':
      return { do: 'stop' }
    case 'cursorExpired':
      return { do: 'startOver' }
    case 'unsupported':
      return { do: 'goOn' }
  }
}

const FIRST_PARKED_MS = 60_000
const LONGEST_PARKED_MS = 24 * 60 * 60_000

/**
 * How long a record stays parked after it was put aside for the `attempt`-th time (from 1).
 *
 * A minute at first, never more than a day: an edit or a changed mapping releases it sooner.
 */
export function parkedFor(attempt: number, jitter: number): number {
  return spread(Math.min(FIRST_PARKED_MS * 4 ** (attempt - 1), LONGEST_PARKED_MS), jitter)
}

function backoff(attempt: number, jitter: number): number {
  return spread(Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS), jitter)
}

// Half is certain and half is chance: never at once, never all together, never above the cap.
function spread(waitMs: number, jitter: number): number {
  return Math.round(waitMs * (0.5 + jitter / 2))
}

function asked(retryAfter: number | undefined): number {
  return retryAfter !== undefined && retryAfter > 0 ? Math.min(retryAfter, LONGEST_WAIT_MS) : 0
}
