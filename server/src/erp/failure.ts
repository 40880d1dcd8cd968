import { ConnectorError, type ConnectorErrorKind, textIn } from '@koppel/sdk'
import { ProblemError } from '../problem.ts'
import { SecretError } from '../store/index.ts'
import type { Problem } from '../store/tables.ts'

/** A connector threw what it may not throw, or answered what it may not answer. Holds no secrets. */
export class ConnectorFault extends Error {}

/** Whether this came out of a connector or its settings, and not out of our own house. */
export function isOfConnector(error: unknown): boolean {
  return error instanceof ConnectorError || error instanceof ConnectorFault || error instanceof SecretError
}

/**
 * What went wrong in a connector, with a stable code: the kind of a `ConnectorError`, else `connectorBug`
 * (or `secretsUnreadable`, before it was even asked).
 * Failures of a session hold no secrets (see veil.ts).
 */
export function problemOfConnector(error: unknown): Problem {
  if (error instanceof SecretError) return { code: 'secretsUnreadable', explanation: unreadable }
  if (!(error instanceof ConnectorError)) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { code: 'connectorBug', explanation: bug, detail }
  }
  const { kind, explanation, message } = error
  const detail = message === textIn(explanation, 'en') ? {} : { detail: message }
  return { code: kind, explanation, ...detail }
}

/** The same as an answer to somebody who is waiting for the ERP. */
export function refusalOfConnector(error: unknown): ProblemError {
  const { code, explanation, detail } = problemOfConnector(error)
  return new ProblemError(502, codes.get(code) ?? code, explanation, detail === undefined ? {} : { detail })
}

/** A stored problem in somebody's language. */
export function shown({ code, explanation, detail }: Problem, language: string) {
  return { code, title: textIn(explanation, language), detail: detail ?? null }
}

const codes: ReadonlyMap<string, string> = new Map<ConnectorErrorKind, string>([
  ['unauthorized', 'erpUnauthorized'],
  ['misconfigured', 'erpMisconfigured'],
  ['unavailable', 'erpUnavailable'],
  ['cursorExpired', 'erpUnavailable'],
  ['unsupported', 'erpUnsupported'],
])

export const tooSlow = {
  en: 'The ERP system did not answer in time. Check that it runs and that the address is right.',
  nl: 'Het ERP-systeem antwoordde niet op tijd. Controleer of het draait en of het adres klopt.',
}

const unreadable = {
  en: 'The stored password of this ERP connection cannot be read with the secret key of this installation. Configure the connection and enter it again.',
  nl: 'Het opgeslagen wachtwoord van deze ERP-verbinding kan niet worden gelezen met de geheime sleutel van deze installatie. Configureer de verbinding en voer het opnieuw in.',
}

const bug = {
  en: 'The connector failed in a way it should not. Nothing was changed; tell its maker, with the detail below.',
  nl: 'De connector faalde op een manier die niet hoort. Er is niets gewijzigd; meld het aan de maker, met het detail hieronder.',
}
