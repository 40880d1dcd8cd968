import type { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import type { Db, Store, Tx } from '../../store/index.ts'
import { audit } from '../../store/index.ts'
import type { group as groupSchema } from './contract.ts'

export type Group = z.infer<typeof groupSchema>

export const listGroups = (db: Db): Promise<Group[]> => groupsWhere(db, sql`true`)

export function createGroup(store: Store, name: string, by: string): Promise<Group> {
  return store.transaction(async (tx) => {
    const { id } = await tx
      .insertInto('userGroup')
      .values({ name })
      .returning('id')
      .executeTakeFirstOrThrow()
      .catch(nameOnce)
    await audit(tx, { userId: by, action: 'createGroup', subject: `group/${id}`, new: { name } })
    return await findGroup(tx, id)
  })
}

export function renameGroup(store: Store, id: number, name: string, by: string): Promise<Group> {
  return store.transaction(async (tx) => {
    const old = await findGroup(tx, id)
    await tx.updateTable('userGroup').set({ name }).where('id', '=', id).execute().catch(nameOnce)
    await audit(tx, {
      ...{ userId: by, action: 'renameGroup', subject: `group/${id}` },
      ...{ old: { name: old.name }, new: { name } },
    })
    return await findGroup(tx, id)
  })
}

/** Refused while a connection names it: its members would lose what they may do there without a word. */
export function deleteGroup(store: Store, id: number, by: string): Promise<void> {
  return store.transaction(async (tx) => {
    // Nobody adds it to a scope meanwhile.
    await tx.selectFrom('userGroup').select('id').where('id', '=', id).forUpdate().execute()
    const { name, connections } = await findGroup(tx, id)
    if (connections.length > 0) throw groupInUse(connections.map((connection) => connection.name))
    await tx.deleteFrom('userGroup').where('id', '=', id).execute()
    await audit(tx, { userId: by, action: 'deleteGroup', subject: `group/${id}`, old: { name } })
  })
}

export interface MembersChange {
  readonly added: readonly string[]
  /** Without it: everybody who is not added. */
  readonly removed?: readonly string[]
}

/** Acts on the next request of who came and who went. */
export function changeMembers(
  store: Store,
  id: number,
  { added, removed }: MembersChange,
  by: string,
): Promise<Group> {
  return store.transaction(async (tx) => {
    await tx.selectFrom('userGroup').select('id').where('id', '=', id).forUpdate().execute()
    const old = await findGroup(tx, id)
    const gone = new Set(removed ?? old.memberIds)
    await sql`
      delete from user_group_member where group_id = ${id} and user_id = any(${[...gone]}::text[])`.execute(
      tx,
    )
    await sql`
      insert into user_group_member (group_id, user_id)
      select ${id}::bigint, id from app_user where id = any(${[...added]}::text[])
      on conflict do nothing`.execute(tx)
    const now = await findGroup(tx, id)
    await audit(tx, {
      ...{ userId: by, action: 'changeMembers', subject: `group/${id}` },
      ...{ old: { members: await namesOf(tx, old) }, new: { members: await namesOf(tx, now) } },
    })
    return now
  })
}

async function findGroup(tx: Tx, id: number): Promise<Group> {
  const [group] = await groupsWhere(tx, sql`g.id = ${id}`)
  if (!group) throw notFound()
  return group
}

async function groupsWhere(db: Db | Tx, where: ReturnType<typeof sql>): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select g.id, g.name,
      coalesce((
        select jsonb_agg(m.user_id order by u.name, u.id) from user_group_member m
        join app_user u on u.id = m.user_id where m.group_id = g.id), '[]') as member_ids,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.name)
        from connection_access a join connection c on c.id = a.connection_id and c.deleted_at is null
        where a.group_id = g.id), '[]') as connections
    from user_group g where ${where} order by lower(g.name), g.id`.execute(db)
  return rows
}

async function namesOf(tx: Tx, { memberIds }: Group): Promise<string[]> {
  if (memberIds.length === 0) return []
  const rows = await tx.selectFrom('appUser').select('name').where('id', 'in', memberIds).execute()
  return rows.map(({ name }) => name).sort()
}

function nameOnce(error: unknown): never {
  const twice =
    error instanceof Error && 'constraint' in error && String(error.constraint).startsWith('user_group_name')
  if (!twice) throw error
  throw new ProblemError(409, 'nameTaken', {
    en: 'There is a group with this name already.',
    nl: 'Er is al een groep met deze naam.',
  })
}

function groupInUse(names: readonly string[]): ProblemError {
  const list = names.join(', ')
  return new ProblemError(409, 'groupInUse', {
    en: `The scope of these ERP connections names this group: ${list}. Take it out there first.`,
    nl: `Deze groep hoort bij de reikwijdte van: ${list}. Haal de groep daar eerst weg.`,
  })
}
