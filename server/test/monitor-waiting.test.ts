import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { hide, refused as refusedBy, stubborn, useEngineDesk } from './engine-desk.ts'
import { edit, inCrm, inErp, parked, started } from './engine-world.ts'

let engine: ReturnType<typeof stubborn> | undefined
const { world, call } = useEngineDesk((made) => {
  engine = stubborn(made)
  return engine
})

function erp() {
  if (!engine) throw new Error('The ERP is there inside tests only.')
  return engine
}

const refused = () => refusedBy(world, erp())
const pass = (connectionId: number) => world.pass(connectionId, {}, erp())

describe('a parked record', () => {
  test('is listed with what was to be written, and the reasons there are', async () => {
    const one = await refused()

    const { body } = await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)

    const [row] = body.rows
    assert.deepEqual(
      [row.reason, row.title, row.attempts, row.skippedAt],
      ['refused', 'Neen, dank u', 1, null],
    )
    assert.deepEqual(
      row.payload.map(({ erpField, text }: { erpField: { key: string }; text: string }) => [
        erpField.key,
        text,
      ]),
      [['PHONE', 'no']],
    )
    assert.ok(row.nextTryAt)
    assert.ok(body.reasons.some(({ reason }: { reason: string }) => reason === 'refused'))
    const other = await call('chief', 'GET', `/parked?connectionId=${one.connectionId}&reason=planFailed`)
    assert.equal(other.body.total, 0)
  })

  test('is tried again at once, and says why it was refused again', async () => {
    const one = await refused()
    const [row] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)).body.rows
    erp().tries.length = 0

    const again = await call('chief', 'POST', `/parked/${row.id}/tries`)

    assert.deepEqual([again.status, again.body.problem.code, erp().tries.length], [200, 'refused', 1])
    await edit(world, one.recordId, { phone: '5' })
    const mended = await call('chief', 'POST', `/parked/${row.id}/tries`)
    assert.deepEqual([mended.body.state, inErp(world, one.key, 'PHONE')], ['inSync', '5'])
    assert.equal((await call('chief', 'POST', `/parked/${row.id}/tries`)).status, 404)
  })

  test('is tried once when somebody asks for it, also while a pass looks at its connection', async () => {
    const one = await refused()
    const [row] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)).body.rows
    erp().tries.length = 0
    const { openSession } = erp()
    let asked = 0
    // The engine is at it before the record of whoever asked is read.
    const beside = Object.assign(erp(), {
      openSession: async (...given: Parameters<typeof openSession>) => {
        asked += 1
        if (asked === 1) await world.pass(one.connectionId, {}, { ...erp(), openSession })
        return await openSession(...given)
      },
    })
    try {
      await call('chief', 'POST', `/parked/${row.id}/tries`)
    } finally {
      Object.assign(beside, { openSession })
    }

    assert.ok(asked > 0)
    assert.deepEqual([erp().tries.length, (await parked(world, one.linkId))[0]?.attempts], [1, 2])
  })

  test('that was skipped and could not be tried, as the ERP was away, is tried by the engine', async () => {
    const one = await refused()
    const [row] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)).body.rows
    await call('chief', 'POST', '/parked/skips', { ids: [row.id] })
    const { openSession } = erp()
    const away = Object.assign(erp(), { openSession: () => Promise.reject(new Error('away')) })
    try {
      await call('chief', 'POST', `/parked/${row.id}/tries`)
    } finally {
      Object.assign(away, { openSession })
    }
    erp().tries.length = 0

    const [after] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}`)).body.rows
    assert.equal(after.skippedAt, null)
    await sql`update erp_write set next_try_at = now() where link_id = ${one.linkId} and next_try_at < now() + interval '5 minutes'`.execute(
      world.db.db,
    )
    await pass(one.connectionId)
    assert.equal(erp().tries.length, 1)
  })

  test('of a whole connection becomes due at once', async () => {
    const one = await refused()
    erp().tries.length = 0

    const { body } = await call('chief', 'POST', '/parked/tries', {
      connectionId: one.connectionId,
      reason: 'refused',
    })
    await pass(one.connectionId)

    assert.deepEqual([body.count, erp().tries.length], [1, 1])
    assert.equal((await parked(world, one.linkId))[0]?.attempts, 2)
  })

  test('that is skipped stays in sight and is left alone until somebody edits the record', async () => {
    const one = await refused()
    assert.equal(
      (await call('chief', 'POST', '/parked/skips', { connectionId: one.connectionId })).body.count,
      1,
    )
    erp().tries.length = 0
    await pass(one.connectionId)
    await pass(one.connectionId)

    const [row] = (await call('chief', 'GET', `/parked?connectionId=${one.connectionId}&skipped=true`)).body
      .rows
    assert.deepEqual([erp().tries.length, row.skippedBy, row.nextTryAt], [0, 'chief', null])

    await edit(world, one.recordId, { phone: '5' })
    await pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'PHONE'), '5')
    assert.deepEqual(await parked(world, one.linkId), [])
  })

  test('that is skipped is tried again when the ERP changes the actor', async () => {
    const one = await refused()
    await call('chief', 'POST', '/parked/skips', { connectionId: one.connectionId })
    erp().tries.length = 0

    world.erp.edit('customer', one.key, { NAME: 'Acme BV' })
    await pass(one.connectionId)

    assert.equal(erp().tries.length, 1)
    assert.equal((await parked(world, one.linkId))[0]?.skippedAt, null)
  })

  test('is for administrators, and what they do is kept in the audit', async () => {
    const one = await refused()
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
    await pass(one.connectionId)
    assert.deepEqual(
      [await inCrm(world, one.recordId, 'phone'), inErp(world, one.key, 'STREETCITY')],
      ['1', 'Kiel'],
    )

    assert.equal((await call('anna', 'DELETE', `/links/${one.linkId}/hold`)).status, 204)
    await pass(one.connectionId)

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
    await pass(one.connectionId)
    const { body } = await call('chief', 'GET', `/conflicts?connectionId=${one.connectionId}`)
    return { one, ids: body.rows.map(({ id }: { id: number }) => id) as number[] }
  }

  test('are settled at once for one side', async () => {
    const { one, ids } = await two()
    assert.equal(ids.length, 2)

    const { body } = await call('anna', 'POST', '/conflict-resolutions', { ids, side: 'crm' })
    await pass(one.connectionId)

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

describe('a value the ERP refused', () => {
  /** The ERP names the field, and the rest of the record goes on. */
  async function refusedField() {
    const one = await started(world, [
      ['NAME', 'name'],
      ['CATEGORY', 'code', 'toErp'],
    ])
    const { db } = world.db
    await sql`update erp_field set type = 'text' where connection_id = ${one.connectionId} and key = 'CATEGORY'`.execute(
      db,
    )
    await sql`update connection set mapping_version = mapping_version + 1 where id = ${one.connectionId}`.execute(
      db,
    )
    await edit(world, one.recordId, { code: 'nonsense' })
    await pass(one.connectionId)
    erp().tries.length = 0
    return one
  }
  const listed = async (connectionId: number) =>
    (await call('chief', 'GET', `/field-errors?connectionId=${connectionId}`)).body.rows[0]

  test('is told again when somebody asks for it', async () => {
    const one = await refusedField()
    assert.ok((await listed(one.connectionId)).nextTryAt)

    const { body } = await call('chief', 'POST', '/field-errors/tries', { connectionId: one.connectionId })
    await pass(one.connectionId)

    assert.deepEqual([body.count, erp().tries.length], [1, 1])
    assert.equal((await listed(one.connectionId)).attempts, 2)
  })

  test('that is skipped stays in the list and is left alone until it changes', async () => {
    const one = await refusedField()
    await call('chief', 'POST', '/field-errors/skips', { linkId: one.linkId })
    await pass(one.connectionId)

    const row = await listed(one.connectionId)
    assert.deepEqual([row.skipped, row.nextTryAt, erp().tries.length], [true, null, 0])
    await edit(world, one.recordId, { code: 'A' })
    await pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'CATEGORY'), 'A')
    assert.equal(await listed(one.connectionId), undefined)
    assert.equal((await call('anna', 'POST', '/field-errors/skips', {})).status, 403)
  })
})
