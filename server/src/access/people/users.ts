import type { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { notFound } from '../../contract.ts'
import { ProblemError } from '../../problem.ts'
import type { Db, Store, Tx } from '../../store/index.ts'
import { audit } from '../../store/index.ts'
import type { Role } from '../../store/tables.ts'
import { hashPassword } from '../passwords.ts'
import type { user as userSchema } from './contract.ts'

export type User = z.infer<typeof userSchema>

export interface NewUser {
  readonly name: string
  readonly email: string
  /** Without one the user chooses it, with a one-time link. */
  readonly password?: string | undefined
  readonly role: Role
  readonly licences: readonly string[]
  readonly groupIds?: readonly number[]
}

export const allLicences = ['erpSync', 'import', 'quotes'] as const

export async function listUsers(db: Db): Promise<User[]> {
  const rows = await shownUsers(db).orderBy('name').orderBy('id').execute()
  return rows.map(shown)
}

export async function findUser(db: Db | Tx, id: string): Promise<User> {
  const row = await shownUsers(db).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound()
  return shown(row)
}

/** Adds a user; `by` is nobody for the first one. */
export async function addUser(tx: Tx, given: NewUser, by: string | null): Promise<User> {
  const { name, role, licences, groupIds = [] } = given
  const row = await tx
    .insertInto('appUser')
    .values({ name, email: given.email.toLowerCase(), role, licences: [...licences] })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw emailTaken()
  if (given.password !== undefined) await setPassword(tx, row.id, given.password)
  await sql`
    insert into user_group_member (group_id, user_id)
    select id, ${row.id} from user_group where id = any(${[...groupIds]}::bigint[])`.execute(tx)
  const user = await findUser(tx, row.id)
  await audit(tx, { userId: by, action: 'createUser', subject: `user/${user.id}`, new: settingsOf(user) })
  return user
}

/** In the place of the password that was, if there was one. */
export async function setPassword(tx: Tx, userId: string, password: string): Promise<void> {
  const hash = await hashPassword(password)
  await tx
    .insertInto('userAccount')
    // How better-auth finds the password of an account.
    .values({
      ...{ userId, accountId: userId, providerId: 'credential', issuer: 'local:credential' },
      password: hash,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'accountId'])
        .doUpdateSet({ password: hash, updatedAt: sql<string>`now()` }),
    )
    .execute()
}

export interface UserChange {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly role?: Role | undefined
  readonly licences?: readonly string[] | undefined
  readonly disabled?: boolean | undefined
}

/** Takes effect with the next request of that user, whose sessions end when disabled. */
export function changeUser(store: Store, id: string, change: UserChange, by: string): Promise<User> {
  return store.transaction(async (tx) => {
    // One change of administrators at a time, or two of them could disable each other.
    await sql`select pg_advisory_xact_lock(hashtext('koppel/administrators'))`.execute(tx)
    const old = await findUser(tx, id)
    await tx.updateTable('appUser').set(columnsOf(change)).where('id', '=', id).execute().catch(emailOnce)
    await keepAnAdministrator(tx)
    if (change.disabled) {
      await tx.deleteFrom('userSession').where('userId', '=', id).execute()
      await tx.deleteFrom('accessLink').where('userId', '=', id).execute()
    }
    const user = await findUser(tx, id)
    await audit(tx, {
      ...{ userId: by, action: 'changeUser', subject: `user/${id}` },
      ...{ old: settingsOf(old), new: settingsOf(user) },
    })
    await sessionsChanged(tx, id)
    return user
  })
}

/** Signs somebody out everywhere. */
export function endSessions(store: Store, id: string, by: string): Promise<void> {
  return store.transaction(async (tx) => {
    await findUser(tx, id)
    await tx.deleteFrom('userSession').where('userId', '=', id).execute()
    await audit(tx, { userId: by, action: 'endSessions', subject: `user/${id}` })
    await sessionsChanged(tx, id)
  })
}

/** Tells every process that open streams of this user must look at their session again. */
export async function sessionsChanged(db: Db | Tx, userId: string): Promise<void> {
  await sql`select pg_notify('koppel_sessions', ${userId})`.execute(db)
}

function shownUsers(db: Db | Tx) {
  return db
    .selectFrom('appUser')
    .select(['id', 'name', 'email', 'role', 'licences', 'disabledAt', 'createdAt', 'lastSeenAt'])
    .select((user) => [
      user
        .exists(user.selectFrom('userAccount').select('id').whereRef('userAccount.userId', '=', 'appUser.id'))
        .as('hasPassword'),
      user
        .exists(
          user
            .selectFrom('userTotp')
            .select('userId')
            .whereRef('userTotp.userId', '=', 'appUser.id')
            .where('confirmedAt', 'is not', null),
        )
        .as('twoFactor'),
      user
        .selectFrom('accessLink')
        .select((link) => link.fn.max('expiresAt').as('until'))
        .whereRef('accessLink.userId', '=', 'appUser.id')
        .where('expiresAt', '>', sql<string>`now()`)
        .as('linkExpiresAt'),
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof shownUsers>['executeTakeFirstOrThrow']>>

function shown({ disabledAt, ...row }: Row): User {
  return {
    ...row,
    hasPassword: Boolean(row.hasPassword),
    twoFactor: Boolean(row.twoFactor),
    disabled: disabledAt !== null,
  }
}

/** What an administrator decides of a user, for the audit. */
function settingsOf({ name, email, role, licences, disabled }: User) {
  return { name, email, role, licences: [...licences].sort(), disabled }
}

/** What is not given stays as it is: Kysely leaves `undefined` out. */
function columnsOf({ name, email, role, licences, disabled }: UserChange) {
  return {
    name,
    email: email?.toLowerCase(),
    role,
    licences: licences && [...licences],
    disabledAt: disabled === undefined ? undefined : disabled ? sql<string>`now()` : null,
    updatedAt: sql<string>`now()`,
  }
}

/** Somebody has to be able to sign in as one: an invitation that nobody used is not enough. */
async function keepAnAdministrator(tx: Tx): Promise<void> {
  const left = await tx
    .selectFrom('appUser')
    .innerJoin('userAccount', 'userAccount.userId', 'appUser.id')
    .select('appUser.id')
    .where('role', '=', 'administrator')
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  if (left) return
  throw new ProblemError(409, 'lastAdministrator', {
    en: 'This is the last administrator who can sign in. Make somebody else administrator first.',
    nl: 'Dit is de laatste beheerder die zich kan aanmelden. Maak eerst iemand anders beheerder.',
  })
}

function emailOnce(error: unknown): never {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'app_user_email_key') {
    throw emailTaken()
  }
  throw error
}

function emailTaken(): ProblemError {
  return new ProblemError(409, 'emailTaken', {
    en: 'There is a user with this e-mail address already.',
    nl: 'Er is al een gebruiker met dit e-mailadres.',
  })
}
