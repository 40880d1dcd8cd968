import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Step } from '../src/engine/index.ts'
import { ConnectorFault } from '../src/erp/index.ts'
import {
  connection,
  edit,
  fieldErrors,
  inCrm,
  inErp,
  linked,
  log,
  parked,
  patches,
  started,
  useEngineWorld,
  waiting,
} from './engine-world.ts'

const world = useEngineWorld()

describe('a value that does not fit', () => {
  test('is shown on its field while the other fields go on, and travels once it fits', async () => {
    const one = await started(world)

    await edit(world, one.recordId, { phone: '9'.repeat(40), streetCity: 'Oslo' })
    await world.pass(one.connectionId)

    assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    const [error] = await fieldErrors(world, one.linkId)
    assert.deepEqual([error?.erpField, error?.direction, error?.code], ['PHONE', 'toErp', 'tooLong'])
    assert.deepEqual([error?.detail.length, error?.detail.limit], [40, 30])

    await edit(world, one.recordId, { phone: '2' })
    await world.pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
    assert.deepEqual(await fieldErrors(world, one.linkId), [])
  })

  test('of the ERP is never cut to the length of the CRM field', async () => {
    const one = await started(world, [
      ['NAME', 'name'],
      ['TEXT', 'number'],
      ['PHONE', 'phone'],
    ])

    world.erp.edit('customer', one.key, { TEXT: 'x'.repeat(51), PHONE: '2' })
    await world.pass(one.connectionId)

    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    assert.equal(await inCrm(world, one.recordId, 'number'), null)
    const [error] = await fieldErrors(world, one.linkId)
    assert.deepEqual([error?.erpField, error?.direction, error?.code], ['TEXT', 'toCrm', 'tooLong'])
  })
})

