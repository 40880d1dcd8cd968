import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { notFound } from '../problem.ts'
import type { Db, Tables } from '../store/index.ts'

// Who may use which connection: spec §1, scope. Administration is another matter: administrators see all there.

/** What somebody may do with a connection in their scope. */
export interface Access {
  readonly connectionId: number
  /** May link a record to an actor that is there. */
  readonly canConnect: boolean
  /** May have an actor made. */
  readonly canCreate: boolean
}

/** Whether the licence of this user includes ERP sync. */
export function hasErpSync(user: SignedIn): boolean {
  return user.licences.includes('erpSync')
}

/** The live, active connections this user may use, by id. */
export async function connectionsInScope(
  db: Kysely<Tables>,
  user: SignedIn,
): Promise<ReadonlyMap<number, Access>> {
  if (!hasErpSync(user)) return new Map()
  const { rows } = await sql<Access>`/* kept */ ${inScope(user.id)}`.execute(db)
  return new Map(rows.map((row) => [row.connectionId, row]))
}

/** The same as SQL: rows of `connection_id`, `can_connect` and `can_create`. The licence is checked before. */
export function inScope(userId: string): RawBuilder<unknown> {
  return sql`
    select c.id as connection_id,
      c.scope = 'everyone' or coalesce(bool_or(a.can_connect), false) as can_connect,
      c.scope = 'everyone' or coalesce(bool_or(a.can_create), false) as can_create
    from connection c
    left join connection_access a on a.connection_id = c.id and (
      a.user_id = ${userId}
      or a.group_id in (select group_id from user_group_member where user_id = ${userId}))
    where c.active and c.deleted_at is null
    group by c.id
    having c.scope = 'everyone' or count(a.connection_id) > 0`
}

/** 404 unless this user may use the connection. */
export async function checkConnection(db: Db, user: SignedIn, connectionId: number): Promise<Access> {
  const access = (await connectionsInScope(db, user)).get(connectionId)
  if (!access) throw notFound()
  return access
}

/** A link that has not ended, of a connection this user may use; 404 otherwise. */
export async function checkLink(db: Db, user: SignedIn, linkId: number) {
  const link = await db
    .selectFrom('link')
    .selectAll()
    .where('id', '=', linkId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  if (!link) throw notFound()
  await checkConnection(db, user, link.connectionId)
  return link
}

/** The role `readOnly` sees the ERP tab and changes nothing on it. */
export function mayEdit(user: SignedIn): boolean {
  return user.role !== 'readOnly'
}

export const mayNotConnect = {
  en: 'You have no right to connect in this ERP connection. Ask an administrator for it.',
  nl: 'U hebt in deze ERP-verbinding geen recht om te verbinden. Vraag een beheerder erom.',
}
