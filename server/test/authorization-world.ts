import type { Role } from '../src/store/tables.ts'
import { servedRoutes, useAdministration } from './administration-desk.ts'
import { type Ids, type Row, table } from './authorization-table.ts'
import { type Answer, activeConnection, done } from './erp-desk.ts'

// inny is in the scope of the first connection by a group, outy only in that of the second; lisa is in the scope but has no
// licence; roby may only read; dirk was disabled.
export const ids: Record<'first' | 'second', Ids> = { first: none(), second: none() }
export const keys = { administrator: '', readOnly: '' }

export const world = useAdministration({
  prepare: async () => {
    const people: Record<string, string> = {}
    for (const [name, role] of [
      ['inny', 'user'],
      ['outy', 'user'],
      ['lisa', 'user'],
      ['roby', 'readOnly'],
      ['dirk', 'user'],
    ] as const satisfies [string, Role][]) {
      people[name] = await world.person(name, role)
    }
    const group = done(await world.call('POST', '/groups', { name: 'Verkoop' })).id
    const members = [people.inny, people.lisa, people.roby, people.dirk]
    done(await world.call('PUT', `/groups/${group}/members`, { userIds: members }))
    done(await world.call('PATCH', `/users/${people.lisa}`, { licences: ['quotes'] }))
    done(await world.call('PATCH', `/users/${people.dirk}`, { disabled: true }))
    ids.first = await furnished('First', { users: [], groups: [{ id: group, canCreate: true }] })
    ids.second = await furnished('Second', { users: [{ id: people.outy, canCreate: true }], groups: [] })
    const chief = done(await world.call('GET', '/session')).user.id
    for (const role of ['administrator', 'readOnly'] as const) {
      const given = { name: role, userId: chief, role, expiresAt: null }
      keys[role] = done(await world.call('POST', '/api-keys', given)).key
    }
  },
})

function none(): Ids {
  return { connection: 0, link: 0, record: 0, conflict: 0, intent: '', import: 0 }
}

/** A connection with a linked record, a value that moved, a conflict and something that is being made in the ERP. */
async function furnished(name: string, scope: object): Promise<Ids> {
  const connection = await activeConnection(world.desk, name, { scope: { kind: 'selected', ...scope } })
  const { pool } = world.database
  const idOf = async (sql: string, values: readonly unknown[]): Promise<string> =>
    String((await pool.query(sql, [...values])).rows[0].id)
  const one = async (sql: string, values: readonly unknown[]) => Number(await idOf(sql, values))
  const record = await one('insert into company (name) values ($1) returning id', [name])
  const link = await one(
    `insert into link (connection_id, actor_type, actor_key, record_type, record_id)
     values ($1, 'customer', $2, 'company', $3) returning id`,
    [connection, `key ${name}`, record],
  )
  const conflict = await one(
    `insert into conflict (link_id, erp_field, crm_field, erp_value, crm_value)
     values ($1, 'PHONE', 'phone', '"1"', '"2"') returning id`,
    [link],
  )
  await pool.query(
    `insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
       erp_field, crm_field, old_value, new_value, rule)
     values (0, $1, $2, 'company', $3, 'customer', $4, 'toCrm', 'PHONE', 'phone', '"0"', $5, 'erpChanged')`,
    [connection, link, record, `key ${name}`, JSON.stringify(`moved ${name}`)],
  )
  const intent = await idOf(
    `insert into create_intent (connection_id, actor_type, record_type, record_id, fields)
     values ($1, 'customer', 'company', $2, '{}') returning id`,
    [connection, record],
  )
  // Of inny: what somebody else imports is not for others.
  const ofInny = await one(
    `insert into import (connection_id, actor_type, settings, created_by)
     select $1, 'customer', '{"keys": [], "nearNames": false, "onMatch": "skip", "blanks": false, "defaults": {}}', id
     from app_user where name = 'inny' returning id`,
    [connection],
  )
  return { connection, link, record, conflict, intent, import: ofInny }
}

export const known = () => servedRoutes(world.ready())
export const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

/** The address with what it names put in. */
function addressOf(path: string, row: Row, of: Ids): string {
  const id = {
    ...{ connection: of.connection, link: of.link, conflict: of.conflict, intent: of.intent },
    ...{ body: of.record, list: of.record, import: of.import },
  }[row.scoped ?? 'list']
  const filled = path
    .replace('{recordType}', 'company')
    .replace('{field}', 'phone')
    .replace('{actorType}', 'customer')
    .replace('{id}', String(row.scoped ? id : 999_999))
    .replaceAll(/\{\w+\}/g, 'x')
  return row.query ? `${filled}?${row.query(of)}` : filled
}

export async function ask(
  name: string,
  of: Ids,
  as: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [method = '', path = ''] = name.split(' ')
  const row = table[name] ?? { access: 'public' }
  // A stream of events has no end to read.
  const verb = path === '/events' ? 'HEAD' : method
  const body = ['GET', 'HEAD', 'DELETE'].includes(verb) ? undefined : (row.body?.(of) ?? {})
  return await world.call(verb, addressOf(path, row, of), body, as, headers)
}

/** Asks all these routes; names those whose answer is not as it should be. */
export async function wrongOf(
  names: readonly string[],
  how: (name: string) => Promise<Answer>,
  right: (answer: Answer, name: string) => boolean,
): Promise<string[]> {
  const wrong: string[] = []
  for (const name of names) {
    const answer = await how(name)
    if (!right(answer, name)) wrong.push(`${name}: ${answer.status} ${answer.text.slice(0, 200)}`)
  }
  return wrong
}
