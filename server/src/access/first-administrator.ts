import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { ProblemError } from '../problem.ts'
import type { Db, Store, Tx } from '../store/index.ts'
import { addUser, allLicences } from './people/users.ts'

export interface FirstAdministrator {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** The one way in while there are no users: a secret that only whoever reads the console of the server knows. */
export interface Setup {
  readonly token: string
  /** Makes the first administrator, once. */
  create(store: Store, token: string, person: FirstAdministrator): Promise<void>
}

const validForMs = 15 * 60_000

export function openSetup(now: () => number = Date.now): Setup {
  const token = randomBytes(24).toString('base64url')
  const validUntil = now() + validForMs

  return {
    token,
    async create(store, given, person) {
      if (!same(given, token) || now() > validUntil) throw linkInvalid()
      const made = await createFirstAdministrator(store, person)
      if (!made) throw linkInvalid()
    },
  }
}

/** Makes an administrator unless there is a user already; says whether it did. */
export function createFirstAdministrator(store: Store, person: FirstAdministrator): Promise<boolean> {
  return store.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('koppel/administrators'))`.execute(tx)
    if (await hasUsers(tx)) return false
    await addUser(tx, { ...person, role: 'administrator', licences: allLicences }, null)
    return true
  })
}

export async function hasUsers(db: Db | Tx): Promise<boolean> {
  return (await db.selectFrom('appUser').select('id').limit(1).executeTakeFirst()) !== undefined
}

function same(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}

function linkInvalid(): ProblemError {
  return new ProblemError(403, 'setupLinkInvalid', {
    en: 'This link has been used or has expired. Restart Koppel to have a new one printed.',
    nl: 'Deze link is gebruikt of verlopen. Start Koppel opnieuw om een nieuwe te krijgen.',
  })
}
