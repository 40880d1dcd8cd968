import type { Text } from '@koppel/sdk'

/** One thing that is wrong with what was sent or configured, and where. */
export interface Fault {
  /** Stable, e.g. `mandatoryFieldUnmapped`. */
  readonly code: string
  /** For the person at the screen. */
  readonly explanation: Text
  /** Where it is mended: a field key, or a path such as `customer/NAME`. */
  readonly at?: string
}

/**
 * A request that is refused, as a problem answer (RFC 9457).
 *
 * Thrown by an area, answered by `http/`: `code` is stable, `explanation` is shown in the user's language,
 * `detail` is for the operator. `current` carries the state the request should have been based on.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 502 | 503
  readonly code: string
  readonly explanation: Text
  readonly detail: string | undefined
  readonly faults: readonly Fault[]
  readonly current: unknown

  constructor(
    status: ProblemError['status'],
    code: string,
    explanation: Text,
    more: {
      readonly detail?: string
      readonly faults?: readonly Fault[]
      readonly current?: unknown
      readonly cause?: unknown
    } = {},
  ) {
    super(more.detail ?? code, { cause: more.cause })
    this.status = status
    this.code = code
    this.explanation = explanation
    this.detail = more.detail
    this.faults = more.faults ?? []
    this.current = more.current
  }
}

/** What somebody may not see does not exist for them: the same answer for both (security d.1). */
export function notFound(): ProblemError {
  return new ProblemError(404, 'notFound', {
    en: 'This does not exist, or you have no access to it.',
    nl: 'Dit bestaat niet, of u hebt er geen toegang toe.',
  })
}
