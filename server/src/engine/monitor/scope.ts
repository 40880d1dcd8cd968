import { type RawBuilder, sql } from 'kysely'
import type { SignedIn } from '../../contract.ts'
import { checkLink, connectionsInScope } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'

// Administrators see all connections here; everybody else those in their scope.

/** The connections whose doings this user may see. */
export async function visibleConnections(db: Db, user: SignedIn): Promise<readonly number[]> {
  if (user.role !== 'administrator') return [...(await connectionsInScope(db, user)).keys()]
  const { rows } = await sql<{ id: number }>`select id from connection`.execute(db)
  return rows.map(({ id }) => id)
}

/** A condition on a column with the id of a connection; undefined if it need not be asked. */
export async function inScopeOf(
  db: Db,
  user: SignedIn,
  column: string,
): Promise<RawBuilder<unknown> | undefined> {
  if (user.role === 'administrator') return undefined
  return sql`${sql.ref(column)} = any(${[...(await visibleConnections(db, user))]}::bigint[])`
}

/** 404 unless this user may see the link. */
export async function checkVisible(db: Db, user: SignedIn, linkId: number): Promise<void> {
  if (user.role !== 'administrator') {
    await checkLink(db, user, linkId)
    return
  }
  const { rows } = await sql`select from link where id = ${linkId} and ended_at is null`.execute(db)
  if (rows.length === 0) throw notFound()
}
