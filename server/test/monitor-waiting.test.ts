import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { hide, refused, useEngineDesk } from './engine-desk.ts'
import { edit, inCrm, inErp, parked, patches, started } from './engine-world.ts'

const { world, call } = useEngineDesk()

describe('a parked record', () => {
  test('is listed with what was to be written, the field the ERP named, and the reasons there are', async () => {
    const one = await refused(world)

    const { body } = await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)

    const [row] = body.rows
    assert.deepEqual(
      [row.reason, row.attempts, row.field.erpField.key, row.field.crmField.key, row.skippedAt],
      ['refused', 1, 'CATEGORY', 'code', null],
    )
    assert.deepEqual(
      row.payload.map(({ erpField, text }: { erpField: { key: string }; text: string }) => [
        erpField.key,
        text,
      ]),
      [['CATEGORY', 'nonsense']],
    )
    assert.ok(row.nextTryAt)
    assert.ok(body.reasons.some(({ reason }: { reason: string }) => reason === 'refused'))
    const other = await call('chief', 'GET', `/parked?connectionId=${one.connectionId}&reason=planFailed`)
    assert.equal(other.body.total, 0)
  })

  test('is tried again at once, and says why it was refused again', async () => {
    const one = await refused(world)
    const [row] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)).body.rows
    world.calls.length = 0

    const again = await call('chief', 'POST', `/parked/${row.id}/tries`)

    assert.deepEqual([again.status, again.body.problem.code, patches(world)], [200, 'refused', 1])
    await edit(world, one.recordId, { code: 'A' })
    const mended = await call('chief', 'POST', `/parked/${row.id}/tries`)
    assert.deepEqual([mended.body.state, inErp(world, one.key, 'CATEGORY')], ['inSync', 'A'])
    assert.equal((await call('chief', 'POST', `/parked/${row.id}/tries`)).status, 404)
  })

  test('of a whole connection becomes due at once', async () => {
    const one = await refused(world)
    world.calls.length = 0

    const { body } = await call('chief', 'POST', '/parked/tries', {
      connectionId: one.connectionId,
      reason: 'refused',
    })
    await world.pass(one.connectionId)

    assert.deepEqual([body.count, patches(world)], [1, 1])
    assert.equal((await parked(world, one.linkId))[0]?.attempts, 2)
  })

  test('that is skipped stays in sight and is left alone until somebody edits the record', async () => {
    const one = await refused(world)
    assert.equal(
      (await call('chief', 'POST', '/parked/skips', { connectionId: one.connectionId })).body.count,
      1,
    )
    world.calls.length = 0
    await world.pass(one.connectionId)
    await world.pass(one.connectionId)

    const [row] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}&skipped=true`)).body
      .rows
    assert.deepEqual([patches(world), row.skippedBy, row.nextTryAt], [0, 'chief', null])

    await edit(world, one.recordId, { code: 'A' })
    await world.pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'CATEGORY'), 'A')
    assert.deepEqual(await parked(world, one.linkId), [])
  })

  test('that is skipped is tried again when the ERP changes the actor', async () => {
    const one = await refused(world)
    await call('chief', 'POST', '/parked/skips', { connectionId: one.connectionId })
    world.calls.length = 0

    world.erp.edit('customer', one.key, { PHONE: '7' })
    await world.pass(one.connectionId)

    assert.equal(patches(world), 1)
    assert.equal((await parked(world, one.linkId))[0]?.skippedAt, null)
  })

  test('is for administrators, and what they do is kept in the audit', async () => {
    const one = await refused(world)
    for (const path of ['/parked/tries', '/parked/skips']) {
      assert.equal((await call('anna', 'POST', path, {})).status, 403)
      assert.equal((await call('chief', 'POST', path, { ids: [] })).status, 400)
      await call('chief', 'POST', path, { connectionId: one.connectionId })
    }
    const { rows } = await sql<{ action: string }>`
      select action from audit where action like '%Parked' and user_id = 'chief'`.execute(world.db.db)
    assert.deepEqual(
      rows.slice(-2).map(({ action }) => action),
      ['retryParked', 'skipParked'],
    )
  })
})

describe('a held record', () => {
  test('is left alone on both sides, and read anew when it is released', async () => {
    const one = await started(world)
    assert.equal((await call('anna', 'PUT', `/links/${one.linkId}/hold`)).status, 204)
    world.erp.edit('customer', one.key, { PHONE: '42' })
    await edit(world, one.recordId, { streetCity: 'Oslo' })
    await world.pass(one.connectionId)
    assert.deepEqual(
      [await inCrm(world, one.recordId, 'phone'), inErp(world, one.key, 'STREETCITY')],
      ['1', 'Kiel'],
    )

    assert.equal((await call('anna', 'DELETE', `/links/${one.linkId}/hold`)).status, 204)
    await world.pass(one.connectionId)

    assert.deepEqual(
      [await inCrm(world, one.recordId, 'phone'), inErp(world, one.key, 'STREETCITY')],
      ['42', 'Oslo'],
    )
  })

  test('is held by whoever may use the connection, and nobody else', async () => {
    const one = await started(world)
    assert.equal((await call('bob', 'PUT', `/links/${one.linkId}/hold`)).status, 404)
    assert.equal((await call('rik', 'PUT', `/links/${one.linkId}/hold`)).status, 403)
    await hide(world, one.connectionId)
    assert.equal((await call('anna', 'PUT', `/links/${one.linkId}/hold`)).status, 404)
    assert.equal((await call('chief', 'PUT', `/links/${one.linkId}/hold`)).status, 204)
    assert.equal((await call('chief', 'DELETE', '/links/999999/hold')).status, 404)
  })
})

describe('several conflicts', () => {
  async function two() {
    const one = await started(world, [
      ['NAME', 'name', 'both', 'ask'],
      ['PHONE', 'phone', 'both', 'ask'],
    ])
    world.erp.edit('customer', one.key, { NAME: 'Erp', PHONE: '10' })
    await edit(world, one.recordId, { name: 'Crm', phone: '20' })
    await world.pass(one.connectionId)
    const { body } = await call('chief', 'GET', `/conflicts?connectionId=${one.connectionId}`)
    return { one, ids: body.rows.map(({ id }: { id: number }) => id) as number[] }
  }

  test('are settled at once for one side', async () => {
    const { one, ids } = await two()
    assert.equal(ids.length, 2)

    const { body } = await call('anna', 'POST', '/conflict-resolutions', { ids, side: 'crm' })
    await world.pass(one.connectionId)

    assert.equal(body.resolved, 2)
    assert.deepEqual([inErp(world, one.key, 'NAME'), inErp(world, one.key, 'PHONE')], ['Crm', '20'])
    assert.equal((await call('anna', 'POST', '/conflict-resolutions', { ids, side: 'erp' })).body.resolved, 0)
  })

  test('out of sight stay as they are', async () => {
    const { one, ids } = await two()
    await hide(world, one.connectionId)
    assert.equal((await call('anna', 'POST', '/conflict-resolutions', { ids, side: 'crm' })).status, 404)
    assert.equal((await call('chief', 'GET', `/conflicts?connectionId=${one.connectionId}`)).body.total, 2)
  })
})
