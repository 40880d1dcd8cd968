import type { OpenAPIHono } from '@hono/zod-openapi'
import { isAPIError } from 'better-auth/api'
import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import { areaRoutes, signedIn } from '../routes.ts'
import type { Store } from '../store/index.ts'
import { audit } from '../store/index.ts'
import * as contract from './contract.ts'
import { hasUsers, type Setup } from './first-administrator.ts'
import type { Identity } from './identity.ts'
import { identityHeaders } from './session.ts'
import { type SignInLimit, signInLimit } from './sign-in-limit.ts'
import { addUser, changeUser, listUsers, sessionsChanged } from './users.ts'

export interface AccessDeps {
  readonly store: Store
  readonly identity: Identity
  readonly setup: Setup
  readonly crmName: string
  /** The page of the demo ERP, where it runs. */
  readonly demoErpUrl: () => string | null
  /** Where a request came from, as its socket says. */
  readonly clientAddress: (c: Context<Env>) => string | undefined
}

/** Signing in and out, the first administrator, users and groups. */
export function accessRoutes(deps: AccessDeps): OpenAPIHono<Env> {
  const routes = areaRoutes()
  addSessionRoutes(routes, deps)
  addUserRoutes(routes, deps)
  return routes
}

function addSessionRoutes(routes: OpenAPIHono<Env>, deps: AccessDeps): void {
  const { store, identity, crmName, demoErpUrl, setup } = deps
  const limit = signInLimit()
  const signIn = signingIn(deps, limit)

  routes
    .openapi(contract.signIn, async (c) => {
      const { email, password } = c.req.valid('json')
      return c.json({ user: await signIn(c, email, password) }, 200)
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
      throttle(c, limit, `user/${id}`, address)
      const { headers } = await identity.api
        .changePassword({
          body: { ...c.req.valid('json'), revokeOtherSessions: true },
          headers: identityHeaders(c.req.raw, address),
          returnHeaders: true,
        })
        .catch(wrongPassword)
      limit.succeeded(`user/${id}`, address)
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

function addUserRoutes(routes: OpenAPIHono<Env>, { store }: AccessDeps): void {
  routes
    .openapi(contract.listUsers, async (c) => c.json(await listUsers(store.db), 200))
    .openapi(contract.createUser, async (c) => {
      const given = c.req.valid('json')
      return c.json(await store.transaction((tx) => addUser(tx, given, signedIn(c).id)), 200)
    })
    .openapi(contract.changeUser, async (c) => {
      const change = c.req.valid('json')
      return c.json(await changeUser(store, c.req.valid('param').id, change, signedIn(c).id), 200)
    })
    .openapi(contract.listGroups, async (c) =>
      c.json(await store.db.selectFrom('userGroup').select(['id', 'name']).orderBy('name').execute(), 200),
    )
}

function signingIn({ store, identity, clientAddress }: AccessDeps, limit: SignInLimit) {
  return async (c: Context<Env>, email: string, password: string) => {
    const account = email.toLowerCase()
    const address = clientAddress(c) ?? 'unknown'
    throttle(c, limit, account, address)
    const { headers, response } = await identity.api
      .signInEmail({
        body: { email: account, password },
        headers: identityHeaders(c.req.raw, address),
        returnHeaders: true,
      })
      .catch(async (error: unknown) => {
        if (!isAPIError(error) || error.status !== 'UNAUTHORIZED') throw error
        await audit(store.db, { userId: null, action: 'signInFailed', subject: `account/${account}` })
        throw wrongCredentials(error)
      })
    limit.succeeded(account, address)
    passCookies(c, headers)
    const { id, name } = response.user
    await audit(store.db, { userId: id, action: 'signIn', subject: `user/${id}` })
    return { id, name }
  }
}

/** Counts a password that is tried; 429 when too many were. */
function throttle(c: Context<Env>, limit: SignInLimit, account: string, address: string): void {
  const wait = limit.attempt(account, address, Date.now())
  if (wait === 0) return
  c.header('retry-after', String(Math.ceil(wait / 1000)))
  throw tooManyTries()
}

function passCookies(c: Context<Env>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

function tooManyTries(): ProblemError {
  return new ProblemError(429, 'tooManyTries', {
    en: 'Too many tries. Wait a moment and try again.',
    nl: 'Te veel pogingen. Wacht even en probeer het opnieuw.',
  })
}

function wrongCredentials(cause: unknown): ProblemError {
  return new ProblemError(
    401,
    'wrongCredentials',
    {
      en: 'This e-mail address and password do not go together.',
      nl: 'Dit e-mailadres en wachtwoord horen niet bij elkaar.',
    },
    { cause },
  )
}

function wrongPassword(error: unknown): never {
  if (!isAPIError(error) || error.status !== 'BAD_REQUEST') throw error
  throw new ProblemError(
    422,
    'wrongPassword',
    { en: 'The current password is not right.', nl: 'Het huidige wachtwoord klopt niet.' },
    { cause: error },
  )
}
