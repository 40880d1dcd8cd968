import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { useEngineDesk } from './engine-desk.ts'
import { inCrm, log, started } from './engine-world.ts'

const { world, call } = useEngineDesk()

/** A phone number the ERP changed, and where the log has it. */
async function carried() {
  const one = await started(world)
  world.erp.edit('customer', one.key, { PHONE: '2' })
  await world.pass(one.connectionId)
  const row = (await log(world, one.linkId)).at(-1)
  return { ...one, runId: row?.runId ?? 0, valueId: row?.id ?? 0 }
}

describe('Ongedaan maken', () => {
  test('of one value is for users who may use the connection, and is kept in the audit', async () => {
    const one = await carried()

    const { status, body } = await call('anna', 'POST', `/links/${one.linkId}/undos`, {
      runId: one.runId,
      valueId: one.valueId,
    })

    assert.deepEqual(
      [status, body.values?.[0]?.outcome, body.values?.[0]?.earlierText],
      [200, 'putBack', '1'],
    )
    assert.equal(await inCrm(world, one.recordId, 'phone'), '1')
    const { rows } = await sql<{ userId: string }>`
      select user_id from audit where action = 'undoOfLink' and subject = ${`link/${one.linkId}`}`.execute(
      world.db.db,
    )
    assert.deepEqual(rows, [{ userId: 'anna' }])
  })

  test('of one value is not there for users outside the scope of the connection', async () => {
    const one = await carried()
    await sql`update connection set scope = 'selected' where id = ${one.connectionId}`.execute(world.db.db)

    const asked = { runId: one.runId, valueId: one.valueId }
    assert.equal((await call('anna', 'POST', `/links/${one.linkId}/undos`, asked)).status, 404)
    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
  })

  test('of all a run wrote is for administrators', async () => {
    const one = await carried()

    assert.equal((await call('anna', 'POST', `/links/${one.linkId}/undos`, { runId: one.runId })).status, 403)
    assert.equal((await call('anna', 'POST', `/runs/${one.runId}/undos`)).status, 403)
    const extent = await call('chief', 'GET', `/runs/${one.runId}/overwritten`)
    assert.deepEqual(extent.body, { links: 1, values: 1, toCrm: 1, toErp: 0, changedSince: 0 })
    const { body } = await call('chief', 'POST', `/runs/${one.runId}/undos`)
    await world.pass(one.connectionId)
    const report = await call('chief', 'GET', `/runs/${body.runId}/undone?outcome=putBack&search=acm`)
    assert.deepEqual([report.body.undoes.runId, report.body.total], [one.runId, 1])
  })

  test('of a value that another record had is not found', async () => {
    const [one, other] = [await carried(), await carried()]

    const asked = { runId: one.runId, valueId: one.valueId }
    assert.equal((await call('chief', 'POST', `/links/${other.linkId}/undos`, asked)).status, 404)
  })
})

describe('Vergelijking', () => {
  test('is started and scheduled by administrators', async () => {
    const one = await carried()
    const schedule = `/connections/${one.connectionId}/comparison-schedule`

    assert.equal(
      (await call('anna', 'POST', `/connections/${one.connectionId}/comparison-runs`, {})).status,
      403,
    )
    assert.deepEqual((await call('chief', 'GET', schedule)).body, { every: 'week' })
    await call('chief', 'PUT', schedule, { every: 'off' })
    assert.deepEqual((await call('chief', 'GET', schedule)).body, { every: 'off' })
    const { body } = await call('chief', 'POST', `/connections/${one.connectionId}/comparison-runs`, {})
    const { body: again } = await call(
      'chief',
      'POST',
      `/connections/${one.connectionId}/comparison-runs`,
      {},
    )
    assert.equal(again.code, 'alreadyUnderWay')
    const { body: report } = await call('chief', 'GET', `/comparison-runs/${body.runId}`)
    assert.deepEqual([report.state, report.agreement, report.kinds], ['queued', null, []])
    const repair = await call('chief', 'POST', `/comparison-runs/${body.runId}/repairs`, { side: 'erp' })
    assert.deepEqual([repair.status, repair.body.code], [409, 'nothingToRepair'])
  })
})
