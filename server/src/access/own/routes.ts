import type { OpenAPIHono } from '@hono/zod-openapi'
import { isAPIError } from 'better-auth/api'
import type { Context } from 'hono'
import type { Env } from '../../contract.ts'
import { areaRoutes, signedIn } from '../../routes.ts'
import { audit } from '../../store/index.ts'
import type { AccessDeps } from '../parts.ts'
import { wrongPassword } from '../refusals.ts'
import { identityHeaders } from '../session.ts'
import { throttle } from '../throttle.ts'
import * as contract from './contract.ts'
import { renewRecoveryCodes } from './recovery-codes.ts'
import { endOwnSessions, listOwnSessions } from './sessions.ts'
import { beginTwoFactor, confirmTwoFactor, endTwoFactor, readTwoFactor, twoFactorOff } from './two-factor.ts'

/** The own account: signing in with a code, and where one is signed in; see contract.ts. */
export function ownRoutes(deps: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes().route('/', twoFactorRoutes(deps)).route('/', sessionListRoutes(deps))
}

function twoFactorRoutes(deps: AccessDeps): OpenAPIHono<Env> {
  const { store, masterKey, crmName } = deps
  const knowsPassword = passwordCheck(deps)

  return areaRoutes()
    .openapi(contract.readTwoFactor, async (c) => c.json(await readTwoFactor(store.db, signedIn(c).id), 200))
    .openapi(contract.beginTwoFactor, async (c) => {
      await knowsPassword(c, c.req.valid('json').password)
      return c.json(await beginTwoFactor(store.db, masterKey, signedIn(c), crmName), 200)
    })
    .openapi(contract.confirmTwoFactor, async (c) => {
      const by = { userId: signedIn(c).id, sessionId: sessionOf(c) ?? '' }
      const codes = await confirmTwoFactor(store, masterKey, by, c.req.valid('json').code)
      return c.json({ recoveryCodes: codes }, 200)
    })
    .openapi(contract.endTwoFactor, async (c) => {
      await knowsPassword(c, c.req.valid('json').password)
      const userId = signedIn(c).id
      await store.transaction((tx) => endTwoFactor(tx, userId, { userId, action: 'endTwoFactor' }))
      return c.body(null, 204)
    })
    .openapi(contract.renewRecoveryCodes, async (c) => {
      await knowsPassword(c, c.req.valid('json').password)
      const { id } = signedIn(c)
      const codes = await store.transaction(async (tx) => {
        if ((await readTwoFactor(tx, id)).since === null) throw twoFactorOff()
        await audit(tx, { userId: id, action: 'renewRecoveryCodes', subject: `user/${id}` })
        return await renewRecoveryCodes(tx, id)
      })
      return c.json({ recoveryCodes: codes }, 200)
    })
}

function sessionListRoutes({ store }: AccessDeps): OpenAPIHono<Env> {
  return areaRoutes()
    .openapi(contract.listOwnSessions, async (c) =>
      c.json(await listOwnSessions(store.db, signedIn(c).id, sessionOf(c)), 200),
    )
    .openapi(contract.endOwnSession, async (c) => {
      await endOwnSessions(store, signedIn(c).id, c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(contract.endOwnSessions, async (c) => {
      await endOwnSessions(store, signedIn(c).id)
      return c.body(null, 204)
    })
}

function sessionOf(c: Context<Env>): string | undefined {
  const credential = c.get('credential')
  return credential?.kind === 'session' ? credential.id : undefined
}

/** 422 unless this is the password of whoever is signed in: a screen left open is not enough for what follows. */
function passwordCheck({ identity, limit, clientAddress }: AccessDeps) {
  return async (c: Context<Env>, password: string): Promise<void> => {
    const address = clientAddress(c) ?? 'unknown'
    const account = `user/${signedIn(c).id}`
    await throttle(c, limit, account, address)
    await identity.api
      .verifyPassword({ body: { password }, headers: identityHeaders(c.req.raw, address) })
      .catch((error: unknown) => {
        throw isAPIError(error) && error.status === 'BAD_REQUEST' ? wrongPassword(error) : error
      })
    await limit.succeeded(account, address)
  }
}
