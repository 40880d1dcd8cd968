import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { countStates } from '../src/engine/monitor/states.ts'
import { linkState } from '../src/erp/index.ts'
import { useEngineDesk } from './engine-desk.ts'
import { connect, linked } from './engine-world.ts'

const { world, call } = useEngineDesk()

/** The same dice every time. */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const steps: readonly ((id: number) => ReturnType<typeof sql>)[] = [
  (id) => sql`update link set held_at = now() where id = ${id}`,
  (id) => sql`update link set held_at = null where id = ${id}`,
  (id) => sql`update link set broken_at = now() where id = ${id}`,
  (id) => sql`update link set broken_at = null where id = ${id}`,
  (id) => sql`update link set ended_at = now() where id = ${id}`,
  (id) =>
    sql`insert into crm_change (link_id, connection_id) select id, connection_id from link where id = ${id} on conflict do nothing`,
  (id) => sql`delete from crm_change where link_id = ${id}`,
  (id) => sql`insert into erp_write (link_id, connection_id, actor_type, fields, mapping_version)
    select id, connection_id, 'customer', '{}', 1 from link where id = ${id} on conflict do nothing`,
  (id) => sql`delete from erp_write where link_id = ${id}`,
  (id) =>
    sql`insert into field_error (link_id, erp_field, crm_field, direction, code) values (${id}, 'A', 'a', 'toCrm', 'tooLong') on conflict do nothing`,
  (id) => sql`delete from field_error where link_id = ${id}`,
  (id) =>
    sql`insert into conflict (link_id, erp_field, crm_field) values (${id}, 'A', 'a') on conflict do nothing`,
  (id) => sql`update conflict set resolved_at = now() where link_id = ${id}`,
  (id) => sql`insert into parked (connection_id, link_id, actor_type, reason, explanation)
    select connection_id, id, 'customer', 'refused', '"no"' from link where id = ${id} on conflict do nothing`,
  (id) => sql`update parked set resolved_at = now() where link_id = ${id}`,
]

/** Link by link, with nothing but the definition. */
async function oneByOne() {
  const { rows } = await sql<{ connectionId: number; state: string; count: number }>`
    select connection_id, state, count(*) as count
    from (select connection_id, ${linkState('l')} as state from link l where ended_at is null) l group by 1, 2`.execute(
    world.db.db,
  )
  return rows
}

async function compare(where: string): Promise<void> {
  const truth = await oneByOne()
  for (const { connectionId, waitingSince, links, ...counts } of await countStates(world.db.db)) {
    const expected = Object.fromEntries(
      Object.keys(counts).map((state) => [
        state,
        truth.find((row) => row.connectionId === connectionId && row.state === state)?.count ?? 0,
      ]),
    )
    assert.deepEqual({ ...counts }, expected, where)
    assert.equal(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      links,
      where,
    )
    assert.equal(waitingSince !== null, counts.waiting > 0, where)
  }
}

describe('the numbers of linked records in each state', () => {
  test('are those of the definition and add up to the links, after every step of a random history', async () => {
    const connections = [await connect(world), await connect(world)]
    const links: number[] = []
    for (let one = 0; one < 12; one += 1) {
      const made = await linked(world, connections[one % 2] ?? 0, { NAME: `N${one}` }, { name: `N${one}` })
      links.push(made.linkId)
    }
    const roll = dice(20_260_101)
    for (let step = 0; step < 250; step += 1) {
      const id = links[roll(links.length)] ?? 0
      await steps[roll(steps.length)]?.(id).execute(world.db.db)
      await compare(`step ${step}`)
    }
  })

  test('lead to the records behind them', async () => {
    const connectionId = await connect(world)
    for (const name of ['A', 'B', 'C']) await linked(world, connectionId, { NAME: name }, { name })
    await world.pass(connectionId)
    const { linkId } = await linked(world, connectionId, { NAME: 'D' }, { name: 'D' })
    const list = async (query: string) =>
      (await call('chief', 'GET', `/links?connectionId=${connectionId}${query}`)).body

    assert.deepEqual(
      (await list('&state=waiting')).rows.map(({ id }: { id: number }) => id),
      [linkId],
    )
    const first = await list('&state=inSync&limit=2')
    assert.deepEqual(
      first.rows.map(({ record }: { record: { title: string } }) => record.title),
      ['A', 'B'],
    )
    const rest = await list(`&state=inSync&limit=2&after=${first.next}`)
    assert.deepEqual([rest.rows.length, rest.next], [1, null])
    assert.equal((await list('')).rows.length, 4)
    assert.equal((await call('anna', 'GET', `/links?connectionId=${connectionId}`)).status, 403)
    assert.equal((await call('chief', 'GET', '/links')).status, 400)
  })
})
