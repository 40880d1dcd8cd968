import { ConnectorError, type ErpSession } from '@koppel/sdk'
import {
  actorsIn,
  actorTypesIn,
  BadAnswer,
  createdIn,
  hitsIn,
  listItemsIn,
  outcomesIn,
  pageIn,
} from './answers.ts'
import { tooSlow } from './failure.ts'
import { type OnBehalf, onBehalf } from './stray.ts'
import { veiledFailure } from './veil.ts'

/** No call of a connector takes longer; a lease outlives it (see engine/lease.ts). */
export const callWithinMs = 5 * 60_000
const closeWithinMs = 5_000

interface Around {
  /** Gives up what is under way. */
  readonly signal: AbortSignal
  /** Whose secrets no failure may hold, and whose doing it is what the connector leaves behind. */
  readonly behalf: OnBehalf
  /** Lets go of the sockets. */
  readonly release: () => Promise<void>
}

/**
 * The session of a connector as the rest of the server may use it.
 *
 * Connectors are written elsewhere, and what they answer comes from further away still: here every answer is
 * checked against the contract, every call ends in time, and no secret leaves with a failure.
 */
export function guardedSession(session: ErpSession, { signal, behalf, release }: Around): ErpSession {
  const { veil } = behalf
  const call = async <T>(ask: () => Promise<T> | T): Promise<T> => {
    try {
      return await inTime(new Promise<T>((resolve) => resolve(onBehalf(behalf, ask))), signal, callWithinMs)
    } catch (error) {
      throw veiledFailure(veil, error)
    }
  }
  const { write, created, lists } = session

  return {
    describe: () => call(async () => actorTypesIn(await session.describe())),

    async *changes(type, cursor, options) {
      const asked = new Set(options.fields)
      const pages = await call(() => iteratorOf(session.changes(type, cursor, options)))
      try {
        for (;;) {
          const page = await call(async () => {
            const next = await pages.next()
            return next.done === true ? undefined : pageIn(next.value, asked, options.pageSize)
          })
          if (!page) return
          yield page
        }
      } finally {
        await quietly(async () => onBehalf(behalf, () => pages.return?.()), signal)
      }
    },

    get: (type, keys, fields) =>
      call(async () => actorsIn(await session.get(type, keys, fields), keys, new Set(fields))),

    search: (type, search) =>
      call(async () => hitsIn(await session.search(type, search), new Set(search.fields), search.limit)),

    ...(write && {
      write: (type, drafts, fields) =>
        call(async () =>
          outcomesIn(await write.call(session, type, drafts, fields), drafts.length, new Set(fields)),
        ),
    }),

    ...(created && {
      created: (type, ids, fields) =>
        call(async () => createdIn(await created.call(session, type, ids, fields), new Set(fields))),
    }),

    ...(lists && {
      lists: (name) => call(async () => listItemsIn(await lists.call(session, name), name)),
    }),

    async close() {
      try {
        const closed = async () => await onBehalf(behalf, () => session.close?.())
        await inTime(closed(), undefined, closeWithinMs)
      } catch (error) {
        throw veiledFailure(veil, error)
      } finally {
        await release()
      }
    },
  }
}

const mandatory = ['describe', 'changes', 'get', 'search'] as const
const voluntary = ['write', 'created', 'lists', 'close'] as const

/** What `connect` answered, if it is a session. */
export function sessionIn(given: unknown): ErpSession {
  const session = given as Partial<Record<string, unknown>> | null | undefined
  const missing = mandatory.find((name) => typeof session?.[name] !== 'function')
  if (missing !== undefined)
    throw new BadAnswer(`The connector answered connect with a session without ${missing}.`)
  const wrong = voluntary.find((name) => session?.[name] !== undefined && typeof session[name] !== 'function')
  if (wrong !== undefined)
    throw new BadAnswer(`The connector answered connect with a ${wrong} that is no function.`)
  return given as ErpSession
}

function iteratorOf(pages: AsyncIterable<unknown>): AsyncIterator<unknown> {
  if (typeof pages?.[Symbol.asyncIterator] === 'function') return pages[Symbol.asyncIterator]()
  throw new BadAnswer('The connector answered changes with something that has no pages.')
}

async function quietly(goodbye: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  await inTime(new Promise((resolve) => resolve(goodbye())), signal, closeWithinMs).catch(() => undefined)
}

/** Gives up when `signal` aborts or the time is over, also if the connector does not. */
export async function inTime<T>(
  answer: Promise<T>,
  signal: AbortSignal | undefined,
  withinMs: number,
): Promise<T> {
  const givenUp = Promise.withResolvers<never>()
  const giveUp = () => givenUp.reject(new ConnectorError('unavailable', tooSlow))
  const timer = setTimeout(giveUp, withinMs)
  if (signal?.aborted) giveUp()
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([answer, givenUp.promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}
