import type { Text } from './text.ts'

/** Named by who has to act, because that is what the engine decides on. */
export type ConnectorErrorKind =
  /** The administrator: the credentials no longer work. Stops the connection. */
  | 'unauthorized'
  /** The administrator: a setting is wrong (no such database, not this kind of ERP). Stops the connection. */
  | 'misconfigured'
  /** Nobody: the ERP is down, slow or limits us. Tried again later. */
  | 'unavailable'
  /** The engine: the cursor is no longer valid. Reads from the beginning. */
  | 'cursorExpired'
  /** The caller: this ERP cannot do what was asked. */
  | 'unsupported'

/** A failure of the outside world that the connector can name. Any other exception is taken for a bug. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: ConnectorErrorKind
  /** What happened and what to do, for the person at the screen. */
  readonly explanation: Text
  /** For `unavailable`: the ERP asked to be left alone this long, in milliseconds. */
  readonly retryAfter: number | undefined

  /**
   * @param explanation for the person at the screen; no secrets
   * @param options.detail for the operator (status, answer of the ERP); becomes `message`; no secrets
   */
  constructor(
    kind: ConnectorErrorKind,
    explanation: Text,
    options: { readonly detail?: string; readonly retryAfter?: number; readonly cause?: unknown } = {},
  ) {
    const english = typeof explanation === 'string' ? explanation : explanation.en
    super(options.detail ?? english, { cause: options.cause })
    this.kind = kind
    this.explanation = explanation
    this.retryAfter = options.retryAfter
  }
}
