import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { useEngineDesk } from './engine-desk.ts'
import { conflicts, connect, edit, inCrm, inErp, linked } from './engine-world.ts'

const { world, call } = useEngineDesk()
const erp = { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' }
const crm = { name: 'Acme', phone: '1', streetCity: 'Kiel' }

async function started(
  ...lines: Parameters<typeof connect>[1] extends readonly (infer L)[] | undefined ? L[] : never
) {
  const connectionId = await connect(world, lines.length > 0 ? lines : undefined)
  const one = await linked(world, connectionId, erp, crm)
  await world.pass(connectionId)
  return { connectionId, ...one }
}

describe('the engine switch', () => {
  test('is set by an administrator, and the change is kept in the audit', async () => {
    const changed = await call('chief', 'PUT', '/engine', { running: false, intervalSeconds: 30 })
    assert.deepEqual(
      [changed.status, changed.body],
      [200, { running: false, intervalSeconds: 30, workers: 0 }],
    )
    const { rows } = await sql<{ action: string; userId: string }>`select action, user_id from audit`.execute(
      world.db.db,
    )
    assert.deepEqual(rows, [{ action: 'changeEngine', userId: 'chief' }])

    await call('chief', 'PUT', '/engine', { running: true, intervalSeconds: 10 })
    assert.equal((await call('chief', 'GET', '/engine')).body.running, true)
  })

  test('is not for users', async () => {
    assert.equal((await call('anna', 'PUT', '/engine', { running: false, intervalSeconds: 30 })).status, 403)
  })
})

describe('Nu synchroniseren', () => {
  test('answers what moved, as a person reads it', async () => {
    const one = await started()
    world.erp.edit('customer', one.key, { PHONE: '2' })

    const { status, body } = await call('anna', 'POST', `/links/${one.linkId}/syncs`)

    assert.equal(status, 200)
    assert.deepEqual([body.state, body.problem, body.moved.length], ['inSync', null, 1])
    const [moved] = body.moved
    assert.deepEqual(
      [
        moved.direction,
        moved.erpField.label,
        moved.crmField.label,
        moved.oldText,
        moved.newText,
        moved.record.title,
      ],
      ['toCrm', 'Telefoon', 'Telefoon', '1', '2', 'Acme'],
    )
  })

  test('tells why it could not, in the language of the user', async () => {
    const one = await started()
    await edit(world, one.recordId, { phone: '2' })

    const { status, body } = await world.disturbed(
      () => 500,
      () => call('anna', 'POST', `/links/${one.linkId}/syncs`),
    )

    assert.deepEqual([status, body.state, body.problem.code], [200, 'waiting', 'unavailable'])
    assert.equal(body.problem.title, 'Het Demo ERP kan nu niet antwoorden.')
    assert.equal(body.problem.detail, null, 'the detail is for operators')
  })

  test('is not there for somebody outside the scope, without the licence, or who may only read', async () => {
    const one = await started()
    assert.equal((await call('bob', 'POST', `/links/${one.linkId}/syncs`)).status, 404)
    assert.equal((await call('rik', 'POST', `/links/${one.linkId}/syncs`)).status, 403)
    await sql`update connection set scope = 'selected' where id = ${one.connectionId}`.execute(world.db.db)
    assert.equal((await call('anna', 'POST', `/links/${one.linkId}/syncs`)).status, 404)
  })
})

describe('a conflict', () => {
  async function asked() {
    const one = await started(['NAME', 'name'], ['PHONE', 'phone', 'both', 'ask'])
    world.erp.edit('customer', one.key, { PHONE: 'erp' })
    await edit(world, one.recordId, { phone: 'crm' })
    await world.pass(one.connectionId)
    const [conflict] = (await call('anna', 'GET', `/conflicts?linkId=${one.linkId}`)).body.rows
    return { ...one, conflict }
  }

  test('shows both values and what they were', async () => {
    const { conflict } = await asked()
    assert.deepEqual(
      [
        conflict.erpValue,
        conflict.crmValue,
        conflict.baseErp,
        conflict.erpField.label,
        conflict.record.title,
      ],
      ['erp', 'crm', '1', 'Telefoon', 'Acme'],
    )
  })

  for (const side of ['erp', 'crm'] as const) {
    test(`settled for the ${side} puts its value on both sides at once`, async () => {
      const one = await asked()

      const { status, body } = await call('anna', 'PUT', `/conflicts/${one.conflict.id}/resolution`, { side })

      assert.deepEqual([status, body.state], [200, 'inSync'])
      assert.deepEqual(
        [inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')],
        [side, side],
      )
      const kept = await world.db.db
        .selectFrom('conflict')
        .selectAll()
        .where('id', '=', one.conflict.id)
        .executeTakeFirst()
      assert.deepEqual([kept?.resolution, kept?.resolvedBy], [side, 'anna'])
    })

    test(`settled for the ${side} while the ERP is away is carried out when it is back`, async () => {
      const one = await asked()
      const { body } = await world.disturbed(
        () => 500,
        () => call('anna', 'PUT', `/conflicts/${one.conflict.id}/resolution`, { side }),
      )
      assert.equal(body.state, 'waiting')

      await world.pass(one.connectionId)

      assert.deepEqual(
        [inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')],
        [side, side],
      )
      assert.equal((await conflicts(world, one.linkId)).length, 0)
    })
  }

  test('that is settled already, or out of sight, does not exist', async () => {
    const one = await asked()
    assert.equal(
      (await call('bob', 'PUT', `/conflicts/${one.conflict.id}/resolution`, { side: 'erp' })).status,
      404,
    )
    await call('anna', 'PUT', `/conflicts/${one.conflict.id}/resolution`, { side: 'erp' })
    assert.equal(
      (await call('anna', 'PUT', `/conflicts/${one.conflict.id}/resolution`, { side: 'crm' })).status,
      404,
    )
  })
})

describe('the log', () => {
  test('of one record is there for whoever may see the connection; of all records only for an administrator', async () => {
    const one = await started()
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(one.connectionId)
    const path = `/sync-log?recordType=company&recordId=${one.recordId}`

    assert.equal((await call('anna', 'GET', path)).body.rows.length, 1)
    assert.equal((await call('bob', 'GET', path)).body.rows.length, 0)
    assert.equal((await call('anna', 'GET', '/sync-log')).status, 403)
    const all = await call('chief', 'GET', `/sync-log?connectionId=${one.connectionId}`)
    assert.equal(all.body.rows.length, 1)
    const runs = await call('chief', 'GET', `/runs?connectionId=${one.connectionId}&busy=true`)
    assert.deepEqual(
      [runs.body.rows.length, runs.body.rows[0].id, runs.body.rows[0].toCrm],
      [1, all.body.rows[0].runId, 1],
    )
  })
})

test('the numbers of links in each state add up to the number of links', async () => {
  const one = await started()
  const waiting = await linked(world, one.connectionId, erp, crm)

  const { body } = await call('chief', 'GET', '/states')

  const counts = body.find(({ connectionId }: { connectionId: number }) => connectionId === one.connectionId)
  assert.ok(counts.waitingSince)
  assert.deepEqual(counts, {
    waitingSince: counts.waitingSince,
    connectionId: one.connectionId,
    links: 2,
    inSync: 1,
    waiting: 1,
    conflict: 0,
    failed: 0,
    held: 0,
  })
  await world.pass(one.connectionId)
  assert.ok(waiting.linkId)
})

describe('a pass asked for', () => {
  test('is refused while the connection is inactive or the engine is off', async () => {
    const one = await started()
    assert.equal((await call('chief', 'POST', `/connections/${one.connectionId}/passes`)).status, 204)
    await call('chief', 'PUT', '/engine', { running: false, intervalSeconds: 10 })
    assert.equal(
      (await call('chief', 'POST', `/connections/${one.connectionId}/passes`)).body.code,
      'engineOff',
    )
    await call('chief', 'PUT', '/engine', { running: true, intervalSeconds: 10 })
    await sql`update connection set active = false where id = ${one.connectionId}`.execute(world.db.db)
    assert.equal(
      (await call('chief', 'POST', `/connections/${one.connectionId}/passes`)).body.code,
      'connectionInactive',
    )
    assert.equal((await call('chief', 'POST', '/connections/999999/passes')).status, 404)
  })
})

test('fields that do not fit the other side are listed with the record and the reason, the item by its name', async () => {
  const one = await started(['NAME', 'name'], ['COUNTRY', 'country', 'toErp'])
  await sql`insert into crm_list (key, name) values ('country', '{"en": "Country"}')`.execute(world.db.db)
  const { rows } = await sql<{ id: string }>`
    insert into crm_list_item (list, name) values ('country', '{"en": "Belgium", "nl": "België"}')
    returning id::text`.execute(world.db.db)
  await edit(world, one.recordId, { country: rows[0]?.id ?? '' })
  await world.pass(one.connectionId)

  const { body } = await call('chief', 'GET', `/field-errors?connectionId=${one.connectionId}`)

  const [row] = body.rows
  assert.deepEqual(
    [body.total, row.code, row.record.title, row.crmField.label],
    [1, 'unmappedItem', 'Acme', 'Land'],
  )
  assert.match(row.title, /België/)
  assert.equal((await call('anna', 'GET', '/field-errors')).status, 403)
})
