import { ConnectorError, type Host } from '@koppel/sdk'
import { Agent, type RequestInit as UndiciInit, fetch as undiciFetch } from 'undici'
import { guardedConnect, type Resolve, systemResolve } from './connect.ts'
import type { NetworkPolicy } from './policy.ts'
import {
  credentialsInAddress,
  notAnAddress,
  redirected,
  tooLarge,
  tooSlow,
  unreachable,
  wrongScheme,
} from './refusals.ts'

export interface HostOptions {
  readonly policy: NetworkPolicy
  readonly log: Host['log']
  /** Aborts every call under way. */
  readonly signal: AbortSignal
  readonly now?: () => number
  /** For one call, from asking to the last byte. */
  readonly totalMs?: number
  /** Silence in the middle of an answer. */
  readonly idleMs?: number
  readonly connectMs?: number
  /** Of one answer, unpacked. */
  readonly maxBytes?: number
  readonly resolve?: Resolve
}

type Limits = Required<Omit<HostOptions, 'log' | 'now'>>

/** A `Host` that holds sockets; whoever made it closes it. */
export interface OutboundHost extends Host {
  close(): Promise<void>
}

/**
 * The one guarded door for everything that leaves: see docs/decisions/0005-outbound-door.md.
 *
 * `fetch` follows no redirects, ignores proxy settings, and rejects with a `ConnectorError` whose sentence tells
 * the administrator what to do; a cancelled call rejects with the reason of its signal.
 */
export function createHost(options: HostOptions): OutboundHost {
  const limits: Limits = {
    totalMs: 120_000,
    idleMs: 30_000,
    connectMs: 10_000,
    maxBytes: 20_000_000,
    resolve: systemResolve,
    ...options,
  }
  const agent = new Agent({
    connect: guardedConnect(limits.policy, limits.resolve, limits.connectMs),
    // An ERP may think as long as the whole call may take; it may not fall silent once it speaks.
    headersTimeout: limits.totalMs,
    bodyTimeout: limits.idleMs,
    maxHeaderSize: 65_536,
  })
  return {
    fetch: (url, init) => guardedFetch(agent, limits, url, init),
    log: options.log,
    now: options.now ?? Date.now,
    signal: options.signal,
    close: () => agent.destroy(),
  }
}

const redirects = new Set([301, 302, 303, 307, 308])

async function guardedFetch(
  agent: Agent,
  limits: Limits,
  address: string | URL,
  init: RequestInit | undefined,
): Promise<Response> {
  const url = readAddress(address)
  const deadline = AbortSignal.timeout(limits.totalMs)
  const cancelled = init?.signal ? AbortSignal.any([limits.signal, init.signal]) : limits.signal
  const named = (error: unknown) => nameFailure(error, url.hostname, limits.totalMs, deadline, cancelled)

  try {
    const response = await undiciFetch(url, {
      ...(await sendable(url, init)),
      redirect: 'manual',
      dispatcher: agent,
      signal: AbortSignal.any([deadline, cancelled]),
    })
    if (redirects.has(response.status)) {
      await response.body?.cancel()
      throw redirected(url, response.status, response.headers.get('location'))
    }
    const length = Number(response.headers.get('content-length') ?? 0)
    if (length > limits.maxBytes) {
      await response.body?.cancel()
      throw tooLarge(url.hostname, limits.maxBytes)
    }
    const body = response.body && capped(response.body, url.hostname, limits.maxBytes, named)
    return new Response(body, {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
    })
  } catch (error) {
    throw named(error)
  }
}

function readAddress(address: string | URL): URL {
  const url = URL.parse(String(address))
  if (!url) throw notAnAddress(String(address))
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrongScheme(url.protocol)
  if (url.username !== '' || url.password !== '') throw credentialsInAddress()
  return url
}

/** What is sent, with the body as bytes: a streamed one goes out chunked, which not every ERP takes. */
async function sendable(url: URL, init: RequestInit | undefined): Promise<UndiciInit> {
  const request = new Request(url, { ...init, signal: null })
  const headers = new Headers(request.headers)
  if (!headers.has('user-agent')) headers.set('user-agent', 'Koppel')
  return {
    method: request.method,
    headers: [...headers],
    body: request.body === null ? null : new Uint8Array(await request.arrayBuffer()),
  }
}

function capped(
  source: AsyncIterable<Uint8Array>,
  host: string,
  maxBytes: number,
  named: (error: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  let bytes = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done) return controller.close()
        bytes += value.byteLength
        if (bytes > maxBytes) throw tooLarge(host, maxBytes)
        controller.enqueue(value)
      } catch (error) {
        controller.error(named(error))
        await chunks.return?.().catch(() => undefined)
      }
    },
    async cancel() {
      await chunks.return?.()
    },
  })
}

function nameFailure(
  error: unknown,
  host: string,
  totalMs: number,
  deadline: AbortSignal,
  cancelled: AbortSignal,
): unknown {
  if (error instanceof ConnectorError) return error
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof ConnectorError) return cause
  if (cancelled.aborted) return cancelled.reason
  if (deadline.aborted) return tooSlow(host, totalMs)
  return unreachable(host, error)
}
