import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { insertRecord } from '../src/crm/index.ts'
import type { EngineParts, Step } from '../src/engine/index.ts'
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
import { carry, carryToEnd, judged, outcomesOf } from './whole-import.ts'

const world = useEngineWorld()
const page = 1_000

beforeEach(async () => {
  await sql`truncate connection, company, sync_log cascade`.execute(world.db.db)
})

/** Judged: only these customers, as the ERP keeps those of earlier tests. */
const chosen = (connectionId: number, ...keys: readonly string[]) =>
  judged(world.parts(), { connectionId, settings: { nearNames: false } }, keys)

/** These customers, from the choice to the end; the import. */
async function importInto(connectionId: number, ...keys: readonly string[]): Promise<number> {
  const id = await chosen(connectionId, ...keys)
  await carryToEnd(world.parts(), id, 'import')
  return id
}

/** The engine, and what somebody else does when it gets to a step for the first time. */
function whileAt(step: Step, other: () => Promise<unknown>): EngineParts {
  let times = 0
  return world.parts({
    reached: async (reached) => {
      if (reached === step && times++ === 0) await other()
    },
  })
}

async function company(name: string): Promise<number> {
  const fields = { name, phone: '9' }
  return await insertRecord(world.db.db, 'company', { fields, companyId: null }, { userId: 'test' })
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

describe('an import', () => {
  test('makes a linked record of each actor, of which a pass then has nothing to say', async () => {
    const connectionId = await connect(world)
    const key = await customer(world, { NAME: 'Noordzee', PHONE: '010 1', STREETCITY: 'Delft' })

    await importInto(connectionId, key)
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
    await importInto(connectionId, key)
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

    await importInto(connectionId, key)
    await world.pass(connectionId)

    assert.equal(await inCrm(world, (await recordOf(key)).recordId, 'phone'), '033 1')
    assert.equal(patches(world), written)
  })

  test('done twice makes nothing twice', async () => {
    const connectionId = await connect(world)
    const key = await customer(world, { NAME: 'IJssel' })
    await importInto(connectionId, key)
    const once = await counted()

    await importInto(connectionId, key)

    assert.deepEqual(await counted(), once)
  })

  test('makes no second record of an actor that somebody links after it was chosen', async () => {
    const connectionId = await connect(world)
    const [first, second] = [
      await customer(world, { NAME: 'Vecht' }),
      await customer(world, { NAME: 'Linge' }),
    ]
    const mine = await company('Vecht')
    const id = await chosen(connectionId, first, second)

    await link(world, connectionId, first, mine)
    await carryToEnd(world.parts(), id, 'import')

    assert.equal((await recordOf(first)).recordId, mine)
    assert.ok((await recordOf(second)).recordId > mine)
    assert.equal((await counted())?.records, 2)
    assert.deepEqual(await outcomesOf(world.db.db, id), { [first]: 'linked', [second]: 'created' })
  })

  test('makes none of one that somebody links at that moment either, and knows it when it is tried again', async () => {
    const connectionId = await connect(world)
    const [first, second] = [
      await customer(world, { NAME: 'Dinkel' }),
      await customer(world, { NAME: 'Regge' }),
    ]
    const mine = await company('Dinkel')
    const id = await chosen(connectionId, first, second)

    const parts = whileAt('begun', () => link(world, connectionId, first, mine))
    await carryToEnd(parts, id, 'import')

    assert.equal((await recordOf(first)).recordId, mine)
    assert.equal((await counted())?.records, 2)
    assert.deepEqual(await outcomesOf(world.db.db, id), { [first]: 'failed matchGone', [second]: 'created' })
    await sql`update import_row set outcome = null where outcome = 'failed'`.execute(world.db.db)
    await carryToEnd(world.parts(), id, 'import')
    assert.deepEqual(await outcomesOf(world.db.db, id), { [first]: 'linked', [second]: 'created' })
  })

  test('names an actor that cannot be a record, and goes on with the others', async () => {
    const connectionId = await connect(world, [
      ['NAME', 'phone'],
      ['DEPARTMENT', 'name'],
    ])
    const nameless = await customer(world, { NAME: 'No name arrives' })
    const named = await customer(world, { NAME: 'Has a name', DEPARTMENT: 'This one' })

    const id = await importInto(connectionId, nameless, named)

    assert.deepEqual(await outcomesOf(world.db.db, id), {
      [nameless]: 'error mandatoryBlank',
      [named]: 'created',
    })
    assert.equal(await inCrm(world, (await recordOf(named)).recordId, 'name'), 'This one')
    assert.equal((await counted())?.records, 1)
  })

  test('leaves a value that does not fit to the next pass, which says so', async () => {
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['EMAIL', 'streetZip'],
    ])
    const key = await customer(world, { NAME: 'Maas', EMAIL: 'longer-than-a-postcode@maas.example' })

    await importInto(connectionId, key)
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
    const recordId = await company('Rhine')
    const id = await chosen(connectionId, key)
    await sql`update import_row set choice = 'link', choice_record = ${recordId} where actor_key = ${key}`.execute(
      world.db.db,
    )

    await carryToEnd(world.parts(), id, 'import')

    assert.equal((await recordOf(key)).recordId, recordId)
    assert.equal(await inCrm(world, recordId, 'name'), 'Rijn')
    assert.deepEqual((await counted())?.marks, 0)
  })

  test('waits while a pass has the connection', async () => {
    const connectionId = await connect(world)
    const id = await chosen(connectionId, await customer(world, { NAME: 'Waal' }))
    await sql`update connection set leased_by = 'other', leased_until = now() + interval '1 minute'
      where id = ${connectionId}`.execute(world.db.db)

    assert.equal(await carry(world.parts(), id, 'import', { ...how, sliceMs: 0 }), 'left')
    assert.equal((await counted())?.records, 0)
  })

  test('that was ended goes on after the last rows it stored', async () => {
    const connectionId = await connect(world)
    const keys = world.erp.generate(page + 200)
    const id = await chosen(connectionId, ...keys)
    world.calls.length = 0

    assert.equal(await carry(world.parts(), id, 'import', { ...how, sliceMs: 0 }), 'left')
    assert.equal((await counted())?.records, page)
    assert.equal(await carry(world.parts(), id, 'import', how), 'done')

    assert.equal((await counted())?.records, keys.length)
    assert.ok(!world.calls.includes('POST /actors/customer/read'), 'the feed told that nobody changed since')
    const { rows } = await sql<{ state: string; changed: number }>`
      select state, changed from run where kind = 'import' and connection_id = ${connectionId}`.execute(
      world.db.db,
    )
    assert.deepEqual(rows, [{ state: 'done', changed: keys.length }])
  })
})

const how = { worker: 'test', signal: new AbortController().signal }
