import { hkdfSync } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Db } from '../store/index.ts'
import { checkSecondStep } from './own/two-factor.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

export interface IdentityOptions {
  readonly db: Db
  /** Yields the driver's own types: better-auth wants `Date`. */
  readonly pool: pg.Pool
  /** How browsers reach us. Over https the cookie is bound to this host and to https. */
  readonly url: string
  readonly masterKey: Uint8Array
  readonly warn: (message: string) => void
}

export type Identity = ReturnType<typeof openIdentity>

/** The address of the client as the socket says, set by us on what better-auth sees: a header of theirs counts nothing. */
export const clientAddressHeader = 'x-koppel-client'
/** The code that was typed with the password, on its way through better-auth to where a session is made. */
export const codeHeader = 'x-koppel-code'

const hour = 60 * 60
/** In seconds: how long a session lasts unless it is used, and how often use makes it last longer. */
export const sessionTimes = { expiresIn: 12 * hour, updateAge: hour / 4 }
// Whoever changes the password is signed in already.
const renewsSession = '/change-password'

/** better-auth on our tables: passwords and sessions. Its routes are not mounted; access/routes.ts calls it. */
export function openIdentity({ db, pool, url, masterKey, warn }: IdentityOptions) {
  const https = url.startsWith('https:')
  const tables = new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] })

  return betterAuth({
    baseURL: url,
    basePath: '/api/v1/auth',
    secret: Buffer.from(hkdfSync('sha256', masterKey, '', 'koppel/sessions', 32)).toString('base64url'),
    database: { db: tables, type: 'postgres', transaction: true },
    user: { modelName: 'appUser' },
    session: { modelName: 'userSession', ...sessionTimes },
    account: { modelName: 'userAccount' },
    verification: { modelName: 'verification' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    databaseHooks: {
      session: {
        create: {
          // Refused after the password was checked: a disabled account answers like a wrong password, as slowly.
          // Here, so that no session is made by a password alone where a code is asked for as well.
          before: async ({ userId }, context) => {
            const user = await db
              .selectFrom('appUser')
              .select('disabledAt')
              .where('id', '=', userId)
              .executeTakeFirst()
            if (user?.disabledAt !== null) return false
            if (context?.path === renewsSession) return true
            await checkSecondStep(db, masterKey, userId, context?.headers?.get(codeHeader) ?? undefined)
            return true
          },
        },
      },
    },
    // We count tries ourselves: by account too, and where no proxy header can reset it.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => warn(message),
    },
    advanced: {
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      cookies: {
        session_token: {
          name: https ? '__Host-koppel' : 'koppel',
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: https },
        },
      },
    },
  })
}
