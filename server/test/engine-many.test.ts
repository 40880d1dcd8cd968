import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { readRecords } from '../src/crm/index.ts'
import { connect, inErp, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()
const count = 1_000

/** How many statements `work` sends to PostgreSQL. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype
  let sent = 0
  pg.Client.prototype.query = function counted(this: pg.Client, ...given: Parameters<typeof query>) {
    sent += 1
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    await work()
    return sent
  } finally {
    pg.Client.prototype.query = query
  }
}

/** As many companies as customers, named alike and linked; they take the ERP's values. */
async function linkAll(connectionId: number, keys: readonly string[]): Promise<void> {
  await sql`
    with made as (
      insert into company (name, code) select key, key from unnest(${[...keys]}::text[]) key returning id, code
    )
    insert into link (connection_id, actor_type, actor_key, record_type, record_id)
    select ${connectionId}, 'customer', code, 'company', id from made`.execute(world.db.db)
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const before = performance.now()
  await work()
  console.log(`${what}: ${Math.round(performance.now() - before)} ms`)
}

test('a thousand linked records are brought in line, and then an idle pass asks one question and says nothing', async (t) => {
  const connectionId = await connect(world, [
    ['NAME', 'name'],
    ['PHONE', 'phone'],
    ['STREETCITY', 'streetCity'],
    ['STREETZIP', 'streetZip'],
    ['EMAIL', 'email'],
  ])
  const keys = world.erp.generate(count)
  await linkAll(connectionId, keys)

  await timed(`first pass of ${count} links`, async () =>
    assert.equal(await world.pass(connectionId), 'done'),
  )
  await timed('second pass', () => world.pass(connectionId))
  const { rows: states } = await sql<{ n: number }>`select count(*) as n from crm_change`.execute(world.db.db)
  assert.equal(states[0]?.n, 0)
  const { rows: bases } = await sql<{ n: number }>`
    select count(*) as n from link where connection_id = ${connectionId} and base ? 'EMAIL'`.execute(
    world.db.db,
  )
  assert.equal(bases[0]?.n, count)

  world.calls.length = 0
  const runs = await runCount()
  const idle = await statements(() => timed('idle pass', () => world.pass(connectionId)))
  assert.equal(idle, 2)
  assert.deepEqual(
    world.calls.filter((call) => call !== 'GET '),
    ['POST /actors/customer/changes'],
  )
  assert.equal(await runCount(), runs)

  await t.test('fifty changes on each side cross in one pass', async () => {
    const erpKeys = keys.slice(0, 50)
    const crmKeys = keys.slice(50, 100)
    for (const key of erpKeys) world.erp.edit('customer', key, { PHONE: '020 99' })
    await sql`update company set street_city = 'Oslo' where code = any(${crmKeys}::text[])`.execute(
      world.db.db,
    )

    await timed('50 changes each way', async () => assert.equal(await world.pass(connectionId), 'done'))

    assert.ok(crmKeys.every((key) => inErp(world, key, 'STREETCITY') === 'Oslo'))
    const ids = await sql<{
      id: number
    }>`select id from company where code = any(${erpKeys}::text[])`.execute(world.db.db)
    const records = await readRecords(
      world.db.db,
      'company',
      ids.rows.map(({ id }) => id),
    )
    assert.ok([...records.values()].every(({ fields }) => fields.phone === '020 99'))
  })
})

async function runCount(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from run`.execute(world.db.db)
  return rows[0]?.n ?? 0
}
