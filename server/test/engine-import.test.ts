import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { insertRecord } from '../src/crm/index.ts'
import {
  createAll,
  type Decide,
  type Imported,
  type ImportOptions,
  importActors,
} from '../src/engine/index.ts'
import {
  connect,
  customer,
  edit,
  fieldErrors,
  footprint,
  inCrm,
  inErp,
  type Line,
  link,
  patches,
  useEngineWorld,
} from './engine-world.ts'

const world = useEngineWorld()
const page = 1_000

beforeEach(async () => {
  await sql`truncate connection, company, sync_log cascade`.execute(world.db.db)
})

function importInto(connectionId: number, more: Partial<ImportOptions> = {}): Promise<Imported> {
  return importActors(world.parts(), {
    connectionId,
    actorType: 'customer',
    decide: createAll,
    requestedBy: null,
    worker: 'test',
    signal: new AbortController().signal,
    ...more,
  })
}

async function counted() {
  const { rows } = await sql<{ records: number; links: number; marks: number; log: number }>`
    select (select count(*) from company) as records, (select count(*) from link) as links,
      (select count(*) from crm_change) as marks, (select count(*) from sync_log) as log`.execute(world.db.db)
  return rows[0]
}

async function recordOf(key: string): Promise<{ linkId: number; recordId: number; key: string }> {
  const { rows } = await sql<{ id: number; recordId: number }>`
    select id, record_id from link where actor_key = ${key} and ended_at is null`.execute(world.db.db)
  return { linkId: rows[0]?.id ?? 0, recordId: rows[0]?.recordId ?? 0, key }
}

async function failures(imported: Imported) {
  const { rows } = await sql<{ result: { failures: { actorKey: string }[] } | null }>`
    select result from run where id = ${imported === 'notNow' ? 0 : imported.runId}`.execute(world.db.db)
  return rows[0]?.result?.failures.map(({ actorKey }) => actorKey) ?? []
}

/** Only these customers are imported; the ERP keeps those of earlier tests. */
function only(...keys: readonly string[]): Decide {
  return async () => new Map(keys.map((key) => [key, { do: 'create' }]))
}

