import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, edit, footprint, inCrm, inErp, linked, log, useEngineWorld } from './engine-world.ts'

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
