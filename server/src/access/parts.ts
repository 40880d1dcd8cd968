import type { Context } from 'hono'
import type { Env } from '../contract.ts'
import type { Store } from '../store/index.ts'
import type { Setup } from './first-administrator.ts'
import type { Identity } from './identity.ts'
import type { SignInLimit } from './sign-in-limit.ts'

/** What the routes of this area work with. */
export interface AccessDeps {
  readonly store: Store
  readonly identity: Identity
  readonly setup: Setup
  readonly limit: SignInLimit
  /** How browsers reach us: what one-time links begin with. */
  readonly url: string
  readonly masterKey: Uint8Array
  readonly crmName: string
  /** The page of the demo ERP, where it runs. */
  readonly demoErpUrl: () => string | null
  /** Where a request came from. */
  readonly clientAddress: (c: Context<Env>) => string | undefined
}
