import type { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { notFound } from '../../problem.ts'
import type { Db, Store } from '../../store/index.ts'
import { audit } from '../../store/index.ts'
import { sessionsChanged } from '../people/users.ts'
import type { ownSession } from './contract.ts'

export type OwnSession = z.infer<typeof ownSession>

export async function listOwnSessions(
  db: Db,
  userId: string,
  currentId: string | undefined,
): Promise<OwnSession[]> {
  const rows = await db
    .selectFrom('userSession')
    .select(['id', 'createdAt', 'updatedAt', 'expiresAt', 'ipAddress', 'userAgent'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', sql<string>`now()`)
    .orderBy('updatedAt', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    current: row.id === currentId,
    startedAt: row.createdAt,
    lastSeenAt: row.updatedAt,
    expiresAt: row.expiresAt,
    address: row.ipAddress || null,
    browser: row.userAgent || null,
  }))
}

/** One of them, or all. */
export function endOwnSessions(store: Store, userId: string, id?: string): Promise<void> {
  return store.transaction(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('userSession')
      .where('userId', '=', userId)
      .$if(id !== undefined, (some) => some.where('id', '=', id ?? ''))
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw notFound()
    await audit(tx, { userId, action: id ? 'endSession' : 'endSessions', subject: `user/${userId}` })
    await sessionsChanged(tx, userId)
  })
}
