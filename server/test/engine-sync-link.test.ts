import assert from 'node:assert/strict'
import { test } from 'node:test'
import { syncLink } from '../src/engine/index.ts'
import {
  connect,
  connection,
  edit,
  footprint,
  inCrm,
  inErp,
  linked,
  log,
  useEngineWorld,
} from './engine-world.ts'

const world = useEngineWorld()
const erp = { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' }
const crm = { name: 'Acme', phone: '1', streetCity: 'Kiel' }
const by = { userId: 'test' }

test('one record is synchronised at once, both ways, also with the engine off', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  await world.db.db.updateTable('engine').set({ running: false }).execute()
  world.erp.edit('customer', one.key, { PHONE: '2' })
  await edit(world, one.recordId, { streetCity: 'Oslo' })

  const done = await syncLink(world.parts(), one.linkId, by)
  await world.db.db.updateTable('engine').set({ running: true }).execute()

  assert.deepEqual([done.state, done.problem], ['inSync', null])
  assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
  assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
  const rows = await log(world, one.linkId)
  assert.deepEqual(
    rows.map(({ runId, erpField, direction }) => [runId, erpField, direction]),
    [
      [done.runId, 'PHONE', 'toCrm'],
      [done.runId, 'STREETCITY', 'toErp'],
    ],
  )
})

test('the choices made when linking are carried out on both sides', async () => {
  const connectionId = await connect(world)
  const one = await linked(
    world,
    connectionId,
    { NAME: 'Acme ERP', PHONE: 'erp', STREETCITY: 'Kiel' },
    { name: 'Acme CRM', phone: 'crm', streetCity: 'Kiel' },
    { start: { NAME: 'erp', PHONE: 'crm', STREETCITY: 'asIs' } },
  )

  const done = await syncLink(world.parts(), one.linkId, { ...by, kind: 'link' })

  assert.equal(done.state, 'inSync')
  assert.equal(await inCrm(world, one.recordId, 'name'), 'Acme ERP')
  assert.equal(inErp(world, one.key, 'PHONE'), 'crm')
  const before = await footprint(world, one)
  await world.pass(connectionId)
  assert.deepEqual(await footprint(world, one), before)
})

test('with the ERP away the link waits, the reason is told, and the next pass carries the edit over', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  await edit(world, one.recordId, { phone: '2' })

  const done = await world.disturbed(
    () => 500,
    () => syncLink(world.parts(), one.linkId, by),
  )
  assert.deepEqual([done.state, done.problem?.code], ['waiting', 'unavailable'])
  assert.equal((await connection(world, connectionId)).state, 'ok')

  await world.pass(connectionId)
  assert.equal(inErp(world, one.key, 'PHONE'), '2')
})

test('a lost answer is found out at once: the value is sent one time', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  await edit(world, one.recordId, { phone: '2' })
  world.calls.length = 0

  const done = await world.disturbed(
    (method) => (method === 'PATCH' ? 'unanswered' : undefined),
    () => syncLink(world.parts(), one.linkId, by),
  )

  assert.deepEqual([done.state, done.problem], ['inSync', null])
  assert.equal(world.calls.filter((call) => call.startsWith('PATCH')).length, 1)
  assert.deepEqual(
    (await log(world, one.linkId)).map(({ erpField, newValue }) => [erpField, newValue]),
    [['PHONE', '2']],
  )
})

test('beside a pass that is in the middle of telling the ERP, the value is sent one time', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  await edit(world, one.recordId, { phone: '2' })
  world.calls.length = 0

  const claimed = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const reached = async (step: string) => {
    if (step !== 'claimed') return
    claimed.resolve()
    await goOn.promise
  }
  const pass = world.pass(connectionId, {}, { reached })
  await claimed.promise
  const now = syncLink(world.parts(), one.linkId, by)
  goOn.resolve()

  assert.equal(await pass, 'done')
  assert.equal((await now).state, 'inSync')
  assert.equal(world.calls.filter((call) => call.startsWith('PATCH')).length, 1)
  assert.equal(inErp(world, one.key, 'PHONE'), '2')
})

test('an actor that is gone is told as such; the record is kept', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  world.erp.remove('customer', one.key)

  const done = await syncLink(world.parts(), one.linkId, by)

  assert.deepEqual([done.state, done.problem?.code], ['failed', 'actorGone'])
  assert.equal(await inCrm(world, one.recordId, 'phone'), '1')
})

test('an inactive connection is told as such', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, erp, crm)
  await world.db.db.updateTable('connection').set({ active: false }).where('id', '=', connectionId).execute()

  await assert.rejects(syncLink(world.parts(), one.linkId, by), { code: 'connectionInactive' })
})
