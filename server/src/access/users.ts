import type { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { notFound } from '../contract.ts'
import { ProblemError } from '../problem.ts'
import type { Db, Store, Tx } from '../store/index.ts'
import { audit } from '../store/index.ts'
import type { Role } from '../store/tables.ts'
import type { user as userSchema } from './contract.ts'
import { hashPassword } from './passwords.ts'

export type User = z.infer<typeof userSchema>

export interface NewUser {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly role: Role
  readonly licences: readonly string[]
}

export const allLicences = ['erpSync', 'import', 'quotes'] as const

const columns = ['id', 'name', 'email', 'role', 'licences', 'disabledAt', 'createdAt'] as const

export async function listUsers(db: Db): Promise<User[]> {
  const rows = await db.selectFrom('appUser').select(columns).orderBy('name').orderBy('id').execute()
  return rows.map(shown)
}

/** Adds a user with a password; `by` is nobody for the first one. */
export async function addUser(tx: Tx, { password, ...given }: NewUser, by: string | null): Promise<User> {
  const email = given.email.toLowerCase()
  const hash = await hashPassword(password)
  const row = await tx
    .insertInto('appUser')
    .values({ name: given.name, email, role: given.role, licences: [...given.licences] })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning(columns)
    .executeTakeFirst()
  if (!row) throw emailTaken()
  await tx
    .insertInto('userAccount')
    // How better-auth finds the password of an account.
    .values({
      userId: row.id,
      accountId: row.id,
      providerId: 'credential',
      issuer: 'local:credential',
      password: hash,
    })
    .execute()
  const user = shown(row)
  await audit(tx, { userId: by, action: 'createUser', subject: `user/${user.id}`, new: user })
  return user
}

export interface UserChange {
  readonly role?: Role | undefined
  readonly licences?: readonly string[] | undefined
  readonly disabled?: boolean | undefined
}

/** Takes effect with the next request of that user, whose sessions end when disabled. */
export function changeUser(store: Store, id: string, change: UserChange, by: string): Promise<User> {
  return store.transaction(async (tx) => {
    // One change of administrators at a time, or two of them could disable each other.
    await sql`select pg_advisory_xact_lock(hashtext('koppel/administrators'))`.execute(tx)
    const old = await tx.selectFrom('appUser').select(columns).where('id', '=', id).executeTakeFirst()
    if (!old) throw notFound()
    const row = await tx
      .updateTable('appUser')
      .set(columnsOf(change))
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirstOrThrow()
    await keepAnAdministrator(tx)
    if (change.disabled) await tx.deleteFrom('userSession').where('userId', '=', id).execute()
    await audit(tx, {
      userId: by,
      action: 'changeUser',
      subject: `user/${id}`,
      old: shown(old),
      new: shown(row),
    })
    await sessionsChanged(tx, id)
    return shown(row)
  })
}

/** What is not given stays as it is: Kysely leaves `undefined` out. */
function columnsOf({ role, licences, disabled }: UserChange) {
  return {
    role,
    licences: licences && [...licences],
    disabledAt: disabled === undefined ? undefined : disabled ? sql<string>`now()` : null,
    updatedAt: sql<string>`now()`,
  }
}

/** Tells every process that open streams of this user must look at their session again. */
export async function sessionsChanged(db: Db, userId: string): Promise<void> {
  await sql`select pg_notify('koppel_sessions', ${userId})`.execute(db)
}

async function keepAnAdministrator(tx: Tx): Promise<void> {
  const left = await tx
    .selectFrom('appUser')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  if (left) return
  throw new ProblemError(409, 'lastAdministrator', {
    en: 'This is the last administrator. Make somebody else administrator first.',
    nl: 'Dit is de laatste beheerder. Maak eerst iemand anders beheerder.',
  })
}

function emailTaken(): ProblemError {
  return new ProblemError(409, 'emailTaken', {
    en: 'There is a user with this e-mail address already.',
    nl: 'Er is al een gebruiker met dit e-mailadres.',
  })
}

function shown({ disabledAt, ...row }: Omit<User, 'disabled'> & { disabledAt: string | null }): User {
  return { ...row, disabled: disabledAt !== null }
}
