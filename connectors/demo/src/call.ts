import { ConnectorError, type Host, type ListItem, retryAfterOf } from '@koppel/sdk'

/** What is needed to knock at the door. */
export interface Account {
  readonly url: string
  readonly user: string
  readonly password: string
}

const notDemo = {
  en: 'At this address there is something else than a Demo ERP. Check the address.',
  nl: 'Op dit adres zit iets anders dan een Demo ERP. Controleer het adres.',
} as const

/** The first call: everything an administrator can have filled in wrong shows here. */
export async function signIn(
  account: Account,
  path: string,
  host: Host,
): Promise<{ items?: readonly ListItem[] }> {
  const answer = await callApi<{ product?: string; items?: readonly ListItem[] }>(
    account,
    'GET',
    path,
    undefined,
    host,
  )
  if (answer.product === 'Demo ERP') return answer
  throw new ConnectorError('misconfigured', notDemo, { detail: 'the answer is JSON, of something else' })
}

/** One call of the API. What comes back is `T`, because the answer says it is from a Demo ERP. */
export async function callApi<T>(
  account: Account,
  method: string,
  path: string,
  body: unknown,
  host: Host,
): Promise<T> {
  const response = await send(account, method, path, body, host)
  const answer = await jsonOf(response)
  if (response.ok && answer) return answer as T
  throw failure(response, answer, host.now())
}

async function send(
  { url, user, password }: Account,
  method: string,
  path: string,
  body: unknown,
  host: Host,
) {
  const target = URL.parse(path, url)
  if (!target?.protocol.startsWith('http')) {
    throw new ConnectorError('misconfigured', {
      en: 'The address must look like http://127.0.0.1:4010.',
      nl: 'Het adres moet eruitzien als http://127.0.0.1:4010.',
    })
  }
  try {
    return await host.fetch(target, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      signal: host.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw unreachable(error)
  }
}

function unreachable(cause: unknown): ConnectorError {
  const explanation = {
    en: 'The Demo ERP does not answer. Is it running?',
    nl: 'Het Demo ERP antwoordt niet. Draait het?',
  }
  return new ConnectorError('unavailable', explanation, { detail: detailOf(cause), cause })
}

// `fetch` hides the reason, such as ECONNREFUSED, in the cause.
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? ` ${error.code}` : ''
  return `${error.message}${code}${error.cause === undefined ? '' : `: ${detailOf(error.cause)}`}`
}

async function jsonOf(response: Response): Promise<Record<string, unknown> | undefined> {
  let text: string
  try {
    text = await response.text()
  } catch (error) {
    throw error instanceof ConnectorError ? error : unreachable(error)
  }
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? { ...answer } : undefined
  } catch {
    return undefined
  }
}

function failure(
  { status, headers }: Response,
  answer: Record<string, unknown> | undefined,
  now: number,
): ConnectorError {
  const detail = `HTTP ${status}: ${answer?.message ?? 'no JSON'}`
  if (status === 429 || status >= 500) {
    const retryAfter = retryAfterOf(headers, now)
    return new ConnectorError(
      'unavailable',
      { en: 'The Demo ERP cannot answer right now.', nl: 'Het Demo ERP kan nu niet antwoorden.' },
      { detail, ...(retryAfter !== undefined && { retryAfter }) },
    )
  }
  if (answer?.product !== 'Demo ERP') return new ConnectorError('misconfigured', notDemo, { detail })
  return named(status, detail)
}

function named(status: number, detail: string): ConnectorError {
  switch (status) {
    case 401:
      return new ConnectorError(
        'unauthorized',
        { en: 'User or password is wrong.', nl: 'Gebruiker of wachtwoord is onjuist.' },
        { detail },
      )
    case 404:
      return new ConnectorError(
        'misconfigured',
        {
          en: 'The Demo ERP does not know this administration. Choose another one.',
          nl: 'Het Demo ERP kent deze administratie niet. Kies een andere.',
        },
        { detail },
      )
    case 410:
      return new ConnectorError(
        'cursorExpired',
        {
          en: 'The Demo ERP no longer knows where we were.',
          nl: 'Het Demo ERP weet niet meer waar we waren.',
        },
        { detail },
      )
    default:
      return new ConnectorError(
        'unsupported',
        { en: 'The Demo ERP cannot do this.', nl: 'Het Demo ERP kan dit niet.' },
        { detail },
      )
  }
}
