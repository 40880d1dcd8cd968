import type { OpenAPIHono } from '@hono/zod-openapi'
import { isAPIError } from 'better-auth/api'
import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import { areaRoutes, signedIn } from '../routes.ts'
import { audit, type Db } from '../store/index.ts'
import { auditRoutes } from './audit/routes.ts'
import * as contract from './contract.ts'
import { hasUsers } from './first-administrator.ts'
import { keyRoutes } from './keys/routes.ts'
import { ownRoutes } from './own/routes.ts'
import type { AccessDeps } from './parts.ts'
import { peopleRoutes } from './people/routes.ts'
import { sessionsChanged } from './people/users.ts'
import { wrongCredentials, wrongPassword } from './refusals.ts'
import { identityHeaders } from './session.ts'
import { throttle } from './throttle.ts'

/** Signing in and out, the first administrator, the own account, users and groups, API keys, the audit. */
export function accessRoutes(deps: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .route('/', sessionRoutes(deps))
    .route('/', ownRoutes(deps))
    .route('/', peopleRoutes(deps))
    .route('/', keyRoutes(deps))
    .route('/', auditRoutes(deps))
}

function sessionRoutes(deps: AccessDeps): OpenAPIHono<Env> {
  const { store, identity, crmName, demoErpUrl, setup, limit } = deps
  const signIn = signingIn(deps)

  return areaRoutes()
    .openapi(contract.signIn, async (c) => {
      return c.json({ user: await signIn(c, c.req.valid('json')) }, 200)
    })
    .openapi(contract.signOut, async (c) => {
      const { headers } = await identity.api.signOut({
        headers: identityHeaders(c.req.raw, undefined),
        returnHeaders: true,
      })
      passCookies(c, headers)
      const user = c.get('user')
      if (user) await sessionsChanged(store.db, user.id)
      return c.body(null, 204)
    })
    .openapi(contract.changePassword, async (c) => {
      const { id } = signedIn(c)
      const address = deps.clientAddress(c) ?? 'unknown'
      await throttle(c, limit, `user/${id}`, address)
      const { headers } = await identity.api
        .changePassword({
          body: { ...c.req.valid('json'), revokeOtherSessions: true },
          headers: identityHeaders(c.req.raw, address),
          returnHeaders: true,
        })
        .catch((error: unknown) => {
          throw isAPIError(error) && error.status === 'BAD_REQUEST' ? wrongPassword(error) : error
        })
      await limit.succeeded(`user/${id}`, address)
      passCookies(c, headers)
      await audit(store.db, { userId: id, action: 'changePassword', subject: `user/${id}` })
      await sessionsChanged(store.db, id)
      return c.body(null, 204)
    })
    .openapi(contract.readSession, async (c) => {
      const { id, name, email, role, licences } = signedIn(c)
      const { language } = await store.db
        .selectFrom('appUser')
        .select('language')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const user = { id, name, email, role, licences: [...licences], language }
      return c.json({ user, crmName, demoErpUrl: demoErpUrl() }, 200)
    })
    .openapi(contract.changeProfile, async (c) => {
      const { language } = c.req.valid('json')
      await store.db.updateTable('appUser').set({ language }).where('id', '=', signedIn(c).id).execute()
      return c.body(null, 204)
    })
    .openapi(contract.readSetup, async (c) => c.json({ needed: !(await hasUsers(store.db)), crmName }, 200))
    .openapi(contract.createFirstAdministrator, async (c) => {
      const { token, ...person } = c.req.valid('json')
      await setup.create(store, token, person)
      return c.body(null, 204)
    })
}

type Typed = ReturnType<(typeof contract.signIn.request.body.content)['application/json']['schema']['parse']>

function signingIn({ store, identity, clientAddress, limit }: AccessDeps) {
  return async (c: Context<Env>, { email, password, code }: Typed) => {
    const account = email.toLowerCase()
    const address = clientAddress(c) ?? 'unknown'
    await throttle(c, limit, account, address)
    const { headers, response } = await identity.api
      .signInEmail({
        body: { email: account, password },
        headers: identityHeaders(c.req.raw, address, code),
        returnHeaders: true,
      })
      .catch(async (error: unknown) => {
        throw await refusal(store.db, account, error)
      })
    await limit.succeeded(account, address)
    passCookies(c, headers)
    const { id, name } = response.user
    await audit(store.db, { userId: id, action: 'signIn', subject: `user/${id}` })
    return { id, name }
  }
}

/** Why nobody was signed in; that a code is still to be typed is no failure. */
async function refusal(db: Db, account: string, error: unknown): Promise<unknown> {
  const known = error instanceof ProblemError
  if (known && error.code === 'codeNeeded') return error
  if (!known && !(isAPIError(error) && error.status === 'UNAUTHORIZED')) return error
  await audit(db, { userId: null, action: 'signInFailed', subject: `account/${account}` })
  return known ? error : wrongCredentials(error)
}

function passCookies(c: Context<Env>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}
