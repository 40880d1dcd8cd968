import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import {
  conflicts,
  connect,
  customer,
  edit,
  footprint,
  inCrm,
  inErp,
  link,
  linked,
  log,
  useEngineWorld,
} from './engine-world.ts'
import { eventually } from './eventually.ts'

const world = useEngineWorld()
const acme = { NAME: 'Acme', PHONE: '020 1', STREETCITY: 'Kiel' }
const acmeInCrm = { name: 'Acme', phone: '020 1', streetCity: 'Kiel' }

test('a phone number changed in the ERP arrives in the CRM', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, acme, acmeInCrm)
  assert.equal(await world.pass(connectionId), 'done')

  world.erp.edit('customer', one.key, { PHONE: '020 2' })
  assert.equal(await world.pass(connectionId), 'done')

  assert.equal(await inCrm(world, one.recordId, 'phone'), '020 2')
  const rows = await log(world, one.linkId)
  assert.deepEqual(
    rows.map(({ direction, erpField, crmField, oldValue, newValue, rule }) => [
      direction,
      erpField,
      crmField,
      oldValue,
      newValue,
      rule,
    ]),
    [['toCrm', 'PHONE', 'phone', '020 1', '020 2', 'erpChanged']],
  )
})

test('a city changed in the CRM arrives in the ERP', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, acme, acmeInCrm)
  await world.pass(connectionId)

  await edit(world, one.recordId, { streetCity: 'Oslo' })
  assert.equal(await world.pass(connectionId), 'done')

  assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
  const rows = await log(world, one.linkId)
  assert.deepEqual(
    rows.map(({ direction, erpField, oldValue, newValue }) => [direction, erpField, oldValue, newValue]),
    [['toErp', 'STREETCITY', 'Kiel', 'Oslo']],
  )
})

test('what one side changed is not echoed: the next pass writes nothing on either side', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, acme, acmeInCrm)
  await world.pass(connectionId)
  world.erp.edit('customer', one.key, { PHONE: '020 2' })
  await edit(world, one.recordId, { streetCity: 'Oslo' })
  await world.pass(connectionId)
  const before = await footprint(world, one)

  await world.pass(connectionId)
  await world.pass(connectionId)

  assert.deepEqual(await footprint(world, one), before)
})

test('a page that is delivered again changes nothing, also where a conflict and an error are open', async () => {
  const connectionId = await connect(world, [
    ['NAME', 'name'],
    ['PHONE', 'phone', 'both', 'ask'],
    ['TEXT', 'number'],
  ])
  const one = await linked(world, connectionId, { NAME: 'Acme', PHONE: '1' }, { name: 'Acme', phone: '1' })
  await world.pass(connectionId)
  world.erp.edit('customer', one.key, { PHONE: 'erp', TEXT: 'x'.repeat(51) })
  await edit(world, one.recordId, { phone: 'crm' })
  await world.pass(connectionId)
  assert.equal((await conflicts(world, one.linkId)).length, 1)
  const before = await footprint(world, one)

  for (let n = 0; n < 2; n += 1) {
    await sql`update actor_type set cursor = null where connection_id = ${connectionId}`.execute(world.db.db)
    await world.pass(connectionId)
  }

  assert.deepEqual(await footprint(world, one), before)
  assert.equal((await conflicts(world, one.linkId)).length, 1)
})

test('two systems that keep rewriting each other are stopped by a conflict', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, acme, acmeInCrm)
  await world.pass(connectionId)

  for (let round = 0; round < 8; round += 1) {
    world.erp.edit('customer', one.key, { PHONE: 'as the ERP writes it' })
    await world.pass(connectionId)
    await edit(world, one.recordId, { phone: 'as the CRM writes it' })
    await world.pass(connectionId)
  }

  assert.deepEqual(
    (await conflicts(world, one.linkId)).map(({ reason }) => reason),
    ['keepsChanging'],
  )
})

test('one CRM edit reaches every other connection of the record, a sync write the others only', async () => {
  const first = await connect(world)
  const second = await connect(world)
  const one = await linked(world, first, acme, acmeInCrm)
  const key = await customer(world, acme)
  await link(world, second, key, one.recordId)
  await world.pass(first)
  await world.pass(second)

  world.erp.edit('customer', one.key, { PHONE: '020 7' })
  await world.pass(first)
  await world.pass(second)

  assert.equal(inErp(world, key, 'PHONE'), '020 7')
  const before = await footprint(world, one)
  await world.pass(first)
  await world.pass(second)
  assert.deepEqual(await footprint(world, one), before)
})

test('an edit that changes nothing in the ERP is told to the screens when it no longer waits', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, acme, acmeInCrm)
  await world.pass(connectionId)
  await edit(world, one.recordId, { code: 'not mapped' })
  const told: unknown[] = []
  const unlisten = await world.db.store.listen('koppel_live', (event) => told.push(JSON.parse(event)))

  assert.equal(await world.pass(connectionId), 'done')

  await eventually(() => assert.deepEqual(told, [{ kind: 'sync', connectionId }]))
  await unlisten()
})