describe('an import', () => {
  test('makes a linked record of each actor, of which a pass then has nothing to say', async () => {
    const connectionId = await connect(world)
    const key = await customer(world, { NAME: 'Noordzee', PHONE: '010 1', STREETCITY: 'Delft' })

    await importInto(connectionId, { decide: only(key) })
    const made = await recordOf(key)
    const before = await footprint(world, made)

    assert.equal(await inCrm(world, made.recordId, 'name'), 'Noordzee')
    assert.equal(await inCrm(world, made.recordId, 'streetCity'), 'Delft')
    assert.deepEqual(await counted(), { records: 1, links: 1, marks: 0, log: 1 })
    assert.equal(await world.pass(connectionId), 'done')
    assert.deepEqual(await footprint(world, made), before)
  })

  test('leaves links that sync both ways from then on', async () => {
    const connectionId = await connect(world)
    const key = await customer(world, { NAME: 'Waddenzee', PHONE: '1' })
    await importInto(connectionId, { decide: only(key) })
    const { recordId } = await recordOf(key)

    await edit(world, recordId, { phone: '2' })
    world.erp.edit('customer', key, { STREETCITY: 'Den Helder' })
    await world.pass(connectionId)

    assert.equal(inErp(world, key, 'PHONE'), '2')
    assert.equal(await inCrm(world, recordId, 'streetCity'), 'Den Helder')
  })

  test('takes the ERP side also of fields that go to the ERP from then on, and writes nothing there', async () => {
    const lines: Line[] = [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'toErp'],
    ]
    const connectionId = await connect(world, lines)
    const key = await customer(world, { NAME: 'Eem', PHONE: '033 1' })
    const written = patches(world)

    await importInto(connectionId, { decide: only(key) })
    await world.pass(connectionId)

    assert.equal(await inCrm(world, (await recordOf(key)).recordId, 'phone'), '033 1')
    assert.equal(patches(world), written)
  })

  test('done twice makes nothing twice', async () => {
    const connectionId = await connect(world)
    const key = await customer(world, { NAME: 'IJssel' })
    await importInto(connectionId, { decide: only(key) })
    const once = await counted()

    await importInto(connectionId, { decide: only(key) })

    assert.deepEqual(await counted(), once)
  })

  test('makes no second record of an actor that somebody links meanwhile', async () => {
    const connectionId = await connect(world)
    const [first, second] = [
      await customer(world, { NAME: 'Vecht' }),
      await customer(world, { NAME: 'Linge' }),
    ]
    const mine = await insertRecord(
      world.db.db,
      'company',
      { fields: { name: 'Vecht' }, companyId: null },
      { userId: 'test' },
    )

    const imported = await importInto(connectionId, {
      decide: async (actors) => {
        await link(world, connectionId, first, mine)
        return only(first, second)(actors)
      },
    })

    assert.equal((await recordOf(first)).recordId, mine)
    assert.ok((await recordOf(second)).recordId > mine)
    assert.equal((await counted())?.records, 2)
    assert.deepEqual(await failures(imported), [])
  })

  test('names an actor that cannot be a record, and goes on with the others', async () => {
    const connectionId = await connect(world, [['PHONE', 'phone']])
    const nameless = await customer(world, { NAME: 'No name arrives', PHONE: '1' })

    const imported = await importInto(connectionId, { decide: only(nameless) })
    assert.deepEqual(await failures(imported), [nameless])
    assert.deepEqual(await counted(), { records: 0, links: 0, marks: 0, log: 0 })

    const named = await customer(world, { NAME: 'Has a name', PHONE: '2' })
    const again = await importInto(connectionId, {
      decide: async () =>
        new Map([
          [nameless, { do: 'create' as const }],
          [named, { do: 'create' as const, fields: { name: 'Given' } }],
        ]),
    })
    assert.deepEqual(await failures(again), [nameless])
    assert.equal(await inCrm(world, (await recordOf(named)).recordId, 'name'), 'Given')
  })

  test('leaves a value that does not fit to the next pass, which says so', async () => {
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['EMAIL', 'streetZip'],
    ])
    const key = await customer(world, { NAME: 'Maas', EMAIL: 'longer-than-a-postcode@maas.example' })

    await importInto(connectionId, { decide: only(key) })
    await world.pass(connectionId)

    const { linkId, recordId } = await recordOf(key)
    const errors = await fieldErrors(world, linkId)
    assert.deepEqual(
      errors.map(({ erpField, code }) => [erpField, code]),
      [['EMAIL', 'tooLong']],
    )
    assert.equal(await inCrm(world, recordId, 'name'), 'Maas')
  })

  test('brings an actor in line with the record that was chosen for it', async () => {
    const connectionId = await connect(world)
    const key = await customer(world, { NAME: 'Rijn', PHONE: '026 1' })
    const recordId = await insertRecord(
      world.db.db,
      'company',
      { fields: { name: 'Rhine', phone: '9' }, companyId: null },
      { userId: 'test' },
    )

    await importInto(connectionId, { decide: async () => new Map([[key, { do: 'link', recordId }]]) })

    assert.equal((await recordOf(key)).recordId, recordId)
    assert.equal(await inCrm(world, recordId, 'name'), 'Rijn')
    assert.deepEqual((await counted())?.marks, 0)
  })

  test('waits while a pass has the connection', async () => {
    const connectionId = await connect(world)
    await sql`update connection set leased_by = 'other', leased_until = now() + interval '1 minute'
      where id = ${connectionId}`.execute(world.db.db)

    assert.equal(await importInto(connectionId), 'notNow')
    assert.equal((await counted())?.records, 0)
  })

  test('that was ended goes on after the last page it stored', async () => {
    const connectionId = await connect(world)
    const keys = new Set(world.erp.generate(page + 200))
    const some: Decide = async (actors) =>
      new Map(actors.filter(({ key }) => keys.has(key)).map(({ key }) => [key, { do: 'create' }]))

    const first = await importInto(connectionId, { decide: some, sliceMs: 0 })
    assert.ok(first !== 'notNow' && first.result === 'more')
    const half = (await counted())?.records ?? 0
    assert.ok(half > 0 && half < keys.size)
    const read: string[] = []
    const last = await importInto(connectionId, {
      runId: first.runId,
      decide: async (actors) => {
        read.push(...actors.map(({ key }) => key))
        return some(actors)
      },
    })

    assert.deepEqual(last, { runId: first.runId, result: 'done' })
    assert.equal((await counted())?.records, keys.size)
    assert.equal(new Set(read).size, read.length)
    const { rows } = await sql<{ state: string; changed: number }>`
      select state, changed from run where id = ${first.runId}`.execute(world.db.db)
    assert.deepEqual(rows, [{ state: 'done', changed: keys.size }])
  })
})
