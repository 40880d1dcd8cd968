import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { callOff } from '../src/engine/create/decide.ts'
import {
  addMaker,
  atCreate,
  carry,
  company,
  intentOf,
  later,
  linkOf,
  links,
  make,
  maker,
  named,
  plan,
  unlinked,
} from './create-desk.ts'
import { customer, edit, footprint, inCrm, inErp, link, log, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld(async () => {
  await addMaker(world)
})

describe('an actor that is made in the ERP', () => {
  test('has the values of the record, is linked to it, and its values are in the log', async () => {
    const bench = await unlinked(world)

    const intent = await make(world, bench)

    assert.equal(intent.state, 'confirmed')
    assert.equal(inErp(world, intent.actorKey ?? '', 'STREETCITY'), 'Kiel')
    const { actorKey, base, start, syncedAt } = await linkOf(world, intent.linkId)
    assert.equal(actorKey, intent.actorKey)
    assert.deepEqual(base, { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' })
    assert.deepEqual(start, {})
    assert.ok(syncedAt)
    const rows = await log(world, intent.linkId ?? 0)
    assert.deepEqual(
      rows.map(({ erpField, newValue, rule }) => [erpField, newValue, rule]),
      [
        ['NAME', 'Acme', 'created'],
        ['PHONE', '1', 'created'],
        ['STREETCITY', 'Kiel', 'created'],
      ],
    )
  })

  test('causes no further write on either side', async () => {
    const bench = await unlinked(world)
    const intent = await make(world, bench)
    const one = { linkId: intent.linkId ?? 0, recordId: bench.recordId, key: intent.actorKey ?? '' }
    const before = await footprint(world, one)

    assert.equal(await world.pass(bench.connectionId), 'done')
    assert.equal(await world.pass(bench.connectionId), 'done')

    const { runs: _, ...now } = await footprint(world, one)
    const { runs: __, ...then } = before
    assert.deepEqual(now, then)
  })

  test('follows an edit made while the ERP was being told', async () => {
    const bench = await unlinked(world)
    const intent = await make(world, bench, {
      reached: async (step) => {
        if (step === 'createSent') await edit(world, bench.recordId, { phone: '2' })
      },
    })

    await world.pass(bench.connectionId)

    assert.equal(inErp(world, intent.actorKey ?? '', 'PHONE'), '2')
    assert.equal(await inCrm(world, bench.recordId, 'phone'), '2')
  })

  test('brings what the ERP filled in itself to the record, and empties nothing', async () => {
    const bench = await unlinked(world, { name: 'Numbers', number: 'old', code: 'kept' }, [
      ['NAME', 'name'],
      ['NUMBER1', 'number', 'toCrm'],
      ['DEPARTMENT', 'department'],
      ['LAST_INVOICE', 'code', 'toCrm'],
    ])

    const intent = await make(world, bench)
    await world.pass(bench.connectionId)

    assert.equal(await inCrm(world, bench.recordId, 'number'), intent.actorKey)
    assert.equal(await inCrm(world, bench.recordId, 'code'), 'kept')
  })
})

describe('who asks twice', () => {
  test('gets the same actor, also at the same moment', async () => {
    const bench = await unlinked(world, { name: 'Twice' })
    const [one, other] = await Promise.all([make(world, bench), make(world, bench)])
    assert.equal(one.id, other.id)
    await world.pass(bench.connectionId)

    assert.deepEqual(await named(world, 'Twice'), [(await intentOf(world, one.id)).actorKey])
    assert.equal((await plan(world, bench)).id, one.id)
  })

  test('with other values is told that something is under way', async () => {
    const bench = await unlinked(world, { name: 'Under way' })
    await plan(world, bench)
    await edit(world, bench.recordId, { phone: '77' })
    await assert.rejects(plan(world, bench), { code: 'createPending', status: 409 })
  })

  test('after somebody linked the record is told so', async () => {
    const bench = await unlinked(world, { name: 'Linked by hand' })
    await link(world, bench.connectionId, await customer(world, { NAME: 'By hand' }), bench.recordId)
    await assert.rejects(plan(world, bench), { code: 'recordTaken', status: 409 })
  })
})

describe('an ERP that is away', () => {
  test('lets the wish wait, visibly; the pass goes on with it', async () => {
    const bench = await unlinked(world, { name: 'Away' })
    const intent = await world.disturbed(
      () => 503,
      () => make(world, bench),
    )
    assert.deepEqual([intent.state, intent.problem?.code], ['planned', 'createWaits'])
    assert.ok(intent.nextTryAt)

    await later(world, 0)
    assert.equal(await world.pass(bench.connectionId), 'done')

    const now = await intentOf(world, intent.id)
    assert.equal(now.state, 'confirmed')
    assert.deepEqual(await named(world, 'Away'), [now.actorKey])
  })

  test('while telling it leaves certainly nothing behind, so it is told again', async () => {
    const bench = await unlinked(world, { name: 'Busy' })
    const intent = await world.disturbed(atCreate({ status: 429, retryAfter: '2' }), () => make(world, bench))
    assert.equal(intent.state, 'planned')
    await later(world, 0)
    assert.equal((await carry(world, intent)).state, 'confirmed')
  })

  test('lets the wish be called off, once', async () => {
    const bench = await unlinked(world, { name: 'Called off' })
    const intent = await world.disturbed(
      () => 503,
      () => make(world, bench),
    )

    await callOff(world.db.store, maker, intent)
    await later(world, 0)
    await world.pass(bench.connectionId)

    assert.equal((await intentOf(world, intent.id)).state, 'cancelled')
    assert.deepEqual(await named(world, 'Called off'), [])
    await assert.rejects(callOff(world.db.store, maker, intent), { code: 'createStarted' })
    assert.equal((await make(world, bench)).state, 'confirmed')
  })
})

test('what the ERP refuses names the field and the reason; tried again it is a wish of its own', async () => {
  const bench = await unlinked(world, { name: 'Refused', category: null }, [['NAME', 'name']])
  await sql`update erp_field set ask_user = true, max_length = null where connection_id = ${bench.connectionId}
    and key = 'VATNO'`.execute(world.db.db)
  const intent = await make(world, bench, {}, { values: { VATNO: 'x'.repeat(30) } })
  assert.deepEqual(
    [intent.state, intent.problem?.code, intent.problem?.field],
    ['refused', 'refused', 'VATNO'],
  )

  const again = await make(world, bench, {}, { values: { VATNO: 'NL1' } })

  assert.notEqual(again.id, intent.id)
  assert.equal(again.state, 'confirmed')
  assert.equal((await intentOf(world, intent.id)).state, 'refused')
})

describe('what changed meanwhile', () => {
  test('a record linked to another actor: what was made stays and is named', async () => {
    const bench = await unlinked(world, { name: 'Overtaken' })
    const other = await customer(world, { NAME: 'Another' })

    const intent = await make(world, bench, {
      reached: async (step) => {
        if (step === 'createSent') await link(world, bench.connectionId, other, bench.recordId)
      },
    })

    assert.deepEqual([intent.state, intent.linkId, intent.problem?.code], ['confirmed', null, 'recordTaken'])
    assert.deepEqual(await named(world, 'Overtaken'), [intent.actorKey])
    assert.match(JSON.stringify(intent.problem), /Overtaken \(K\d+\)/)
    assert.equal(await links(world, bench), 1)
  })

  test('an actor somebody linked to another record: both stay as they are', async () => {
    const bench = await unlinked(world, { name: 'Snatched' })
    const other = await company(world, { name: 'Other record' })

    const intent = await make(world, bench, {
      reached: async (step) => {
        const [key] = step === 'createAnswered' ? await named(world, 'Snatched') : []
        if (key) await link(world, bench.connectionId, key, other)
      },
    })

    assert.deepEqual([intent.state, intent.linkId, intent.problem?.code], ['confirmed', null, 'actorTaken'])
  })

  test('a record in the bin is not linked', async () => {
    const bench = await unlinked(world, { name: 'Binned' })
    const intent = await make(world, bench, {
      reached: async (step) => {
        if (step === 'createAnswered')
          await sql`update company set deleted_at = now() where id = ${bench.recordId}`.execute(world.db.db)
      },
    })
    assert.deepEqual([intent.state, intent.linkId, intent.problem?.code], ['confirmed', null, 'recordGone'])
  })

  test('the right to create in the ERP: nothing is made', async () => {
    const bench = await unlinked(world, { name: 'Without right' })
    const intent = await plan(world, bench)
    await sql`update connection set scope = 'selected' where id = ${bench.connectionId}`.execute(world.db.db)

    const now = await carry(world, intent)

    assert.deepEqual([now.state, now.problem?.code], ['refused', 'createNotAllowed'])
    assert.deepEqual(await named(world, 'Without right'), [])
  })

  test('the mapping: the new one is carried out', async () => {
    const bench = await unlinked(world, { name: 'Mapped anew', phone: '5', email: 'a@b.example' })
    const intent = await plan(world, bench)
    await sql`update erp_field set crm_field = null, to_crm = false, to_erp = false
      where connection_id = ${bench.connectionId} and key = 'PHONE'`.execute(world.db.db)
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${bench.connectionId}`.execute(
      world.db.db,
    )

    const now = await carry(world, intent)

    assert.equal(now.state, 'confirmed')
    assert.equal(inErp(world, now.actorKey ?? '', 'PHONE'), null)
  })

  test('a connection switched off between call and answer: what is true is stored', async () => {
    const bench = await unlinked(world, { name: 'Switched off' })
    const intent = await make(world, bench, {
      reached: async (step) => {
        if (step === 'createAnswered')
          await sql`update connection set active = false where id = ${bench.connectionId}`.execute(
            world.db.db,
          )
      },
    })
    assert.equal(intent.state, 'confirmed')
    assert.equal(await links(world, bench), 1)
  })
})
