import type { ErpSession, Hits, Host, ListItem, Outcome, Page, WireCall, WireCalls } from '@koppel/sdk'
import { BadAnswer } from '../answers.ts'
import { callRemote, pagesOf, type Remote } from './call.ts'
import { SessionLost, Unanswered } from './failures.ts'
import { opened, pairs } from './wire.ts'

/** Signs in to an ERP through a remote connector. */
export async function remoteSession(
  remote: Remote,
  settings: WireCalls['connect']['settings'],
  host: Host,
): Promise<ErpSession> {
  const session = await signedIn(remote, settings, host)
  const { call, can } = session
  return {
    describe: async () => (await call('describe', {})) as never,
    changes: (type, cursor, { fields, pageSize }) =>
      changes(remote, host, { type, fields, pageSize, ...(cursor === undefined ? {} : { cursor }) }, session),
    get: async (type, keys, fields) => (await call('get', { type, keys, fields })) as never,
    search: async (type, search) => (await call('search', { type, search })) as Hits,
    ...(can.includes('write') && {
      write: async (type, drafts, fields) => {
        try {
          return (await call('write', { type, drafts, fields })) as readonly Outcome[]
        } catch (error) {
          if (!mayBeTaken(error)) throw error
          const detail = error instanceof Error ? error.message : String(error)
          return drafts.map(() => ({ kind: 'unknown', detail }))
        }
      },
    }),
    ...(can.includes('created') && {
      created: async (type, ids, fields) => {
        const given = pairs.safeParse(await call('created', { type, ids, fields }))
        if (given.success) return new Map(given.data) as never
        throw new BadAnswer('The remote connector answered created with no pairs of id and actor.')
      },
    }),
    ...(can.includes('lists') && {
      lists: async (name) => (await call('lists', { name })) as readonly ListItem[],
    }),
    close: async () => {
      // Whoever gave up is gone already: the connector noticed, or forgets the session by itself.
      if (host.signal.aborted) return
      await callRemote(remote, host, 'close', { session: session.name() })
    },
  }
}

interface SignedIn {
  /** Under which the connector knows us now. */
  name(): string
  /** The connector forgot the session of this name: it is told once more who we are. */
  anew(lost: string): Promise<void>
  readonly can: readonly string[]
  call<C extends WireCall>(name: C, input: Omit<WireCalls[C], 'session'>): Promise<unknown>
}

async function signedIn(
  remote: Remote,
  settings: WireCalls['connect']['settings'],
  host: Host,
): Promise<SignedIn> {
  const signIn = async () => {
    const given = opened.safeParse(await callRemote(remote, host, 'connect', { settings }))
    if (given.success) return given.data
    throw new BadAnswer('The remote connector answered connect without a session.')
  }
  let current = await signIn()
  let again: Promise<void> | undefined
  const renew = async () => {
    try {
      current = await signIn()
    } finally {
      again = undefined
    }
  }
  const anew = async (lost: string) => {
    if (current.session !== lost) return
    again ??= renew()
    await again
  }
  return {
    name: () => current.session,
    anew,
    can: current.can,
    async call(name, input) {
      const ask = (session: string) =>
        callRemote(remote, host, name, { ...input, session } as unknown as WireCalls[typeof name])
      const { session } = current
      try {
        return await ask(session)
      } catch (error) {
        if (!(error instanceof SessionLost)) throw error
        await anew(session)
        return await ask(current.session)
      }
    },
  }
}

/** Reads on where an answer was long enough, until one says that there is nothing left. */
async function* changes(
  remote: Remote,
  host: Host,
  asked: Omit<WireCalls['changes'], 'session'>,
  signedIn: SignedIn,
): AsyncGenerator<Page> {
  let from = asked
  let mayBeLost = true
  for (;;) {
    const session = signedIn.name()
    try {
      const { more, cursor } = yield* pagesOf(remote, host, { ...from, session })
      if (!more) return
      if (cursor === undefined || cursor === from.cursor)
        throw new BadAnswer('The remote connector says that there is more, and does not get on.')
      from = { ...from, cursor }
      mayBeLost = true
    } catch (error) {
      if (!(error instanceof SessionLost && mayBeLost)) throw error
      mayBeLost = false
      await signedIn.anew(session)
    }
  }
}

/** Whether drafts may be in the ERP although nobody said so. */
function mayBeTaken(error: unknown): boolean {
  return error instanceof Unanswered ? error.maybeDone : error instanceof DOMException
}
