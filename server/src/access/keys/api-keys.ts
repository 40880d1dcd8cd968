import type { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import type { Db, Store, Tx } from '../../store/index.ts'
import { audit } from '../../store/index.ts'
import type { Role } from '../../store/tables.ts'
import { hashToken, newToken } from '../tokens.ts'
import type { apiKey as keySchema } from './contract.ts'

export type ApiKey = z.infer<typeof keySchema>

export interface NewKey {
  readonly name: string
  readonly userId: string
  readonly role: Role
  readonly expiresAt: string | null
}

// To see at once, in a script or a log, what it is.
const prefix = 'koppel_'

export const listApiKeys = (db: Db): Promise<ApiKey[]> => keysWhere(db, sql`true`)

/** The answer holds the key itself, for the only time. */
export function createApiKey(store: Store, given: NewKey, by: string): Promise<ApiKey & { key: string }> {
  return store.transaction(async (tx) => {
    const user = await tx
      .selectFrom('appUser')
      .select('disabledAt')
      .where('id', '=', given.userId)
      .executeTakeFirst()
    if (!user || user.disabledAt !== null) throw noSuchUser()
    if (given.expiresAt !== null && Date.parse(given.expiresAt) <= Date.now()) throw expiresInPast()
    const key = `${prefix}${newToken()}`
    const { id } = await tx
      .insertInto('apiKey')
      .values({ ...given, keyHash: hashToken(key), hint: key.slice(-4), createdBy: by })
      .returning('id')
      .executeTakeFirstOrThrow()
    const [made] = await keysWhere(tx, sql`k.id = ${id}`)
    if (!made) throw notFound()
    const { name, role, expiresAt } = made
    await audit(tx, {
      ...{ userId: by, action: 'createApiKey', subject: `apiKey/${id}` },
      new: { name, actsAs: made.user.name, role, expiresAt },
    })
    return { ...made, key }
  })
}

export function revokeApiKey(store: Store, id: number, by: string): Promise<void> {
  return store.transaction(async (tx) => {
    const revoked = await tx
      .updateTable('apiKey')
      .set({ revokedAt: sql<string>`now()` })
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!revoked) throw notFound()
    await audit(tx, { userId: by, action: 'revokeApiKey', subject: `apiKey/${id}` })
  })
}

/** The user a key acts as, with the rights of both; undefined when it opens nothing. */
export async function readApiKey(db: Db, key: string) {
  if (!key.startsWith(prefix)) return undefined
  const found = await db
    .selectFrom('apiKey')
    .innerJoin('appUser', 'appUser.id', 'apiKey.userId')
    .select(['appUser.id', 'appUser.name', 'email', 'appUser.role', 'licences', 'language'])
    .select(['apiKey.id as keyId', 'apiKey.role as keyRole', 'lastUsedAt'])
    .where('keyHash', '=', hashToken(key))
    .where('revokedAt', 'is', null)
    .where('disabledAt', 'is', null)
    .where(sql<boolean>`(expires_at is null or expires_at > now())`)
    .executeTakeFirst()
  if (!found) return undefined
  const { keyId, keyRole, lastUsedAt, ...user } = found
  await noteUse(db, keyId, lastUsedAt)
  return { keyId, user: { ...user, role: lower(user.role, keyRole) } }
}

/** To the minute is enough, and does not write on every request. */
async function noteUse(db: Db, id: number, lastUsedAt: string | null): Promise<void> {
  if (lastUsedAt !== null && Date.now() - Date.parse(lastUsedAt) < 60_000) return
  await db.updateTable('apiKey').set({ lastUsedAt: sql<string>`now()` }).where('id', '=', id).execute()
}

const ranks: readonly Role[] = ['readOnly', 'user', 'administrator']

function lower(one: Role, other: Role): Role {
  return ranks.indexOf(one) < ranks.indexOf(other) ? one : other
}

async function keysWhere(db: Db | Tx, where: ReturnType<typeof sql>): Promise<ApiKey[]> {
  const { rows } = await sql<ApiKey>`
    select k.id, k.name, k.role, k.hint, k.created_at, k.expires_at, k.last_used_at, k.revoked_at,
      (select name from app_user where id = k.created_by) as created_by,
      jsonb_build_object('id', u.id, 'name', u.name, 'disabled', u.disabled_at is not null) as "user"
    from api_key k join app_user u on u.id = k.user_id
    where ${where}
    order by k.revoked_at is not null, k.id desc`.execute(db)
  return rows
}

function noSuchUser(): ProblemError {
  return new ProblemError(422, 'noSuchUser', {
    en: 'Choose a user who is there and not disabled.',
    nl: 'Kies een gebruiker die er is en niet is uitgeschakeld.',
  })
}

function expiresInPast(): ProblemError {
  return new ProblemError(422, 'expiresInPast', {
    en: 'Choose a day in the future for the key to expire.',
    nl: 'Kies een dag in de toekomst waarop de sleutel verloopt.',
  })
}
