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
  linked,
  log,
  useEngineWorld,
} from './engine-world.ts'

const world = useEngineWorld()
const erp = { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' }
const crm = { name: 'Acme', phone: '1', streetCity: 'Kiel' }

async function started(lines?: Parameters<typeof connect>[1]) {
  const connectionId = await connect(world, lines)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  return { connectionId, ...one }
}

function fieldErrors(linkId: number) {
  return world.db.db.selectFrom('fieldError').selectAll().where('linkId', '=', linkId).execute()
}

function parked(linkId: number) {
  return world.db.db
    .selectFrom('parked')
    .selectAll()
    .where('linkId', '=', linkId)
    .where('resolvedAt', 'is', null)
    .execute()
}

function waiting(linkId: number) {
  return world.db.db.selectFrom('erpWrite').selectAll().where('linkId', '=', linkId).execute()
}

const patches = () => world.calls.filter((call) => call.startsWith('PATCH')).length

describe('a value that does not fit', () => {
  test('is shown on its field while the other fields go on, and travels once it fits', async () => {
    const one = await started()

    await edit(world, one.recordId, { phone: '9'.repeat(40), streetCity: 'Oslo' })
    await world.pass(one.connectionId)

    assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    const [error] = await fieldErrors(one.linkId)
    assert.deepEqual([error?.erpField, error?.direction, error?.code], ['PHONE', 'toErp', 'tooLong'])
    assert.deepEqual([error?.detail.length, error?.detail.limit], [40, 30])

    await edit(world, one.recordId, { phone: '2' })
    await world.pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
    assert.deepEqual(await fieldErrors(one.linkId), [])
  })

  test('of the ERP is never cut to the length of the CRM field', async () => {
    const one = await started([
      ['NAME', 'name'],
      ['TEXT', 'number'],
      ['PHONE', 'phone'],
    ])

    world.erp.edit('customer', one.key, { TEXT: 'x'.repeat(51), PHONE: '2' })
    await world.pass(one.connectionId)

    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    assert.equal(await inCrm(world, one.recordId, 'number'), null)
    const [error] = await fieldErrors(one.linkId)
    assert.deepEqual([error?.erpField, error?.direction, error?.code], ['TEXT', 'toCrm', 'tooLong'])
  })
})

describe('a record the ERP refuses', () => {
  // The list item is mapped, and the ERP no longer takes it.
  async function refused() {
    const one = await started([
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

  test('is put aside with what was to be written; the other records go on', async () => {
    const { one, other } = await refused()
    await edit(world, one.recordId, { code: 'nonsense' })
    await edit(world, other.recordId, { number: '77' })
    await world.pass(one.connectionId)

    assert.equal(inErp(world, other.key, 'NUMBER2'), '77')
    const [aside, ...more] = await parked(one.linkId)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [aside?.reason, aside?.attempts, aside?.payload],
      ['refused', 1, { CATEGORY: 'nonsense' }],
    )
    assert.ok(aside?.nextTryAt)
    assert.deepEqual(
      (await fieldErrors(one.linkId)).map(({ erpField, code }) => [erpField, code]),
      [['CATEGORY', 'refused']],
    )
  })

  test('is not sent again before its time, and at once when somebody edits it', async () => {
    const { one } = await refused()
    await edit(world, one.recordId, { code: 'nonsense' })
    await world.pass(one.connectionId)
    world.calls.length = 0
    await world.pass(one.connectionId)
    assert.equal(patches(), 0)

    await edit(world, one.recordId, { code: 'A' })
    await world.pass(one.connectionId)

    assert.equal(inErp(world, one.key, 'CATEGORY'), 'A')
    assert.deepEqual(await parked(one.linkId), [])
    assert.deepEqual(await fieldErrors(one.linkId), [])
  })
})

test('the link of an actor that was deleted breaks; its record is kept as it is', async () => {
  const one = await started()
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
  const one = await started()
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
  assert.deepEqual(await waiting(one.linkId), [])
  assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
})

describe('an ERP that is away', () => {
  test('before a pass is tried again later; nothing is lost, and the connection says why', async () => {
    const one = await started()
    await edit(world, one.recordId, { phone: '2' })
    world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })

    assert.equal(
      await world.disturbed(
        () => 503,
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
      const one = await started()
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
      assert.deepEqual(await waiting(one.linkId), [])
      const toErp = (await log(world, one.linkId)).filter(({ direction }) => direction === 'toErp')
      assert.deepEqual(
        toErp.map(({ erpField, oldValue, newValue }) => [erpField, oldValue, newValue]),
        [['PHONE', '1', '2']],
      )
    }
  })

  test('leaves other connections alone', async () => {
    const one = await started()
    const other = await started()
    await world.disturbed(
      () => 503,
      () => world.pass(one.connectionId),
    )

    assert.equal(await world.pass(other.connectionId, { forced: false }), 'done')
    assert.equal((await connection(world, other.connectionId)).state, 'ok')
  })
})

test('a wrong password stops the connection and says so; nothing is tried by itself', async () => {
  const one = await started()

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
  const one = await started()
  const openSession = async () => {
    throw new TypeError('x is not a function')
  }

  assert.equal(await world.pass(one.connectionId, {}, { openSession }), 'failed')

  const stopped = await connection(world, one.connectionId)
  assert.deepEqual([stopped.state, stopped.stateReason?.code], ['stopped', 'connectorBug'])
})

test('a cursor the ERP no longer knows is dropped, and everything is read from the start', async () => {
  const one = await started()
  await sql`update actor_type set cursor = 'of another time' where connection_id = ${one.connectionId}`.execute(
    world.db.db,
  )
  world.erp.edit('customer', one.key, { PHONE: '2' })

  assert.equal(await world.pass(one.connectionId), 'done')

  assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
})

test('an edit in the ERP between plan and write is not overwritten unseen: the rule decides', async () => {
  const one = await started([
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
  assert.deepEqual(await waiting(one.linkId), [])
})

describe('a process that dies', () => {
  for (const step of ['planned', 'claimed', 'answered'] as const) {
    test(`with changes ${step} leads to the same end`, async () => {
      const one = await started()
      await edit(world, one.recordId, { phone: '2' })
      world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })
      world.calls.length = 0

      const died = Promise.withResolvers<void>()
      const never = new Promise<void>(() => undefined)
      void world.pass(
        one.connectionId,
        {},
        {
          reached: (now) => {
            if (now !== step) return
            died.resolve()
            return never
          },
        },
      )
      await died.promise
      await sql`update connection set leased_until = now() where id = ${one.connectionId}`.execute(
        world.db.db,
      )
      assert.equal(await world.pass(one.connectionId), 'done')

      assert.equal(inErp(world, one.key, 'PHONE'), '2')
      assert.equal(await inCrm(world, one.recordId, 'streetCity'), 'Oslo')
      assert.equal(patches(), 1)
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
})

describe('two workers on one connection', () => {
  test('one has it, the other leaves it alone', async () => {
    const one = await started()
    await edit(world, one.recordId, { phone: '2' })

    const results = await Promise.all([world.pass(one.connectionId), world.pass(one.connectionId)])

    assert.deepEqual(results.sort(), ['done', 'notNow'])
    assert.equal((await log(world, one.linkId)).length, 1)
  })

  test('one that stalled past its lease and wakes late writes nothing', async () => {
    const one = await started()
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
  const one = await started()
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
  assert.deepEqual(await waiting(one.linkId), [])
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
    (await parked(bad.linkId)).map(({ reason }) => reason),
    ['notStorable'],
  )
  const before = await footprint(world, bad)
  await world.pass(connectionId)
  assert.deepEqual(await footprint(world, bad), before)

  await sql`alter table company drop constraint no_poison`.execute(world.db.db)
  await sql`update parked set next_try_at = now() where link_id = ${bad.linkId}`.execute(world.db.db)
  await world.pass(connectionId)
  assert.equal(await inCrm(world, bad.recordId, 'phone'), 'poison')
  assert.deepEqual(await parked(bad.linkId), [])
})
