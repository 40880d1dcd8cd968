import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Step } from '../src/engine/index.ts'
import {
  connect,
  connection,
  customer,
  edit,
  footprint,
  inCrm,
  inErp,
  link,
  log,
  parked,
  patches,
  started,
  useEngineWorld,
  waiting,
} from './engine-world.ts'

const world = useEngineWorld()

test('an edit in the ERP between plan and write is not overwritten unseen: the rule decides', async () => {
  const one = await started(world, [
    ['NAME', 'name'],
    ['PHONE', 'phone', 'both', 'erp'],
    ['STREETCITY', 'streetCity'],
  ])
  await edit(world, one.recordId, { phone: 'crm', streetCity: 'Oslo' })
  let edited = false
  const reached = (step: Step) => {
    if (step !== 'claimed' || edited) return
    edited = true
    world.erp.edit('customer', one.key, { PHONE: 'erp' })
  }

  assert.equal(await world.pass(one.connectionId, {}, { reached }), 'done')

  assert.equal(inErp(world, one.key, 'PHONE'), 'erp')
  assert.equal(await inCrm(world, one.recordId, 'phone'), 'erp')
  assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
  assert.deepEqual(await waiting(world, one.linkId), [])
})

/** Resolves once it is dead. */
async function passThatDies(connectionId: number, step: Step): Promise<void> {
  const died = Promise.withResolvers<void>()
  const never = new Promise<void>(() => undefined)
  const reached = (now: Step) => {
    if (now !== step) return
    died.resolve()
    return never
  }
  void world.pass(connectionId, {}, { reached })
  await died.promise
}

describe('a process that dies', () => {
  for (const step of ['planned', 'claimed', 'answered'] as const) {
    test(`with changes ${step} leads to the same end`, async () => {
      const one = await started(world)
      await edit(world, one.recordId, { phone: '2' })
      world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })
      world.calls.length = 0
      await passThatDies(one.connectionId, step)
      await sql`update connection set leased_until = now() where id = ${one.connectionId}`.execute(
        world.db.db,
      )
      assert.equal(await world.pass(one.connectionId), 'done')

      assert.equal(inErp(world, one.key, 'PHONE'), '2')
      assert.equal(await inCrm(world, one.recordId, 'streetCity'), 'Oslo')
      assert.equal(patches(world), 1)
      const rows = await log(world, one.linkId)
      assert.deepEqual(rows.map(({ erpField, newValue }) => `${erpField} ${newValue}`).sort(), [
        'PHONE 2',
        'STREETCITY Oslo',
      ])
      const before = await footprint(world, one)
      await world.pass(one.connectionId)
      assert.deepEqual(await footprint(world, one), before)
    })
  }

  for (const step of ['committed', 'planned', 'claimed', 'answered'] as const) {
    test(`with an edit that is told as soon as it is planned ${step} tells it once`, async () => {
      const one = await started(world)
      await edit(world, one.recordId, { phone: '2' })
      world.calls.length = 0
      await passThatDies(one.connectionId, step)
      await sql`update connection set leased_until = now() where id = ${one.connectionId}`.execute(
        world.db.db,
      )

      assert.equal(await world.pass(one.connectionId), 'done')

      assert.equal(inErp(world, one.key, 'PHONE'), '2')
      assert.equal(patches(world), 1)
      const rows = await log(world, one.linkId)
      assert.deepEqual(
        rows.map(({ erpField, oldValue, newValue }) => [erpField, oldValue, newValue]),
        [['PHONE', '1', '2']],
      )
      assert.deepEqual(await waiting(world, one.linkId), [])
    })
  }
})

describe('two workers on one connection', () => {
  test('one has it, the other leaves it alone', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })

    const leased = Promise.withResolvers<void>()
    const otherAnswered = Promise.withResolvers<void>()
    const first = world.pass(
      one.connectionId,
      {},
      {
        reached: async (step) => {
          if (step !== 'leased') return
          leased.resolve()
          await otherAnswered.promise
        },
      },
    )
    await leased.promise

    assert.equal(await world.pass(one.connectionId), 'notNow')
    otherAnswered.resolve()
    assert.equal(await first, 'done')
    assert.equal((await log(world, one.linkId)).length, 1)
  })

  test('one that stalled past its lease and wakes late writes nothing', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })
    const stalled = Promise.withResolvers<void>()
    const wake = Promise.withResolvers<void>()
    const late = world.pass(
      one.connectionId,
      {},
      {
        reached: async (step) => {
          if (step !== 'answered') return
          stalled.resolve()
          await wake.promise
        },
      },
    )
    await stalled.promise
    await sql`update connection set leased_until = now() where id = ${one.connectionId}`.execute(world.db.db)
    assert.equal(await world.pass(one.connectionId), 'done')
    const before = await footprint(world, one)
    const fence = (await connection(world, one.connectionId)).fence

    wake.resolve()
    assert.equal(await late, 'notNow')

    assert.deepEqual(await footprint(world, one), before)
    assert.equal((await connection(world, one.connectionId)).fence, fence)
    assert.equal((await log(world, one.linkId)).length, 1)
  })
})

test('a mapping that changes during a pass is taken up: nothing is written by the old one', async () => {
  const one = await started(world)
  await edit(world, one.recordId, { phone: '2' })
  const reached = async (step: Step) => {
    if (step !== 'planned') return
    await sql`update erp_field set to_erp = false where connection_id = ${one.connectionId} and key = 'PHONE'`.execute(
      world.db.db,
    )
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${one.connectionId}`.execute(
      world.db.db,
    )
  }

  assert.equal(await world.pass(one.connectionId, {}, { reached }), 'more')
  assert.equal(await world.pass(one.connectionId), 'done')

  assert.equal(inErp(world, one.key, 'PHONE'), '1')
  assert.deepEqual(await waiting(world, one.linkId), [])
})

test('a record PostgreSQL refuses is put aside alone: the others of its page are applied, and it is tried again', async () => {
  await sql`alter table company add constraint no_poison check (phone is distinct from 'poison')`.execute(
    world.db.db,
  )
  const connectionId = await connect(world)
  const ones = []
  for (let n = 0; n < 9; n += 1) {
    const key = await customer(world, { NAME: `Number ${n}`, PHONE: n === 4 ? 'poison' : `${n}` })
    const { rows } = await sql<{
      id: number
    }>`insert into company (name) values (${`Number ${n}`}) returning id`.execute(world.db.db)
    const recordId = rows[0]?.id ?? 0
    ones.push({ key, recordId, linkId: await link(world, connectionId, key, recordId) })
  }

  assert.equal(await world.pass(connectionId), 'done')

  const phones = await Promise.all(ones.map(({ recordId }) => inCrm(world, recordId, 'phone')))
  assert.deepEqual(phones, ['0', '1', '2', '3', null, '5', '6', '7', '8'])
  const bad = ones[4]
  assert.ok(bad)
  assert.deepEqual(
    (await parked(world, bad.linkId)).map(({ reason }) => reason),
    ['notStorable'],
  )
  const before = await footprint(world, bad)
  await world.pass(connectionId)
  assert.deepEqual(await footprint(world, bad), before)

  await sql`alter table company drop constraint no_poison`.execute(world.db.db)
  await sql`update parked set next_try_at = now() where link_id = ${bad.linkId}`.execute(world.db.db)
  await world.pass(connectionId)
  assert.equal(await inCrm(world, bad.recordId, 'phone'), 'poison')
  assert.deepEqual(await parked(world, bad.linkId), [])
})
