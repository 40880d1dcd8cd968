import { ConnectorError, type Text } from '@koppel/sdk'
import { sentence } from '../texts.ts'
import type { WireFailure } from './wire.ts'

// What goes wrong between here and a remote connector, told so that nobody looks for it in the ERP.

/** The connector did not answer a call. It may have done what it was asked all the same, if it ever got it. */
export class Unanswered extends ConnectorError {
  readonly maybeDone: boolean

  constructor(
    kind: 'misconfigured' | 'unavailable',
    explanation: Text,
    more: { readonly maybeDone: boolean; readonly detail?: string; readonly retryAfter?: number },
  ) {
    super(kind, explanation, more)
    this.maybeDone = more.maybeDone
  }
}

/** The connector forgot that it was signed in; it did nothing. */
export class SessionLost extends ConnectorError {
  constructor(detail: string) {
    super(
      'unavailable',
      { en: 'The sync connector was restarted.', nl: 'De Sync Connector is herstart.' },
      { detail },
    )
  }
}

/** It threw what a connector may not throw. */
export class RemoteBug extends Error {
  override readonly name = 'RemoteBug'
}

export function failed({ kind, explanation, detail, retryAfter }: WireFailure): Error {
  const english = typeof explanation === 'string' ? explanation : explanation.en
  if (kind === 'sessionLost') return new SessionLost(detail ?? english)
  if (kind === 'bug') return new RemoteBug(detail ?? english)
  return new ConnectorError(kind, explanation, {
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

// A call that went to nobody changed nothing.
const neverSent =
  /\b(ECONNREFUSED|ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|ETIMEOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|UND_ERR_CONNECT_TIMEOUT)\b|CERT|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL/

/** What the door said, as something about the connector. Anything that is no `ConnectorError` is left as it is. */
export function silent(url: string, error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error instanceof Unanswered) return error
  const { kind, explanation, message } = error
  const maybeDone = kind === 'unavailable' && !neverSent.test(message)
  const told = sentence([new URL(url).host, explanation], (host, why) => ({
    en: `The sync connector at ${host} does not answer. ${why}`,
    nl: `De Sync Connector op ${host} antwoordt niet. ${why}`,
  }))
  return new Unanswered(kind === 'misconfigured' ? kind : 'unavailable', told, {
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    detail: message,
    maybeDone,
  })
}

export function wrongSecret(url: string): Unanswered {
  return about(url, (host) => ({
    en: `The sync connector at ${host} refuses the shared secret. Enter the one it was started with under Sync Connectors.`,
    nl: `De Sync Connector op ${host} weigert het gedeelde geheim. Voer bij Sync Connectors het geheim in waarmee hij is gestart.`,
  }))
}

export function noConnector(url: string, detail: string): Unanswered {
  return about(
    url,
    (host) => ({
      en: `No sync connector answers at this address of ${host}. Check the address.`,
      nl: `Op dit adres van ${host} antwoordt geen Sync Connector. Controleer het adres.`,
    }),
    detail,
  )
}

export function otherVersion(url: string, detail: string): Unanswered {
  return about(
    url,
    (host) => ({
      en: `The sync connector at ${host} speaks another version of the contract. Bring it, or this installation, up to date.`,
      nl: `De Sync Connector op ${host} spreekt een andere versie van het contract. Werk hem bij, of werk deze installatie bij.`,
    }),
    detail,
  )
}

export function overloaded(url: string, status: number, retryAfter: number | undefined): Unanswered {
  const told = sentence([new URL(url).host], (host) => ({
    en: `The sync connector at ${host} cannot answer right now.`,
    nl: `De Sync Connector op ${host} kan nu niet antwoorden.`,
  }))
  return new Unanswered('unavailable', told, {
    detail: `HTTP ${status}`,
    maybeDone: status !== 429 && status !== 503,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

function about(url: string, say: (host: string) => { en: string; nl: string }, detail?: string): Unanswered {
  const told = sentence([new URL(url).host], (host = '') => say(host))
  return new Unanswered('misconfigured', told, {
    maybeDone: false,
    ...(detail === undefined ? {} : { detail }),
  })
}
