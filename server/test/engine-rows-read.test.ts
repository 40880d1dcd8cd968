import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { connect, useEngineWorld } from './engine-world.ts'

// PostgreSQL plans once what the engine asks pass after pass, while next to nothing waits. Such a plan may read a whole
// table for each row of another: nobody sees that before a thousand records change at once.

const world = useEngineWorld()
const many = 1_000
/** How often the rows of a table may be read for each record that changed: indexes, locks and joins need a few. */
const most = 15

describe('a pass whose statements were planned while little waited', () => {
  let connectionId = 0
  let keys: readonly string[] = []

  before(async () => {
    connectionId = await connect(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone'],
      ['STREETCITY', 'streetCity'],
    ])
    keys = world.erp.generate(many)
    await sql`
      with made as (
        insert into company (name, code) select key, key from unnest(${[...keys]}::text[]) key returning id, code
      )
      insert into link (connection_id, actor_type, actor_key, record_type, record_id)
      select ${connectionId}, 'customer', code, 'company', id from made`.execute(world.db.db)
    await pass()
    await sql`vacuum analyze`.execute(world.db.db)
    for (let round = 0; round < 8; round++) {
      await inCrm(`Dorp ${round}`, 1)
      inErp(`040 ${round}`, 1)
      await pass()
    }
  })

  test('reads each row a fixed number of times when a thousand records changed in the CRM', async () => {
    await inCrm('Stad', many)
    assertFew(await rowsRead(pass))
  })

  test('reads each row a fixed number of times when a thousand records changed in the ERP', async () => {
    inErp('020', many)
    assertFew(await rowsRead(pass))
  })

  async function pass() {
    assert.equal(await world.pass(connectionId), 'done')
  }

  async function inCrm(city: string, records: number) {
    await sql`update company set street_city = ${city} where id in (select id from company order by id limit ${records})`.execute(
      world.db.db,
    )
  }

  function inErp(phone: string, records: number) {
    for (const key of keys.slice(0, records)) world.erp.edit('customer', key, { PHONE: phone })
  }
})

function assertFew(read: ReadonlyMap<string, number>) {
  const often = [...read].filter(([, rows]) => rows > many * most)
  assert.deepEqual(often, [], 'rows read, by table')
  assert.ok((read.get('link') ?? 0) >= many, 'what was read is counted')
}

/** By table, the rows PostgreSQL read for this. */
async function rowsRead(work: () => Promise<unknown>): Promise<ReadonlyMap<string, number>> {
  const before = await counted()
  await work()
  const after = await counted()
  return new Map([...after].map(([table, rows]) => [table, rows - (before.get(table) ?? 0)]))
}

/** Each of PostgreSQL's processes keeps what it counted to itself for a while: all of them are asked, at the same time. */
async function counted(): Promise<ReadonlyMap<string, number>> {
  const { pool } = world.db.store
  const each = Array.from({ length: pool.totalCount }, () =>
    pool.query('select pg_stat_force_next_flush(), pg_sleep(0.1)'),
  )
  await Promise.all(each)
  const { rows } = await sql<{ table: string; rows: number }>`
    select relname as "table", coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows
    from pg_stat_user_tables`.execute(world.db.db)
  return new Map(rows.map(({ table, rows: read }) => [table, read]))
}
