import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { defineConnector, type ErpSession } from '@koppel/sdk'
import { sql } from 'kysely'
import pg from 'pg'
import { type ErpParts, sessionOpener } from '../src/erp/index.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'
import { connect, type Line, useEngineWorld } from './engine-world.ts'
import { begin, carryToEnd } from './whole-import.ts'

// What the engine asks for, by number and not by time: a statement is a round trip to PostgreSQL. How long it takes is
// measured by npm run bench.

const world = useEngineWorld()
const lines: readonly Line[] = [
  ['NAME', 'name'],
  ['PHONE', 'phone'],
  ['STREETCITY', 'streetCity'],
  ['EMAIL', 'email'],
]
/** What a pass that has anything to do costs beside it: its lease, its run, its end. */
const aroundIt = 8
let connectionId = 0

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

function callsOf(path: string): number {
  return world.calls.filter((call) => call === path).length
}

const pass = async () => assert.equal(await world.pass(connectionId), 'done')

describe('for two thousand records', () => {
  let keys: readonly string[] = []

  before(async () => {
    connectionId = await connect(world, lines)
  })

  let importId = 0
  const stage = (name: Parameters<typeof carryToEnd>[2]) =>
    statements(() => carryToEnd(world.parts(), importId, name))

  test('collecting and judging takes a fixed number of statements a thousand, and a call a page', async () => {
    keys = world.erp.generate(2_000)
    importId = await begin(world.db.db, { connectionId })
    world.calls.length = 0

    const sent = await stage('importCollection')

    assert.ok(sent <= 56, `${sent} statements`)
    assert.equal(callsOf('POST /actors/customer/changes'), 2)
  })

  test('a preview of what was judged as it was collected takes a fixed number of statements, and no call', async () => {
    world.calls.length = 0

    const sent = await stage('importPreview')

    assert.ok(sent <= 24, `${sent} statements`)
    assert.deepEqual(world.calls, [])
  })

  test('making them takes a fixed number of statements a thousand, and one call that tells that nothing changed', async () => {
    world.calls.length = 0

    const sent = await stage('import')

    assert.ok(sent <= 60, `${sent} statements`)
    assert.equal(callsOf('POST /actors/customer/read'), 0)
    assert.equal(callsOf('POST /actors/customer/changes'), 1)
    await pass()
  })

  test('changes in the ERP take at most twelve statements a thousand, and a call a page', async () => {
    for (const key of keys) world.erp.edit('customer', key, { PHONE: '020 1' })
    world.calls.length = 0

    const sent = await statements(pass)

    assert.ok(sent <= 2 * 12 + aroundIt, `${sent} statements`)
    assert.equal(callsOf('POST /actors/customer/changes'), 2)
  })

  test('a thousand changes in the CRM take a fixed number of statements, and a call a batch', async () => {
    await sql`update company set street_city = 'Oslo' where id in (select id from company order by id limit 1000)`.execute(
      world.db.db,
    )
    world.calls.length = 0

    const sent = await statements(pass)

    assert.ok(sent <= 20, `${sent} statements`)
    assert.equal(callsOf('PATCH /actors/customer'), 2)
    assert.equal(callsOf('POST /actors/customer/read'), 0)
    const { rows } = await sql<{ n: number }>`select count(*) as n from erp_write`.execute(world.db.db)
    assert.equal(rows[0]?.n, 0)
  })
})

test('a pass of a connection on which nothing happened takes two statements and one call', async () => {
  const asked: string[] = []
  const quiet: ErpSession = {
    describe: async () => [],
    async *changes() {
      asked.push('changes')
      yield { actors: [], cursor: '0' }
    },
    get: async () => [],
    search: async () => ({ actors: [] }),
  }
  const connector = defineConnector({
    id: 'quiet',
    name: 'Quiet',
    version: '1',
    settings: {},
    connect: async () => quiet,
  })
  const log = () => undefined
  const erpParts: ErpParts = {
    store: world.db.store,
    builtin: new Map([[connector.id, connector]]),
    masterKey: new Uint8Array(32),
    log,
    createHost: (session) => createHost({ policy: networkPolicy([]), ...session }),
  }
  const id = await connect(world, lines)
  await sql`with quiet as (insert into connector (name, url) values ('Quiet', 'builtin:quiet') returning id)
    update connection set connector_id = quiet.id from quiet where connection.id = ${id}`.execute(world.db.db)
  const openSession = sessionOpener(erpParts)
  const idle = async () => assert.equal(await world.pass(id, {}, { openSession }), 'done')
  await idle()
  asked.length = 0

  assert.equal(await statements(idle), 2)
  assert.deepEqual(asked, ['changes'])
})
