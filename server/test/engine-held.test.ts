import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { EngineParts } from '../src/engine/index.ts'
import { holdLink, releaseLink } from '../src/engine/monitor/holds.ts'
import { connect, edit, inCrm, inErp, type Linked, linked, log, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()
const onlyLater = { NAME: 'asIs', PHONE: 'asIs', STREETCITY: 'asIs' } as const

/** A customer and a company that differ, linked so that only later changes count, and held before any pass. */
async function heldAtOnce(): Promise<Linked & { readonly connectionId: number }> {
  const connectionId = await connect(world)
  const erp = { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' }
  const one = await linked(
    world,
    connectionId,
    erp,
    { name: 'Acme', phone: '2', streetCity: 'Oslo' },
    { start: onlyLater },
  )
  await holdLink(world.db.store, one.linkId, 'test')
  return { ...one, connectionId }
}

const leavingOutPhone: Partial<EngineParts> = {
  openSession: async (connectionId, how) => {
    const session = await world.parts().openSession(connectionId, how)
    const get: typeof session.get = (type, keys, fields) =>
      session.get(
        type,
        keys,
        fields.filter((key) => key !== 'PHONE'),
      )
    return { ...session, get }
  },
}

const values = async ({ key, recordId }: Linked) => ({
  erp: ['PHONE', 'STREETCITY'].map((field) => inErp(world, key, field)),
  crm: [await inCrm(world, recordId, 'phone'), await inCrm(world, recordId, 'streetCity')],
})

describe('a link of which only later changes count, held before its first pass', () => {
  test('carries to the other side what was changed while it was held, once it is released', async () => {
    const one = await heldAtOnce()
    await world.pass(one.connectionId)
    world.erp.edit('customer', one.key, { PHONE: '3' })
    await edit(world, one.recordId, { streetCity: 'Bonn' })

    await releaseLink(world.db.store, one.linkId, 'test')
    await world.pass(one.connectionId)

    assert.deepEqual(await values(one), { erp: ['3', 'Bonn'], crm: ['3', 'Bonn'] })
  })

  test('keeps the differences it began with', async () => {
    const one = await heldAtOnce()
    await world.pass(one.connectionId)

    await releaseLink(world.db.store, one.linkId, 'test')
    await world.pass(one.connectionId)

    assert.deepEqual(await values(one), { erp: ['1', 'Kiel'], crm: ['2', 'Oslo'] })
    assert.deepEqual(await log(world, one.linkId), [])
  })

  test('gets nothing from either side while it is held', async () => {
    const one = await heldAtOnce()
    await world.pass(one.connectionId)
    world.erp.edit('customer', one.key, { PHONE: '3' })
    await edit(world, one.recordId, { streetCity: 'Bonn' })

    await world.pass(one.connectionId)

    assert.deepEqual(await values(one), { erp: ['3', 'Kiel'], crm: ['2', 'Bonn'] })
    assert.deepEqual(await log(world, one.linkId), [])
  })

  test('is asked for once: the passes after that make no call of their own for it', async () => {
    const one = await heldAtOnce()
    await world.pass(one.connectionId)
    await world.pass(one.connectionId)
    const before = world.calls.length

    await world.pass(one.connectionId)

    assert.deepEqual(world.calls.slice(before), ['GET ', 'POST /actors/customer/changes'])
  })

  test('is asked for again if the ERP leaves a field out, though not in every pass', async () => {
    const one = await heldAtOnce()
    await world.pass(one.connectionId, {}, leavingOutPhone)
    const before = world.calls.length
    await world.pass(one.connectionId)
    assert.deepEqual(world.calls.slice(before), ['GET ', 'POST /actors/customer/changes'])

    await sql`update link set owed_at = now() where id = ${one.linkId}`.execute(world.db.db)
    await world.pass(one.connectionId)
    world.erp.edit('customer', one.key, { PHONE: '3' })
    await releaseLink(world.db.store, one.linkId, 'test')
    await world.pass(one.connectionId)

    assert.deepEqual(await values(one), { erp: ['3', 'Kiel'], crm: ['3', 'Oslo'] })
  })

  test('is not asked for while its record is in the bin', async () => {
    const one = await heldAtOnce()
    await sql`update company set deleted_at = now() where id = ${one.recordId}`.execute(world.db.db)
    const before = world.calls.length

    await world.pass(one.connectionId)

    assert.ok(!world.calls.slice(before).some((call) => call.includes(one.key)))
    const calls = world.calls.slice(before)
    assert.equal(calls.filter((call) => call.startsWith('POST')).length, 1, 'only the changes are read')
  })
})

test('of a held link, a field whose mapping is made anew begins while it is held, and the others stay as agreed', async () => {
  const connectionId = await connect(world)
  const same = { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' }
  const one = await linked(world, connectionId, same, { name: 'Acme', phone: '1', streetCity: 'Kiel' })
  await world.pass(connectionId)
  await holdLink(world.db.store, one.linkId, 'test')
  await edit(world, one.recordId, { phone: '2', streetCity: 'Oslo' })
  await sql`update link set base = base - 'STREETCITY', start = '{"STREETCITY": "asIs"}' where id = ${one.linkId}`.execute(
    world.db.db,
  )
  await world.pass(connectionId)
  await edit(world, one.recordId, { streetCity: 'Bonn' })

  await releaseLink(world.db.store, one.linkId, 'test')
  await world.pass(connectionId)

  assert.deepEqual(await values(one), { erp: ['2', 'Bonn'], crm: ['2', 'Bonn'] })
})

test('whoever begins otherwise than by later changes begins when it is released', async () => {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, { NAME: 'Acme', PHONE: '1' }, { name: 'Acme', phone: '2' })
  await holdLink(world.db.store, one.linkId, 'test')
  await world.pass(connectionId)
  world.erp.edit('customer', one.key, { PHONE: '3' })

  await releaseLink(world.db.store, one.linkId, 'test')
  await world.pass(connectionId)

  assert.deepEqual([inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')], ['3', '3'])
})