describe('a record the ERP refuses', () => {
  // The list item is mapped, and the ERP no longer takes it.
  async function refused() {
    const one = await started(world, [
      ['NAME', 'name'],
      ['NUMBER2', 'number', 'toErp'],
      ['CATEGORY', 'code', 'toErp'],
    ])
    await sql`update erp_field set type = 'text' where connection_id = ${one.connectionId} and key = 'CATEGORY'`.execute(
      world.db.db,
    )
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${one.connectionId}`.execute(
      world.db.db,
    )
    const other = await linked(world, one.connectionId, { NAME: 'Other' }, { name: 'Other' })
    await world.pass(one.connectionId)
    return { one, other }
  }

  test('waits with the field the ERP named; its other fields and the other records go on', async () => {
    const { one, other } = await refused()
    await edit(world, one.recordId, { code: 'nonsense', number: '76' })
    await edit(world, other.recordId, { number: '77' })
    await world.pass(one.connectionId)

    assert.deepEqual([inErp(world, one.key, 'NUMBER2'), inErp(world, other.key, 'NUMBER2')], ['76', '77'])
    assert.deepEqual(await parked(world, one.linkId), [])
    const [error, ...more] = await fieldErrors(world, one.linkId)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [error?.erpField, error?.code, error?.attempts, error?.detail.value],
      ['CATEGORY', 'refused', 1, 'nonsense'],
    )
    assert.ok(error?.nextTryAt)
  })

  test('is not sent again before its time, and at once when somebody edits it', async () => {
    const { one } = await refused()
    await edit(world, one.recordId, { code: 'nonsense' })
    await world.pass(one.connectionId)
    world.calls.length = 0
    await world.pass(one.connectionId)
    assert.equal(patches(world), 0)

    await edit(world, one.recordId, { code: 'A' })
    await world.pass(one.connectionId)

    assert.equal(inErp(world, one.key, 'CATEGORY'), 'A')
    assert.deepEqual(await parked(world, one.linkId), [])
    assert.deepEqual(await fieldErrors(world, one.linkId), [])
  })
})

test('the link of an actor that was deleted breaks; its record is kept as it is', async () => {
  const one = await started(world)
  const other = await linked(world, one.connectionId, { NAME: 'Other' }, { name: 'Other' })
  await world.pass(one.connectionId)

  world.erp.remove('customer', one.key)
  world.erp.edit('customer', other.key, { PHONE: '5' })
  await world.pass(one.connectionId)

  const broken = await world.db.db
    .selectFrom('link')
    .selectAll()
    .where('id', '=', one.linkId)
    .executeTakeFirstOrThrow()
  assert.ok(broken.brokenAt)
  assert.equal(broken.endedAt, null)
  assert.equal(await inCrm(world, one.recordId, 'phone'), '1')
  assert.equal(await inCrm(world, other.recordId, 'phone'), '5')
})

test('an actor found deleted when it is written breaks its link', async () => {
  const one = await started(world)
  await edit(world, one.recordId, { phone: '2' })
  const reached = (step: Step) => {
    if (step === 'claimed') world.erp.remove('customer', one.key)
  }

  await world.pass(one.connectionId, {}, { reached })

  const broken = await world.db.db
    .selectFrom('link')
    .selectAll()
    .where('id', '=', one.linkId)
    .executeTakeFirstOrThrow()
  assert.ok(broken.brokenAt)
  assert.deepEqual(await waiting(world, one.linkId), [])
  assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
})

describe('an ERP that is away', () => {
  test('before a pass is tried again later; nothing is lost, and the connection says why', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '2' })
    world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })

    assert.equal(
      await world.disturbed(
        () => 500,
        () => world.pass(one.connectionId),
      ),
      'failed',
    )
    const away = await connection(world, one.connectionId)
    assert.deepEqual([away.state, away.attempts, away.stateReason?.code], ['retrying', 1, 'unavailable'])
    assert.ok(away.nextTryAt)
    assert.equal(await world.pass(one.connectionId, { forced: false }), 'notNow')

    assert.equal(await world.pass(one.connectionId), 'done')
    const back = await connection(world, one.connectionId)
    assert.deepEqual([back.state, back.attempts, back.stateReason, back.nextTryAt], ['ok', 0, null, null])
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
    assert.equal(await inCrm(world, one.recordId, 'streetCity'), 'Oslo')
  })

  test('in the middle of a pass loses nothing', async () => {
    for (const how of ['cut', 'unanswered'] as const) {
      const one = await started(world)
      await edit(world, one.recordId, { phone: '2' })
      world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })
      world.calls.length = 0

      await world.disturbed(
        (method) => (method === 'PATCH' ? how : undefined),
        () => world.pass(one.connectionId),
      )
      await world.pass(one.connectionId)

      assert.equal(inErp(world, one.key, 'PHONE'), '2')
      assert.equal(await inCrm(world, one.recordId, 'streetCity'), 'Oslo')
      assert.deepEqual(await waiting(world, one.linkId), [])
      const toErp = (await log(world, one.linkId)).filter(({ direction }) => direction === 'toErp')
      assert.deepEqual(
        toErp.map(({ erpField, oldValue, newValue }) => [erpField, oldValue, newValue]),
        [['PHONE', '1', '2']],
      )
    }
  })

  test('leaves other connections alone', async () => {
    const one = await started(world)
    const other = await started(world)
    await world.disturbed(
      () => 500,
      () => world.pass(one.connectionId),
    )

    assert.equal(await world.pass(other.connectionId, { forced: false }), 'done')
    assert.equal((await connection(world, other.connectionId)).state, 'ok')
  })
})

test('a wrong password stops the connection and says so; nothing is tried by itself', async () => {
  const one = await started(world)

  assert.equal(
    await world.disturbed(
      () => 401,
      () => world.pass(one.connectionId),
    ),
    'failed',
  )

  const stopped = await connection(world, one.connectionId)
  assert.equal(stopped.state, 'stopped')
  assert.ok(stopped.stateReason)
  assert.equal(await world.pass(one.connectionId, { forced: false }), 'notNow')
})

test('a connector that throws something unheard of stops its connection and shows it as it is', async () => {
  const one = await started(world)
  const openSession = async () => {
    // Also when it sounds like our own database.
    throw new ConnectorFault('Connection terminated')
  }

  assert.equal(await world.pass(one.connectionId, {}, { openSession }), 'failed')

  const stopped = await connection(world, one.connectionId)
  assert.deepEqual([stopped.state, stopped.stateReason?.code], ['stopped', 'connectorBug'])
})

test('a failure of our own while signing in does not stop the connection', async () => {
  const one = await started(world)
  const openSession = async () => {
    throw new TypeError('x is not a function')
  }

  assert.equal(await world.pass(one.connectionId, {}, { openSession }), 'failed')

  const waiting = await connection(world, one.connectionId)
  assert.deepEqual([waiting.state, waiting.stateReason?.code], ['retrying', 'internalError'])
})

test('a cursor the ERP no longer knows is dropped, and everything is read from the start', async () => {
  const one = await started(world)
  await sql`update actor_type set cursor = 'of another time' where connection_id = ${one.connectionId}`.execute(
    world.db.db,
  )
  world.erp.edit('customer', one.key, { PHONE: '2' })

  assert.equal(await world.pass(one.connectionId), 'done')

  assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
})
