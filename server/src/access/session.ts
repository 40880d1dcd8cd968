import type { MiddlewareHandler } from 'hono'
import type { Env } from '../contract.ts'
import type { Db } from '../store/index.ts'
import { hasUsers } from './first-administrator.ts'
import { clientAddressHeader, type Identity } from './identity.ts'

export interface Sessions {
  /** The user of this request, read anew each time, so that a change of rights acts on the next one. */
  readonly middleware: MiddlewareHandler<Env>
  /** Whether the cookies of this request still belong to somebody who may be here. */
  stillSignedIn(request: Request): Promise<boolean>
}

export function openSessions(identity: Identity, db: Db): Sessions {
  async function read(request: Request) {
    if (!request.headers.has('cookie')) return { user: undefined, cookies: [] as readonly string[] }
    const ask = () =>
      identity.api.getSession({ headers: identityHeaders(request, undefined), returnHeaders: true })
    const { headers, response } = await ask().catch(async () => {
      // better-auth keeps the cause to itself. If it is the database, this fails the same way and says so; or it was,
      // and is back.
      await hasUsers(db)
      return await ask()
    })
    const user = response ? await findUser(db, response.user.id) : undefined
    return { user, cookies: headers.getSetCookie() }
  }

  return {
    async middleware(c, next) {
      c.set('language', browserLanguage(c.req.header('accept-language')))
      const { user, cookies } = await read(c.req.raw)
      c.set('user', user && { ...user, language: user.language ?? c.get('language') })
      if (user?.language) c.set('language', user.language)
      for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
      await next()
    },
    stillSignedIn: async (request) => (await read(request)).user !== undefined,
  }
}

async function findUser(db: Db, id: string) {
  return await db
    .selectFrom('appUser')
    .select(['id', 'name', 'email', 'role', 'licences', 'language'])
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
}

/** The headers of a request that better-auth needs, and the address it is to believe. */
export function identityHeaders(request: Request, address: string | undefined): Headers {
  const headers = new Headers()
  for (const name of ['cookie', 'user-agent']) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (address !== undefined) headers.set(clientAddressHeader, address)
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
