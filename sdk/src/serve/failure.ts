import { ConnectorError } from '../errors.ts'
import type { Text } from '../text.ts'
import type { WireError } from '../wire.ts'

/** A call that is answered with an error, before or instead of asking the connector. */
export class CallFailed extends Error {
  readonly error: WireError

  constructor(error: WireError) {
    super(error.kind)
    this.error = error
  }
}

export function wireFailure(kind: WireError['kind'], explanation: Text): CallFailed {
  return new CallFailed({ kind, explanation })
}

/** What was thrown, as the caller is told of it. */
export function errorOf(thrown: unknown): WireError {
  if (thrown instanceof CallFailed) return thrown.error
  if (thrown instanceof ConnectorError) {
    const { kind, explanation, message, retryAfter } = thrown
    return { kind, explanation, detail: message, ...(retryAfter === undefined ? {} : { retryAfter }) }
  }
  if (thrown instanceof DOMException)
    return { kind: 'unavailable', explanation: late, detail: thrown.message }
  return {
    kind: 'bug',
    explanation: bug,
    detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
  }
}

const late = {
  en: 'The ERP system did not answer in time.',
  nl: 'Het ERP-systeem antwoordde niet op tijd.',
}

const bug = {
  en: 'The sync connector failed in a way it should not.',
  nl: 'De Sync Connector faalde op een manier die niet hoort.',
}
