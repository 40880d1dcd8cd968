import { ConnectorError, type Text } from '@koppel/sdk'
import { ConnectorFault, tooSlow } from './failure.ts'
import type { Log } from './parts.ts'
import { storableText } from './texts.ts'

/** Text from a connector with the secrets it was given struck out, in every spelling they may have. */
export type Veil = (text: string) => string

const longest = 2_000
const shortestSecret = 4

export function veilOf(secrets: readonly string[]): Veil {
  const spellings = [
    ...new Set(secrets.filter(({ length }) => length >= shortestSecret).flatMap(spellingsOf)),
  ]
  spellings.sort((a, b) => b.length - a.length)
  return (text) => {
    const struck = spellings.reduce((left, secret) => left.replaceAll(secret, '•••'), text)
    const whole = storableText(struck.replaceAll(/\b(Basic|Bearer) +[\w+/=.~-]{8,}/gi, '$1 •••'))
    return whole.length > longest ? `${whole.slice(0, longest)}…`.toWellFormed() : whole
  }
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ '': secret }).toString().slice(1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
}

export function veiledText(veil: Veil, text: Text): Text {
  if (typeof text === 'string') return veil(text)
  return { ...mapped(text, veil), en: veil(text.en) }
}

function mapped(texts: Readonly<Record<string, string>>, veil: Veil): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, veil(text)]))
}

export function isText(given: unknown): given is Text {
  if (typeof given === 'string') return true
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'en')) return false
  return Object.values(given).every((text) => typeof text === 'string')
}

/**
 * What a connector threw, with nothing secret in it: a `ConnectorError`, or a `ConnectorFault`.
 *
 * Whatever it throws, a number or an object that cannot even be made text, becomes one of the two.
 */
export function veiledFailure(veil: Veil, thrown: unknown): Error {
  if (thrown instanceof DOMException && (thrown.name === 'TimeoutError' || thrown.name === 'AbortError')) {
    return new ConnectorError('unavailable', tooSlow)
  }
  if (thrown instanceof ConnectorError && kinds.has(thrown.kind) && isText(thrown.explanation)) {
    const { kind, explanation, message, retryAfter } = thrown
    return new ConnectorError(kind, veiledText(veil, explanation), {
      detail: veil(String(message)),
      ...(Number.isFinite(retryAfter) && retryAfter !== undefined ? { retryAfter } : {}),
    })
  }
  const bug = new ConnectorFault(
    veil(thrown instanceof Error ? String(thrown.message) : asText(veil, thrown)),
  )
  if (thrown instanceof Error) {
    bug.name = veil(String(thrown.name))
    bug.stack = veil(String(thrown.stack))
  }
  return bug
}

const kinds: ReadonlySet<string> = new Set<ConnectorError['kind']>([
  'unauthorized',
  'misconfigured',
  'unavailable',
  'cursorExpired',
  'unsupported',
])

function asText(veil: Veil, thrown: unknown): string {
  try {
    return typeof thrown === 'object' ? veiledJson(veil, thrown) : String(thrown)
  } catch {
    return 'something that cannot be shown'
  }
}

/** What a connector says for the operator. */
export function veiledLog(veil: Veil, log: Log): Log {
  return (message, detail) => log(veil(String(message)), detail && veiledDetail(veil, detail))
}

function veiledDetail(veil: Veil, detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return JSON.parse(veiledJson(veil, detail))
  } catch {
    return { detail: 'cannot be shown' }
  }
}

// Before it becomes JSON: a secret within a text within JSON is spelled in ways nobody foresees.
function veiledJson(veil: Veil, given: object | null): string {
  return JSON.stringify(given, (_key, value: unknown) => (typeof value === 'string' ? veil(value) : value))
}
