import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import { openPool, type Store } from '../store/index.ts'
import { openSetup } from './first-administrator.ts'
import { openIdentity } from './identity.ts'
import { keyDoor } from './keys/key-door.ts'
import type { RequestLimit } from './request-limit.ts'
import { accessRoutes } from './routes.ts'
import { openSessions, type Sessions } from './session.ts'
import { signInLimit } from './sign-in-limit.ts'

export { createFirstAdministrator, type FirstAdministrator, hasUsers } from './first-administrator.ts'
export { restoreAccess } from './people/restore-access.ts'
export { addUser, allLicences, type NewUser, type User } from './people/users.ts'
export { type RequestLimit, requestLimit } from './request-limit.ts'
export { browserLanguage } from './session.ts'

export interface AccessOptions {
  readonly store: Store
  readonly url: string
  readonly masterKey: Uint8Array
  readonly crmName: string
  readonly demoErpUrl: () => string | null
  /** Where a request came from. */
  readonly clientAddress: (c: Context<Env>) => string | undefined
  readonly requestLimit: RequestLimit
  readonly warn: (message: string) => void
}

export interface Access {
  readonly routes: OpenAPIHono<Env>
  readonly sessions: Sessions
  /** Good for 15 minutes and only while there are no users: the first administrator is made with it. */
  readonly setupToken: string
  close(): Promise<void>
}

/** Who may come in and what they may do. Holds a few database connections of its own; whoever opens it closes it. */
export function openAccess(options: AccessOptions): Access {
  const { store, url, masterKey, warn } = options
  const pool = openPool({ url: store.url, applicationName: 'koppel sign-in', maxConnections: 4 }, 'driver')
  const identity = openIdentity({ db: store.db, pool, url, masterKey, warn })
  const setup = openSetup()
  return {
    routes: accessRoutes({ ...options, identity, setup, limit: signInLimit(store.db) }),
    sessions: openSessions(
      identity,
      store.db,
      keyDoor(store.db, options.clientAddress),
      options.requestLimit,
    ),
    setupToken: setup.token,
    close: () => pool.end(),
  }
}
