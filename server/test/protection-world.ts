import type { Fields } from '@koppel/sdk'
import { sql } from 'kysely'
import { connect, type Line, type World } from './engine-world.ts'

/** A connection with this many customers and companies that are the same, looked at by a first pass. */
export async function manyLinked(world: World, count: number, lines?: readonly Line[]) {
  const { db } = world.db
  const connectionId = await connect(world, lines)
  const keys = world.erp.generate(count)
  await sql`
    with made as (
      insert into company (name, code) select key, key from unnest(${keys}::text[]) key returning id, code
    )
    insert into link (connection_id, actor_type, actor_key, record_type, record_id)
    select ${connectionId}, 'customer', code, 'company', id from made`.execute(db)
  const result = await world.pass(connectionId)
  if (result !== 'done') throw new Error(`The first pass ended ${result}`)
  return { connectionId, keys }
}

/** Changes the same in many customers. */
export function editAll(world: World, keys: readonly string[], fields: (key: string) => Fields): void {
  for (const key of keys) world.erp.edit('customer', key, fields(key))
}

/** Everything a pass could have done to these companies and links, by key. */
export async function standing(world: World, connectionId: number) {
  const { rows } = await sql<{ key: string; name: string; phone: string | null; broken: boolean }>`
    select l.actor_key as key, c.name, c.phone, l.broken_at is not null as broken
    from link l join company c on c.id = l.record_id where l.connection_id = ${connectionId} order by 1`.execute(
    world.db.db,
  )
  return rows
}

export async function suspects(world: World, connectionId: number) {
  return await world.db.db
    .selectFrom('suspect')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .orderBy('linkId')
    .execute()
}
