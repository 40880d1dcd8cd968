import { sql } from 'kysely'
import { ProblemError } from '../problem.ts'
import type { Tx } from '../store/index.ts'
import type { Scope } from './connections.ts'

/** Throws 422 when nobody would be left in it. */
export function checkScope({ kind, users, groups }: Scope): void {
  if (kind === 'everyone' || users.length + groups.length > 0) return
  throw new ProblemError(422, 'scopeEmpty', {
    en: 'Select at least one user or group, or choose Everyone.',
    nl: 'Selecteer ten minste één gebruiker of groep, of kies Iedereen.',
  })
}

export async function storeScope(tx: Tx, id: number, { kind, users, groups }: Scope): Promise<void> {
  await tx.deleteFrom('connectionAccess').where('connectionId', '=', id).execute()
  if (kind === 'everyone') return
  await sql`
    insert into connection_access (connection_id, user_id, group_id, can_connect, can_create)
    select ${id}::bigint, u.id, null, g."canConnect", g."canCreate"
    from jsonb_to_recordset(${JSON.stringify(users)}::jsonb) as g(id text, "canConnect" boolean, "canCreate" boolean)
    join app_user u on u.id = g.id
    union all
    select ${id}::bigint, null, o.id, g."canConnect", g."canCreate"
    from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) as g(id bigint, "canConnect" boolean, "canCreate" boolean)
    join user_group o on o.id = g.id
    on conflict do nothing`.execute(tx)
}

interface ToldMember {
  readonly key: string
  readonly canConnect: boolean
  readonly canCreate: boolean
}

/** The scope of a connection as the audit tells it: users and groups by their names. */
export async function scopeInWords(tx: Tx, id: number) {
  const { scope } = await tx
    .selectFrom('connection')
    .select('scope')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { rows } = await sql<ToldMember & { readonly ofUser: boolean }>`
    select a.can_connect, a.can_create, u.id is not null as of_user,
      coalesce(u.name || case when exists (select from app_user o where o.name = u.name and o.id <> u.id)
        then concat(' (', u.email, ')') else '' end, g.name) as key
    from connection_access a left join app_user u on u.id = a.user_id left join user_group g on g.id = a.group_id
    where a.connection_id = ${id} order by key`.execute(tx)
  const members = (ofUser: boolean) =>
    rows
      .filter((row) => row.ofUser === ofUser)
      .map(({ key, canConnect, canCreate }) => ({ key, canConnect, canCreate }))
  return { kind: scope, users: members(true), groups: members(false) }
}
