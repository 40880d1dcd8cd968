import type { Context, MiddlewareHandler, Next } from 'hono'
import { sql } from 'kysely'
import type { Credential, Env } from '../contract.ts'
import { auditedWithKey, type Db } from '../store/index.ts'
import { hasUsers } from './first-administrator.ts'
import { clientAddressHeader, codeHeader, type Identity, sessionTimes } from './identity.ts'
import { inTurn } from './in-turn.ts'
import type { KeyDoor } from './keys/key-door.ts'
import { knownSessions, type Present } from './known-sessions.ts'
import type { RequestLimit } from './request-limit.ts'
import { notTooHasty } from './throttle.ts'

export interface Sessions {
  /** The user of this request, read anew each time, so that a change of rights acts on the next one. */
  readonly middleware: MiddlewareHandler<Env>
  /** Whether the cookies of this request still belong to somebody who may be here. */
  stillSignedIn(request: Request): Promise<boolean>
}

interface Asking {
  readonly user: Omit<Present, 'lastSeenAt'> | undefined
  readonly credential: Credential | undefined
  readonly cookies: readonly string[]
}

// A browser asks six things at a time. Fewer than the database does at a time, so that others come in between.
const mostUnderWay = 8

const nobody: Asking = { user: undefined, credential: undefined, cookies: [] }

export function openSessions(identity: Identity, db: Db, keys: KeyDoor, limit: RequestLimit): Sessions {
  const turn = inTurn(mostUnderWay)
  const known = knownSessions(db, sessionTimes.expiresIn - sessionTimes.updateAge)

  /** A request that shows a key is answered by the key: cookies that come along count nothing. */
  async function read(request: Request, c?: Context<Env>): Promise<Asking> {
    const shown = request.headers.get('authorization')
    if (shown === null) return await readCookie(request)
    const found = await keys.open(keyIn(shown), c)
    if (!found) return nobody
    return { user: found.user, credential: { kind: 'apiKey', id: found.keyId }, cookies: [] }
  }

  async function readCookie(request: Request): Promise<Asking> {
    const shown = request.headers.get('cookie')
    if (shown === null) return nobody
    const found = await known.read(shown)
    if (found) return asking(await seen(db, found.user), found.sessionId, [])
    const ask = () =>
      identity.api.getSession({ headers: identityHeaders(request, undefined), returnHeaders: true })
    const { headers, response } = await ask().catch(async () => {
      // better-auth keeps the cause to itself. If it is the database, this fails the same way and says so; or it was,
      // and is back.
      await hasUsers(db)
      return await ask()
    })
    const cookies = headers.getSetCookie()
    const user = response ? await findUser(db, response.user.id) : undefined
    if (!response || !user) return { ...nobody, cookies }
    known.remember(shown, response.session.id, user.id)
    return asking(user, response.session.id, cookies)
  }

  /** In whose name something is asked, where that was so before: too much is refused without asking the database. */
  function whoAsksAgain({ headers }: Request): string | undefined {
    const shown = headers.get('authorization')
    if (shown === null) {
      const id = known.userOf(headers.get('cookie') ?? '')
      return id && nameOf.user(id)
    }
    const id = keys.known(keyIn(shown))
    return id === undefined ? undefined : nameOf.key(id)
  }

  /** The request as whoever it turned out to be. */
  async function asWhom(c: Context<Env>, { user, credential, cookies }: Asking, next: Next): Promise<void> {
    c.set('user', user && { ...user, language: user.language ?? c.get('language') })
    c.set('credential', credential)
    if (user?.language) c.set('language', user.language)
    for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
    if (credential?.kind === 'apiKey') await auditedWithKey(credential.id, next)
    else await next()
  }

  return {
    async middleware(c, next) {
      c.set('language', browserLanguage(c.req.header('accept-language')))
      const name = whoAsksAgain(c.req.raw)
      if (name === undefined) {
        const asking = await read(c.req.raw, c)
        const { user, credential } = asking
        if (user) {
          const byKey = credential?.kind === 'apiKey'
          notTooHasty(c, limit, byKey ? nameOf.key(credential.id) : nameOf.user(user.id))
        }
        return await asWhom(c, asking, next)
      }
      notTooHasty(c, limit, name)
      await turn(name, async () => await asWhom(c, await read(c.req.raw, c), next))
    },
    stillSignedIn: async (request) => (await read(request)).user !== undefined,
  }
}

// A user has one allowance on all devices; each key has its own, so that an integration does not slow down its user.
const nameOf = { user: (id: string) => `user/${id}`, key: (id: number) => `apiKey/${id}` }

const keyIn = (shown: string) => /^bearer +(\S+)$/i.exec(shown)?.[1] ?? ''

function asking(user: Asking['user'], sessionId: string, cookies: readonly string[]): Asking {
  return { user, credential: { kind: 'session', id: sessionId }, cookies }
}

async function findUser(db: Db, id: string) {
  const found = await db
    .selectFrom('appUser')
    .select(['id', 'name', 'email', 'role', 'licences', 'language', 'lastSeenAt'])
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  return found && (await seen(db, found))
}

async function seen(db: Db, { lastSeenAt, ...user }: Present): Promise<Omit<Present, 'lastSeenAt'>> {
  if (lastSeenAt === null || Date.now() - Date.parse(lastSeenAt) > seenEveryMs) {
    await db
      .updateTable('appUser')
      .set({ lastSeenAt: sql<string>`now()` })
      .where('id', '=', user.id)
      .execute()
  }
  return user
}

// Near enough for people, and seldom enough not to write on every request.
const seenEveryMs = 5 * 60_000

/** The headers of a request that better-auth needs, the address it is to believe, and the code that was typed. */
export function identityHeaders(request: Request, address: string | undefined, code?: string): Headers {
  const headers = new Headers()
  for (const name of ['cookie', 'user-agent']) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (address !== undefined) headers.set(clientAddressHeader, address)
  // What a header cannot hold is no code.
  if (code !== undefined) headers.set(codeHeader, code.replaceAll(/[^\x20-\x7e]/g, '?'))
  return headers
}

/** Dutch or English, whichever the browser would rather have; English if neither. */
export function browserLanguage(accepted: string | undefined): 'nl' | 'en' {
  const wanted = (accepted ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find(Boolean)
      return { language: tag.split('-')[0], weight: Number(weight ?? 1) }
    })
    .filter(({ language, weight }) => (language === 'nl' || language === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return wanted[0]?.language === 'nl' ? 'nl' : 'en'
}
