import { ConnectorError } from '@koppel/sdk'

/** Tryton answered, and the answer is an error: nothing of the call was done. */
export class TrytonFault extends Error {
  override readonly name = 'TrytonFault'
  /** `user`: meant for a person. `concurrency`: a record changed meanwhile. `server`: anything else. */
  readonly kind: 'user' | 'concurrency' | 'server'

  constructor(kind: 'user' | 'concurrency' | 'server', message: string) {
    super(message)
    this.kind = kind
  }
}

/** A write was sent and no usable answer came: Tryton may or may not have done it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The fault in the `error` of a JSON-RPC answer: `[class, argument]`. */
export function faultIn(error: unknown): TrytonFault {
  const [name, argument] = Array.isArray(error) ? error : [String(error)]
  const parts: readonly unknown[] = Array.isArray(argument) ? argument : [argument]
  switch (name) {
    case 'ConcurrencyException':
      return new TrytonFault('concurrency', String(parts[0]))
    case 'UserError':
      return new TrytonFault('user', sentences(parts[0], parts[1]))
    case 'UserWarning':
      return new TrytonFault('user', sentences(parts[1], parts[2]))
    case 'LoginException':
      return new TrytonFault('user', sentences(parts[1]))
    default:
      return new TrytonFault('server', String(name))
  }
}

function sentences(...parts: readonly unknown[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n')
}

/** True for faults that pass by themselves: another transaction was in the way. */
export function passes(fault: TrytonFault): boolean {
  return (
    fault.kind === 'server' &&
    /locked|deadlock|serialize|could not obtain lock|connection/i.test(fault.message)
  )
}

/** What a fault means where nothing is written: no right to read, or a Tryton that is not as we know it. */
export function readingFailed(fault: TrytonFault): ConnectorError {
  if (fault.kind === 'user')
    return new ConnectorError('unauthorized', {
      en: `Tryton does not let this user read what is needed: ${fault.message}`,
      nl: `Deze gebruiker mag in Tryton niet lezen wat nodig is: ${fault.message}`,
    })
  return passes(fault) ? unavailable(fault.message) : notTryton(fault.message)
}

export function unavailable(detail: string, retryAfter?: number): ConnectorError {
  return new ConnectorError(
    'unavailable',
    {
      en: 'Tryton does not answer at the moment. Koppel will try again by itself.',
      nl: 'Tryton antwoordt op dit moment niet. Er wordt vanzelf opnieuw geprobeerd.',
    },
    retryAfter === undefined ? { detail } : { detail, retryAfter },
  )
}

export function notTryton(detail: string): ConnectorError {
  return new ConnectorError(
    'misconfigured',
    {
      en: 'This address does not answer as Tryton 6.0 or newer does. Check the URL.',
      nl: 'Dit adres antwoordt niet zoals Tryton 6.0 of nieuwer dat doet. Controleer de URL.',
    },
    { detail },
  )
}

export function noDatabase(database: string, detail: string): ConnectorError {
  return new ConnectorError(
    'misconfigured',
    {
      en: `There is no Tryton database “${database}” at this URL. Check the URL and the name of the database.`,
      nl: `Op deze URL is geen Tryton-database “${database}”. Controleer de URL en de naam van de database.`,
    },
    { detail },
  )
}

export function wrongPassword(detail: string): ConnectorError {
  return new ConnectorError(
    'unauthorized',
    {
      en: 'Tryton does not accept this user and password.',
      nl: 'Tryton accepteert deze gebruiker en dit wachtwoord niet.',
    },
    { detail },
  )
}

export function notAllowed(detail: string): ConnectorError {
  return new ConnectorError(
    'unauthorized',
    {
      en: 'Tryton refuses this user. Check that the user may use Tryton from outside and has access to parties.',
      nl: 'Tryton weigert deze gebruiker. Controleer of de gebruiker van buitenaf mag inloggen en bij relaties mag.',
    },
    { detail },
  )
}
