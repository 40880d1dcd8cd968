import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { undoOfLink } from '../src/engine/index.ts'
import {
  connect,
  customer,
  edit,
  footprint,
  inCrm,
  inErp,
  link,
  log,
  started,
  useEngineWorld,
  waiting,
} from './engine-world.ts'
import { type Started, undoDesk } from './undo-desk.ts'

const world = useEngineWorld()
const { runOf, undoing, undo, reportOf, outcomes, logged, values, baseOf } = undoDesk(world)

describe('undoing what a run wrote to a record', () => {
  test('puts the CRM back; nothing travels, and the sides differ until somebody edits one', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '2' }))

    const report = await undo(one, runId)

    assert.deepEqual(report, [['toCrm', 'PHONE', 'putBack']])
    assert.equal(await inCrm(world, one.recordId, 'phone'), '1')
    assert.deepEqual(await logged(one, 'undo'), [['toCrm', 'PHONE', '2', '1']])
    const before = await footprint(world, one)
    await world.pass(one.connectionId)
    await world.pass(one.connectionId)
    assert.deepEqual(await footprint(world, one), before)
    assert.equal(inErp(world, one.key, 'PHONE'), '2')

    world.erp.edit('customer', one.key, { PHONE: '3' })
    await world.pass(one.connectionId)
    assert.equal(await inCrm(world, one.recordId, 'phone'), '3')
  })

  test('puts the ERP back at once, under the run that undoes, and the CRM keeps its value', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))

    const report = await undo(one, runId)

    assert.deepEqual(report, [['toErp', 'PHONE', 'putBack']])
    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    assert.deepEqual(await logged(one, 'undo'), [['toErp', 'PHONE', '2', '1']])
    const before = await footprint(world, one)
    await world.pass(one.connectionId)
    assert.deepEqual(await footprint(world, one), before)
  })

  for (const direction of ['toCrm', 'toErp'] as const) {
    test(`is not corrected by the next pass where a field travels one way: ${direction}`, async () => {
      const one = await started(world, [['NAME', 'name'], ['PHONE', 'phone', direction]]) // biome-ignore format: a table
      const change = () =>
        direction === 'toCrm'
          ? world.erp.edit('customer', one.key, { PHONE: '2' })
          : edit(world, one.recordId, { phone: '2' })
      const runId = await runOf(one, change)

      await undo(one, runId)

      const before = await footprint(world, one)
      await world.pass(one.connectionId)
      assert.deepEqual(await footprint(world, one), before)
      const undone =
        direction === 'toCrm' ? await inCrm(world, one.recordId, 'phone') : inErp(world, one.key, 'PHONE')
      assert.equal(undone, '1')
    })
  }

  test('of an undo leads back to where the record was', async () => {
    const one = await started(world)
    const runId = await runOf(one, async () => {
      world.erp.edit('customer', one.key, { PHONE: '2' })
      await edit(world, one.recordId, { streetCity: 'Oslo' })
    })
    const base = await baseOf(one)

    const undone = await undoing(one, runId)
    assert.deepEqual(await values(one), { phone: ['2', '1'], city: ['Kiel', 'Oslo'] })
    const report = await undo(one, undone)

    assert.deepEqual(report, [
      ['toCrm', 'PHONE', 'putBack'],
      ['toErp', 'STREETCITY', 'putBack'],
    ])
    assert.deepEqual(await values(one), { phone: ['2', '2'], city: ['Oslo', 'Oslo'] })
    assert.deepEqual(await baseOf(one), base)
  })

  test('twice finds that it was changed since: nothing is written a second time', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '2' }))
    await undo(one, runId)
    const before = await footprint(world, one)

    assert.deepEqual(await undo(one, runId), [['toCrm', 'PHONE', 'changedSince']])

    const { runs: _, ...after } = await footprint(world, one)
    assert.deepEqual(after, { crm: before.crm, erp: before.erp, log: before.log })
  })

  test('goes back to the oldest value a run overwrote', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '2' }))
    const later = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '3' }))
    await sql`update sync_log set run_id = ${runId} where run_id = ${later}`.execute(world.db.db)

    await undo(one, runId)

    assert.equal(await inCrm(world, one.recordId, 'phone'), '1')
  })

  test('can be asked for one value only', async () => {
    const one = await started(world)
    const runId = await runOf(one, () =>
      world.erp.edit('customer', one.key, { PHONE: '2', STREETCITY: 'Oslo' }),
    )
    const value = (await log(world, one.linkId)).find(({ erpField }) => erpField === 'PHONE')

    const report = await undo(one, runId, value?.id)

    assert.deepEqual(report, [['toCrm', 'PHONE', 'putBack']])
    assert.deepEqual(await values(one), { phone: ['2', '1'], city: ['Oslo', 'Oslo'] })
  })

  test('is an edit for the other connections of the record', async () => {
    const one = await started(world)
    const other = await connect(world)
    const key = await customer(world, { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' })
    await link(world, other, key, one.recordId)
    await world.pass(other)
    const runId = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '2' }))
    await world.pass(other)
    assert.equal(inErp(world, key, 'PHONE'), '2')

    await undo(one, runId)
    await world.pass(other)

    assert.equal(inErp(world, key, 'PHONE'), '1')
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
  })
})

