import { ConnectorError } from '@koppel/sdk'
import type { Verdict } from './policy.ts'

// What the door says when it stays shut or nothing comes back. Each sentence tells the administrator what to do.

export function notAnAddress(url: string): ConnectorError {
  return new ConnectorError('misconfigured', {
    en: `“${shown(url)}” is not a web address. Enter one such as https://erp.example.com.`,
    nl: `“${shown(url)}” is geen webadres. Vul er een in zoals https://erp.voorbeeld.nl.`,
  })
}

export function wrongScheme(scheme: string): ConnectorError {
  return new ConnectorError('misconfigured', {
    en: `Addresses starting with ${scheme} cannot be reached. Enter an address that starts with https://.`,
    nl: `Adressen die met ${scheme} beginnen zijn niet bereikbaar. Vul een adres in dat met https:// begint.`,
  })
}

export function credentialsInAddress(): ConnectorError {
  return new ConnectorError('misconfigured', {
    en: 'The address contains a user name or password. Take them out and fill in the fields meant for them.',
    nl: 'Het adres bevat een gebruikersnaam of wachtwoord. Haal ze eruit en vul de velden in die ervoor zijn.',
  })
}

export function refused(verdict: Exclude<Verdict, 'open'>, host: string, port: number): ConnectorError {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`
  switch (verdict) {
    case 'notAllowed':
      return new ConnectorError('misconfigured', {
        en: `${host} lies in your own network, which connectors may not reach yet. Have the operator add ${where} to the setting KOPPEL_OUTBOUND_ALLOW and restart.`,
        nl: `${host} ligt in uw eigen netwerk, waar connectors nog niet bij mogen. Laat de beheerder van de server ${where} toevoegen aan de instelling KOPPEL_OUTBOUND_ALLOW en opnieuw starten.`,
      })
    case 'never':
      return new ConnectorError('misconfigured', {
        en: `${host} is an address no connector may reach. Enter the address of the ERP itself.`,
        nl: `${host} is een adres waar geen connector bij mag. Vul het adres van het ERP zelf in.`,
      })
    case 'plainHttp':
      return new ConnectorError('misconfigured', {
        en: `${host} lies outside your own network and is only reached over https. Change http:// to https://.`,
        nl: `${host} ligt buiten uw eigen netwerk en wordt alleen via https benaderd. Verander http:// in https://.`,
      })
  }
}

export function redirected(from: URL, status: number, location: string | null): ConnectorError {
  const target = location === null ? undefined : URL.parse(location, from.href)?.origin
  return new ConnectorError(
    'misconfigured',
    {
      en: `${from.host} sends the request on to ${target ?? 'another address'}. Enter the address where the ERP itself answers.`,
      nl: `${from.host} stuurt het verzoek door naar ${target ?? 'een ander adres'}. Vul het adres in waar het ERP zelf antwoordt.`,
    },
    { detail: `${status} to ${target ?? 'nowhere'}` },
  )
}

export function tooLarge(host: string, maxBytes: number): ConnectorError {
  const size = `${Math.round(maxBytes / 1_000_000)} MB`
  return new ConnectorError('unavailable', {
    en: `${host} answered with more than ${size}, which is not read. If it goes on, tell the maker of the connector.`,
    nl: `${host} antwoordde met meer dan ${size}; dat wordt niet gelezen. Blijft dit zo, meld het dan de maker van de connector.`,
  })
}

export function tooSlow(host: string, totalMs: number): ConnectorError {
  const seconds = Math.round(totalMs / 1000)
  return new ConnectorError('unavailable', {
    en: `${host} did not finish its answer within ${seconds} seconds. Check whether the system there is overloaded.`,
    nl: `${host} was na ${seconds} seconden nog niet klaar met antwoorden. Kijk of het systeem daar overbelast is.`,
  })
}

/** A failure below HTTP, told apart by what an administrator would look at next. */
export function unreachable(host: string, cause: unknown): ConnectorError {
  const codes = codesOf(cause)
  const said = sentences.find(({ matches }) => codes.some((code) => matches.test(code))) ?? brokenOff
  return new ConnectorError('unavailable', said.explanation(host), {
    detail: codes.join(' ') || 'unknown',
    cause,
  })
}

interface Sentence {
  readonly matches: RegExp
  readonly explanation: (host: string) => { en: string; nl: string }
}

const sentences: readonly Sentence[] = [
  {
    matches: /^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL|ETIMEOUT)/,
    explanation: (host) => ({
      en: `No server is known by the name ${host}. Check the spelling of the address.`,
      nl: `Er is geen server bekend onder de naam ${host}. Controleer de spelling van het adres.`,
    }),
  },
  {
    matches: /^ECONNREFUSED$/,
    explanation: (host) => ({
      en: `${host} refuses the connection. Check the port, and whether the system there is running.`,
      nl: `${host} weigert de verbinding. Controleer de poort, en of het systeem daar draait.`,
    }),
  },
  {
    matches: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/,
    explanation: (host) => ({
      en: `${host} cannot be reached. Check the network, the firewall and the port.`,
      nl: `${host} is niet te bereiken. Controleer het netwerk, de firewall en de poort.`,
    }),
  },
  {
    matches: /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/,
    explanation: (host) => ({
      en: `${host} fell silent in the middle of an answer. Check whether the system there is overloaded.`,
      nl: `${host} viel stil midden in een antwoord. Kijk of het systeem daar overbelast is.`,
    }),
  },
  {
    matches: /CERT|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL|EPROTO/,
    explanation: (host) => ({
      en: `No secure connection with ${host}: its certificate is not valid for this name, has expired or is not trusted here.`,
      nl: `Geen beveiligde verbinding met ${host}: het certificaat geldt niet voor deze naam, is verlopen of wordt hier niet vertrouwd.`,
    }),
  },
]

const brokenOff: Sentence = {
  matches: /./,
  explanation: (host) => ({
    en: `The connection with ${host} broke off. It is tried again.`,
    nl: `De verbinding met ${host} werd verbroken. Er wordt een nieuwe poging gedaan.`,
  }),
}

/** The codes of an error and of what lies beneath it: `fetch` wraps them, several tried addresses gather them. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const gathered = error instanceof AggregateError ? error.errors : []
  return [...own, ...[error.cause, ...gathered].flatMap((inner) => codesOf(inner, depth + 1))]
}

/** Enough to recognise what was typed, without a password that was pasted along. */
function shown(url: string): string {
  return url
    .slice(0, 60)
    .replace(/[?#].*$/, '')
    .replace(/\/\/[^/@]*@/, '//')
}
