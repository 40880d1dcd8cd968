import { randomBytes } from 'node:crypto'
import type { Connector, ErpSession } from '../connector.ts'
import { hostFor } from '../host.ts'
import type { Fields } from '../value.ts'
import { wireFailure } from './failure.ts'
import type { Limits } from './limits.ts'

/** The sessions callers have opened, each under a name nobody can guess. */
export type Sessions = ReturnType<typeof openSessions>

interface Open {
  readonly session: ErpSession
  readonly giveUp: AbortController
  busy: number
  usedAt: number
}

export function openSessions(connector: Connector, limits: Limits) {
  const open = new Map<string, Open>()
  let opening = 0
  const sweep = setInterval(
    () => {
      const idleSince = Date.now() - limits.sessionIdleMs
      for (const [name, { busy, usedAt }] of open) if (busy === 0 && usedAt < idleSince) void end(name)
    },
    Math.min(limits.sessionIdleMs, 30_000),
  )
  sweep.unref()

  /** Signs in; the caller going away (`gone`) ends that. */
  async function connect(
    settings: Fields,
    gone: AbortSignal,
  ): Promise<{ name: string; session: ErpSession }> {
    if (open.size + opening >= limits.maxSessions) throw wireFailure('unavailable', tooMany)
    opening += 1
    const giveUp = new AbortController()
    const leave = () => giveUp.abort(gone.reason)
    gone.addEventListener('abort', leave, { once: true })
    try {
      const session = await connector.connect(settings as never, hostFor(limits, giveUp.signal))
      if (gone.aborted) {
        await session.close?.()
        throw gone.reason
      }
      const name = randomBytes(24).toString('base64url')
      open.set(name, { session, giveUp, busy: 0, usedAt: Date.now() })
      return { name, session }
    } finally {
      gone.removeEventListener('abort', leave)
      opening -= 1
    }
  }

  /** Uses a session. A caller that went away ends it: whoever gives up one call gives up the whole pass. */
  async function use<T>(
    name: unknown,
    gone: AbortSignal,
    ask: (session: ErpSession) => Promise<T>,
  ): Promise<T> {
    const found = typeof name === 'string' ? open.get(name) : undefined
    if (!found) throw wireFailure('sessionLost', 'There is no such session (any more).')
    const leave = () => void end(String(name))
    gone.addEventListener('abort', leave, { once: true })
    found.busy += 1
    try {
      return await ask(found.session)
    } finally {
      found.busy -= 1
      found.usedAt = Date.now()
      gone.removeEventListener('abort', leave)
    }
  }

  async function end(name: string): Promise<void> {
    const found = open.get(name)
    open.delete(name)
    found?.giveUp.abort(new DOMException('The session was closed.', 'AbortError'))
    await found?.session.close?.().catch((error: unknown) => {
      limits.log?.('A session did not close', { error: String(error) })
    })
  }

  /** Closes a session the way a caller asks for it: what is under way may finish by itself. */
  async function release(name: unknown): Promise<void> {
    const found = typeof name === 'string' ? open.get(name) : undefined
    if (!found) return
    open.delete(String(name))
    await found.session.close?.()
  }

  async function close(): Promise<void> {
    clearInterval(sweep)
    await Promise.all([...open.keys()].map(end))
  }

  return { connect, use, release, end, close }
}

const tooMany = {
  en: 'The sync connector has too many sessions open. It is tried again.',
  nl: 'De Sync Connector heeft te veel sessies open. Er wordt een nieuwe poging gedaan.',
}