describe('a value that was changed since stays', () => {
  test('in the CRM, and the report says what it is now and who changed the record', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '2' }))
    await edit(world, one.recordId, { phone: '9' })

    const undone = await undoing(one, runId)

    const { rows } = await reportOf(undone)
    assert.deepEqual(
      rows.map(({ outcome, earlierText, writtenText, foundText }) => [
        outcome,
        earlierText,
        writtenText,
        foundText,
      ]),
      [['changedSince', '1', '2', '9']],
    )
    await world.pass(one.connectionId)
    assert.deepEqual(await values(one), { phone: ['9', '9'], city: ['Kiel', 'Kiel'] })
  })

  test('in the ERP, also where no pass has seen the change', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))
    world.erp.edit('customer', one.key, { PHONE: '9' })

    const report = await undo(one, runId)

    assert.deepEqual(report, [['toErp', 'PHONE', 'changedSince']])
    assert.deepEqual(await values(one), { phone: ['9', '9'], city: ['Kiel', 'Kiel'] })
  })

  test('in the ERP, when it is changed between the undo and the pass that would tell it', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))
    const undone = await world.disturbed(away, () => undoing(one, runId))
    assert.deepEqual(await outcomes(undone), [['toErp', 'PHONE', 'waiting']])
    world.erp.edit('customer', one.key, { PHONE: '9' })

    await world.pass(one.connectionId)

    assert.deepEqual(await outcomes(undone), [['toErp', 'PHONE', 'changedSince']])
    assert.equal(inErp(world, one.key, 'PHONE'), '9')
  })
})

describe('what the ERP is to hold again', () => {
  test('waits while the ERP is away, and is told by a later pass under the run that undoes', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))
    const undone = await world.disturbed(away, () => undoing(one, runId))

    await world.pass(one.connectionId)

    assert.deepEqual(await outcomes(undone), [['toErp', 'PHONE', 'putBack']])
    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    const rows = await log(world, one.linkId)
    assert.equal(rows.at(-1)?.runId, undone)
    assert.deepEqual(await waiting(world, one.linkId), [])
  })

  test('survives that it is planned again with other edits of the record', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))
    const undone = await world.disturbed(away, () => undoing(one, runId))
    await edit(world, one.recordId, { streetCity: 'Oslo' })
    await world.disturbed(
      (method) => (method === 'PATCH' ? 503 : undefined),
      () => world.pass(one.connectionId),
    )

    await world.pass(one.connectionId)

    assert.deepEqual(await outcomes(undone), [['toErp', 'PHONE', 'putBack']])
    assert.deepEqual(await values(one), { phone: ['1', '2'], city: ['Oslo', 'Oslo'] })
  })

  test('is taken once when the answer is lost, and does not come back into the CRM', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))
    const undone = await world.disturbed(
      (method) => (method === 'PATCH' ? 'unanswered' : undefined),
      () => undoing(one, runId),
    )

    await world.pass(one.connectionId)
    await world.pass(one.connectionId)

    assert.deepEqual(await values(one), { phone: ['1', '2'], city: ['Kiel', 'Kiel'] })
    assert.deepEqual(await outcomes(undone), [['toErp', 'PHONE', 'putBack']])
    assert.deepEqual(await logged(one, 'undo'), [['toErp', 'PHONE', '2', '1']])
  })
})

describe('the report says why a value could not be put back', () => {
  const cases: readonly [string, string, (one: Started) => Promise<unknown>][] = [
    ['recordGone', 'the record is in the bin', ({ recordId }) =>
      sql`update company set deleted_at = now() where id = ${recordId}`.execute(world.db.db)],
    ['linkEnded', 'the link was ended', ({ linkId }) =>
      sql`update link set ended_at = now() where id = ${linkId}`.execute(world.db.db)],
    ['linkBroken', 'the actor is gone', ({ linkId }) =>
      sql`update link set broken_at = now() where id = ${linkId}`.execute(world.db.db)],
    ['linkHeld', 'the record is on hold', ({ linkId }) =>
      sql`update link set held_at = now() where id = ${linkId}`.execute(world.db.db)],
    ['notMapped', 'the field is mapped elsewhere', ({ connectionId }) =>
      sql`with moved as (update connection set mapping_version = mapping_version + 1 where id = ${connectionId})
        update erp_field set crm_field = 'fax' where connection_id = ${connectionId} and key = 'PHONE'`.execute(world.db.db)],
    ['unsettled', 'a conflict about it is open', async ({ linkId }) =>
      await sql`insert into conflict (link_id, erp_field, crm_field) values (${linkId}, 'PHONE', 'phone')`.execute(world.db.db)],
  ] // biome-ignore format: a table

  for (const [outcome, title, change] of cases) {
    test(title, async () => {
      const one = await started(world)
      const runId = await runOf(one, () => world.erp.edit('customer', one.key, { PHONE: '2' }))
      await change(one)

      assert.deepEqual(await undo(one, runId), [['toCrm', 'PHONE', outcome]])
      assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    })
  }

  test('the ERP refuses it', async () => {
    const one = await started(world)
    const runId = await runOf(one, () => edit(world, one.recordId, { phone: '2' }))

    const parts = world.parts()
    const refusing = {
      ...parts,
      openSession: async (...to: Parameters<typeof parts.openSession>) => ({
        ...(await parts.openSession(...to)),
        write: async (_: unknown, drafts: readonly unknown[]) =>
          drafts.map(() => ({ kind: 'refused' as const, reason: { en: 'No.', nl: 'Nee.' } })),
      }),
    }
    const undone = await undoOfLink(refusing, { ...one, runId, userId: 'anna' })

    assert.deepEqual(await outcomes(undone), [['toErp', 'PHONE', 'refused']])
  })
})

const away = () => 503
