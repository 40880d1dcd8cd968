import {
  ConnectorError,
  type Host,
  type Page,
  retryAfterOf,
  type WireCall,
  type WireCalls,
  wireVersion,
  wireVersionHeader,
} from '@koppel/sdk'
import { BadAnswer } from '../answers.ts'
import { veiledFailure, veilOf } from '../veil.ts'
import { mayCarrySecrets } from './address.ts'
import {
  failed,
  noConnector,
  otherVersion,
  overloaded,
  RemoteBug,
  SessionLost,
  silent,
  Unanswered,
  wrongSecret,
} from './failures.ts'
import { linesIn } from './lines.ts'
import { answered, line } from './wire.ts'

/** Where a remote connector is, and what both sides know. */
export interface Remote {
  readonly url: string
  readonly secret: () => string | undefined
}

/** Asks a remote connector one thing. The answer is what it sent, not yet looked at. */
export async function callRemote<C extends WireCall>(
  remote: Remote,
  host: Host,
  call: C,
  input: WireCalls[C],
): Promise<unknown> {
  return await veiled(remote, async () => {
    const response = await send(remote, host, call, input)
    const text = await response.text().catch((error: unknown) => {
      throw silent(remote.url, error)
    })
    const given = answered.safeParse(jsonIn(call, text))
    if (!given.success) throw odd(call, 'neither an answer nor an error')
    if ('error' in given.data) throw failed(given.data.error)
    return given.data.answer
  })
}

/** The pages of one answer to `changes`; in the end, whether there is more to ask for, and from where. */
export async function* pagesOf(
  remote: Remote,
  host: Host,
  input: WireCalls['changes'],
): AsyncGenerator<Page, { readonly more: boolean; readonly cursor: string | undefined }> {
  const stop = new AbortController()
  let cursor: string | undefined
  try {
    const lines = await veiled(remote, async () =>
      linesIn(await send(remote, host, 'changes', input, stop.signal), (error) => silent(remote.url, error)),
    )
    for (;;) {
      const given = await veiled(remote, async () => {
        const next = await lines.next()
        if (next.done) throw new Unanswered('unavailable', brokenOff, { maybeDone: true })
        const read = line.safeParse(jsonIn('changes', next.value))
        if (!read.success) throw odd('changes', 'a line that is no page, no end and no error')
        if ('error' in read.data) throw failed(read.data.error)
        return read.data
      })
      if (!('page' in given)) return { more: 'more' in given, cursor }
      // What a page must be is checked where it is used; here only how to read on counts.
      const page = given.page as unknown as Page
      yield page
      cursor = page.cursor
    }
  } finally {
    stop.abort()
  }
}

async function send(
  { url, secret }: Remote,
  host: Host,
  call: WireCall,
  input: unknown,
  stop?: AbortSignal,
): Promise<Response> {
  if (!mayCarrySecrets(new URL(url))) throw noConnector(url, 'neither https nor this machine')
  const known = secret()
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: call === 'changes' ? 'application/x-ndjson' : 'application/json',
      [wireVersionHeader]: String(wireVersion),
      ...(known === undefined ? {} : { authorization: `Bearer ${known}` }),
    },
    body: JSON.stringify(input),
    ...(stop ? { signal: stop } : {}),
  }
  const response = await host.fetch(`${url}/${call}`, request).catch((error: unknown) => {
    throw silent(url, error)
  })
  const trouble = troubleIn(url, call, response, host.now())
  if (!trouble) return response
  await response.body?.cancel().catch(() => undefined)
  throw trouble
}

/** What the answer says before it is read, if it is not that of a connector at work. */
function troubleIn(url: string, call: WireCall, response: Response, now: number): Unanswered | undefined {
  const { status, headers } = response
  const spoken = headers.get(wireVersionHeader)
  if (status === 401 || status === 403) return wrongSecret(url)
  if (status === 429 || status >= 500) return overloaded(url, status, retryAfterOf(headers, now))
  if (spoken === null) return noConnector(url, `HTTP ${status} to ${call}, without ${wireVersionHeader}`)
  if (spoken !== String(wireVersion)) return otherVersion(url, `${wireVersionHeader}: ${spoken.slice(0, 40)}`)
  return status === 200 ? undefined : noConnector(url, `HTTP ${status} to ${call}`)
}

function jsonIn(call: WireCall, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw odd(call, 'no JSON')
  }
}

function odd(call: WireCall, what: string): BadAnswer {
  return new BadAnswer(`The remote connector answered ${call} with ${what}.`)
}

/** A connector may say anything: not the secret it was called with. */
async function veiled<T>(remote: Remote, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    // Of our own making; and what a signal gave as its reason is passed on as it is.
    if (error instanceof Unanswered || error instanceof SessionLost) throw error
    if (!(error instanceof ConnectorError || error instanceof BadAnswer || error instanceof RemoteBug))
      throw error
    throw veiledFailure(veilOf([remote.secret() ?? '']), error)
  }
}

const brokenOff = {
  en: 'The sync connector stopped in the middle of an answer. It is tried again.',
  nl: 'De Sync Connector stopte midden in een antwoord. Er wordt een nieuwe poging gedaan.',
}
