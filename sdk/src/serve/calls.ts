import type { ActorTypeName } from '../actor.ts'
import type { Connector, ErpSession } from '../connector.ts'
import { hostFor } from '../host.ts'
import { type WireAnswers, type WireCall, type WireCalls, wireVersion } from '../wire.ts'
import { type CallFailed, wireFailure } from './failure.ts'
import type { Limits } from './limits.ts'
import type { Sessions } from './sessions.ts'

export interface Serving {
  readonly connector: Connector
  readonly sessions: Sessions
  readonly limits: Limits
}

type Input = Readonly<Record<string, unknown>>
type Answered = {
  readonly [C in keyof WireAnswers]: (input: Input, gone: AbortSignal) => Promise<WireAnswers[C]>
}

/** What each call does. Who calls has shown the secret, so its input is trusted to be what the contract says. */
export function callsOf({ connector, sessions, limits }: Serving): Answered {
  const inSession =
    <C extends WireCall, T>(ask: (session: ErpSession, input: WireCalls[C]) => Promise<T>) =>
    (input: Input, gone: AbortSignal) =>
      sessions.use(input.session, gone, (session) => ask(session, input as unknown as WireCalls[C]))

  return {
    async about() {
      const { id, name, version, settings, offers, settingItems } = connector
      return {
        contract: wireVersion,
        ...{ id, name, version, settings, settingItems: settingItems !== undefined },
        ...(offers && { offers }),
      }
    },
    async settingItems(input, gone) {
      const { setting, values } = input as unknown as WireCalls['settingItems']
      return (await connector.settingItems?.(setting, values as never, hostFor(limits, gone))) ?? []
    },
    async connect(input, gone) {
      const { settings } = input as unknown as WireCalls['connect']
      const { name, session } = await sessions.connect(settings ?? {}, gone)
      return { session: name, can: optional.filter((call) => session[call] !== undefined) }
    },
    describe: inSession<'describe', WireAnswers['describe']>((session) => session.describe()),
    get: inSession<'get', WireAnswers['get']>((session, { type, keys, fields }) =>
      session.get(type as ActorTypeName, keys, fields),
    ),
    search: inSession<'search', WireAnswers['search']>((session, { type, search }) =>
      session.search(type as ActorTypeName, search),
    ),
    write: inSession<'write', WireAnswers['write']>(async (session, { type, drafts, fields }) => {
      if (!session.write) throw notOffered('write')
      return await session.write(type as ActorTypeName, drafts, fields)
    }),
    created: inSession<'created', WireAnswers['created']>(async (session, { type, ids, fields }) => {
      if (!session.created) throw notOffered('created')
      return [...(await session.created(type as ActorTypeName, ids, fields))]
    }),
    lists: inSession<'lists', WireAnswers['lists']>(async (session, { name }) => {
      if (!session.lists) throw notOffered('lists')
      return await session.lists(name)
    }),
    async close({ session }) {
      await sessions.release(session)
      return null
    },
  }
}

const optional = ['write', 'created', 'lists'] as const

function notOffered(call: string): CallFailed {
  return wireFailure('unsupported', `This connector does not offer ${call}.`)
}
