import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type WireCalls, type WireError, wireVersion, wireVersionHeader } from '../wire.ts'
import { callsOf, type Serving } from './calls.ts'
import { streamChanges } from './changes.ts'
import { errorOf, wireFailure } from './failure.ts'

/** A question nobody at work here can answer: the status says why. */
class Refused extends Error {
  readonly status: 400 | 401 | 404 | 405 | 413 | 415

  constructor(status: Refused['status'], message: string) {
    super(message)
    this.status = status
  }
}

/** Answers one call. Everything that goes wrong becomes an answer. */
export async function answerCall(
  serving: Serving & { readonly secret: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader(wireVersionHeader, String(wireVersion))
  response.setHeader('cache-control', 'no-store')
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort(new DOMException('The caller went away.', 'AbortError'))
  })
  try {
    refuseStrangers(serving.secret, request)
    const call = callIn(request)
    const input = await readInput(request, serving.limits.maxBytes)
    if (call === 'changes') await answerChanges(serving, input, response, gone.signal)
    else send(response, 200, { answer: await inTime(serving, call, input, gone.signal) })
  } catch (error) {
    if (error instanceof Refused)
      send(response, error.status, { error: { kind: 'misconfigured', explanation: error.message } })
    else send(response, 200, { error: errorOf(error) })
  }
}

async function answerChanges(
  { sessions }: Serving,
  input: Readonly<Record<string, unknown>>,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  // Leaving off reading is no reason to sign out: only a reading that does not stop is.
  const never = new AbortController().signal
  const how = await sessions.use(input.session, never, (session) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    return streamChanges(session, input as unknown as WireCalls['changes'], response, gone)
  })
  if (how === 'stuck') await sessions.end(String(input.session))
}

async function inTime(
  serving: Serving,
  call: Exclude<keyof WireCalls, 'changes'>,
  input: Readonly<Record<string, unknown>>,
  gone: AbortSignal,
): Promise<unknown> {
  const late = Promise.withResolvers<unknown>()
  const timer = setTimeout(() => {
    // Of drafts that are still under way nobody knows what becomes of them.
    if (call !== 'write') late.reject(wireFailure('unavailable', tooSlow))
    else late.resolve(draftsIn(input).map(() => ({ kind: 'unknown', detail: tooSlow.en })))
  }, serving.limits.callWithinMs)
  try {
    return await Promise.race([callsOf(serving)[call](input, gone), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function draftsIn({ drafts }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(drafts) ? drafts : []
}

function refuseStrangers(secret: string, { headers }: IncomingMessage): void {
  const given = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  if (!timingSafeEqual(digest(given), digest(secret))) throw new Refused(401, 'The shared secret is wrong.')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const calls: ReadonlySet<string> = new Set<keyof WireCalls>([
  'about',
  'settingItems',
  'connect',
  'describe',
  'changes',
  'get',
  'search',
  'write',
  'created',
  'lists',
  'close',
])

function callIn({ method, url, headers }: IncomingMessage): keyof WireCalls {
  const call = new URL(url ?? '/', 'http://here').pathname.split('/').at(-1) ?? ''
  if (!calls.has(call)) throw new Refused(404, `There is no call ${call}.`)
  if (method !== 'POST') throw new Refused(405, 'Calls are sent with POST.')
  if (headers[wireVersionHeader] !== String(wireVersion))
    throw new Refused(400, `This connector speaks version ${wireVersion} of the contract.`)
  if (!headers['content-type']?.startsWith('application/json')) throw new Refused(415, 'Calls are JSON.')
  return call as keyof WireCalls
}

async function readInput(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Refused(413, `A call has at most ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  try {
    const input: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input }
  } catch {
    // Told below, as for any other text that is no call.
  }
  throw new Refused(400, 'The body of a call is a JSON object.')
}

function send(
  response: ServerResponse,
  status: number,
  body: { answer: unknown } | { error: WireError },
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

const tooSlow = {
  en: 'The ERP system did not answer in time.',
  nl: 'Het ERP-systeem antwoordde niet op tijd.',
}
