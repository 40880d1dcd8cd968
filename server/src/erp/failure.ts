import { ConnectorError, type ConnectorErrorKind, textIn } from '@koppel/sdk'
import { ProblemError } from '../problem.ts'
import type { Problem } from '../store/tables.ts'

/**
 * What went wrong in a connector, with a stable code: the kind of a `ConnectorError`, else `connectorBug`.
 * `secrets` are struck out of the detail, which comes from outside.
 */
export function problemOfConnector(error: unknown, secrets: readonly string[] = []): Problem {
  if (error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return { code: 'unavailable', explanation: tooSlow }
  }
  if (!(error instanceof ConnectorError)) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { code: 'connectorBug', explanation: bug, detail: without(secrets, detail) }
  }
  const { kind, explanation, message } = error
  const detail = message === textIn(explanation, 'en') ? {} : { detail: without(secrets, message) }
  return { code: kind, explanation, ...detail }
}

/** The same as an answer to somebody who is waiting for the ERP. */
export function refusalOfConnector(error: unknown, secrets: readonly string[] = []): ProblemError {
  const { code, explanation, detail } = problemOfConnector(error, secrets)
  const named = code === 'connectorBug' ? code : codes[code as ConnectorErrorKind]
  return new ProblemError(502, named, explanation, detail === undefined ? {} : { detail })
}

const codes: Record<ConnectorErrorKind, string> = {
  unauthorized: 'erpUnauthorized',
  misconfigured: 'erpMisconfigured',
  unavailable: 'erpUnavailable',
  cursorExpired: 'erpUnavailable',
  unsupported: 'erpUnsupported',
}

export const tooSlow = {
  en: 'The ERP system did not answer in time. Check that it runs and that the address is right.',
  nl: 'Het ERP-systeem antwoordde niet op tijd. Controleer of het draait en of het adres klopt.',
}

const bug = {
  en: 'The connector failed in a way it should not. Nothing was changed; tell its maker, with the detail below.',
  nl: 'De connector faalde op een manier die niet hoort. Er is niets gewijzigd; meld het aan de maker, met het detail hieronder.',
}

function without(secrets: readonly string[], text: string): string {
  return secrets.reduce((left, secret) => (secret.length > 3 ? left.replaceAll(secret, '•••') : left), text)
}
