import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { hide, refused, stubborn, useEngineDesk } from './engine-desk.ts'
import { edit, started } from './engine-world.ts'

const { world, call } = useEngineDesk()

async function why(linkId: number, as = 'anna', field = '') {
  return (await call(as, 'GET', `/links/${linkId}/why${field && `?crmField=${field}`}`)).body
}

const codes = (body: { answer: { code: string }; also: { code: string }[] }) =>
  [body.answer, ...body.also].map(({ code }) => code)

describe('why a record did not sync', () => {
  test('says since when it is in sync', async () => {
    const one = await started(world)
    const body = await why(one.linkId)
    assert.deepEqual([body.state, codes(body)], ['inSync', ['inSync']])
    assert.ok(body.answer.since)
  })

  test('names what stops it first: the engine, then the connection, then the record itself', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: '3' })
    await call('chief', 'PUT', `/links/${one.linkId}/hold`)
    await sql`update connection set state = 'stopped', state_reason =
      '{"code": "unauthorized", "explanation": {"en": "No.", "nl": "Nee."}, "detail": "401"}' where id = ${one.connectionId}`.execute(
      world.db.db,
    )
    await call('chief', 'PUT', '/engine', { running: false, intervalSeconds: 10 })

    assert.deepEqual(codes(await why(one.linkId)), ['engineOff', 'connectionStopped', 'held', 'waiting'])
    await call('chief', 'PUT', '/engine', { running: true, intervalSeconds: 10 })
    const body = await why(one.linkId)
    assert.match(body.answer.title, /gestopt. Nee\.$/)
    assert.equal(body.answer.detail, null, 'the detail is for operators')
    assert.equal((await why(one.linkId, 'chief')).answer.detail, '401')
  })

  test('says when an ERP that is away is tried again', async () => {
    const one = await started(world)
    await world.disturbed(
      () => 503,
      () => world.pass(one.connectionId),
    )
    const { answer } = await why(one.linkId)
    assert.equal(answer.code, 'connectionRetrying')
    assert.ok(answer.since)
    assert.ok(answer.nextTryAt)
  })

  test('names the field of a conflict and of a value that does not fit', async () => {
    const one = await started(world, [
      ['NAME', 'name', 'both', 'ask'],
      ['PHONE', 'phone'],
    ])
    world.erp.edit('customer', one.key, { NAME: 'Erp' })
    await edit(world, one.recordId, { name: 'Crm', phone: '9'.repeat(40) })
    await world.pass(one.connectionId)

    const body = await why(one.linkId)

    assert.deepEqual(codes(body).slice(0, 2), ['conflict', 'fieldError'])
    assert.deepEqual([body.answer.crmField.key, body.also[0].crmField.key], ['name', 'phone'])
    assert.ok(body.answer.conflictId)
    assert.deepEqual(codes(await why(one.linkId, 'anna', 'phone'))[0], 'fieldError')
  })

  test('tells a refused record with its reason and its next try, and one that is skipped', async () => {
    const one = await refused(world, stubborn(world))
    const { answer, also } = await why(one.linkId)
    const aside = [answer, ...also].find(({ code }) => code === 'parked')
    assert.match(aside.title, /Neen, dank u/)
    assert.ok(aside.nextTryAt)
    await call('chief', 'POST', '/parked/skips', { connectionId: one.connectionId })
    assert.ok(codes(await why(one.linkId)).includes('skipped'))
  })

  test('tells a record in the bin, an actor that is gone, and a kind that is no longer synchronised', async () => {
    const one = await started(world)
    await sql`update company set deleted_at = now() where id = ${one.recordId}`.execute(world.db.db)
    assert.equal((await why(one.linkId)).answer.code, 'inBin')
    await sql`update link set broken_at = now() where id = ${one.linkId}`.execute(world.db.db)
    assert.equal((await why(one.linkId)).answer.code, 'broken')
    await sql`update actor_type set enabled = false where connection_id = ${one.connectionId}`.execute(
      world.db.db,
    )
    assert.equal((await why(one.linkId)).answer.code, 'typeOff')
  })

  test('of one field says that it is not mapped, or goes one way only', async () => {
    const one = await started(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'toCrm'],
      ['STREETCITY', 'streetCity', 'toErp'],
    ])
    assert.equal((await why(one.linkId, 'anna', 'email')).answer.code, 'fieldNotMapped')
    assert.equal((await why(one.linkId, 'anna', 'phone')).answer.code, 'onlyToCrm')
    assert.equal((await why(one.linkId, 'anna', 'streetCity')).answer.code, 'onlyToErp')
    assert.equal((await why(one.linkId, 'anna', 'name')).answer.code, 'inSync')
    assert.equal((await call('anna', 'GET', `/links/${one.linkId}/why?crmField=nonsense`)).status, 404)
  })

  test('is not there for who may not use the connection', async () => {
    const one = await started(world)
    await hide(world, one.connectionId)
    for (const [who, status] of [
      ['anna', 404],
      ['bob', 404],
      ['chief', 200],
    ] as const) {
      assert.equal((await call(who, 'GET', `/links/${one.linkId}/why`)).status, status, who)
    }
  })
})

describe('where a value came from', () => {
  const origin = async (recordId: number, field: string, as = 'anna') =>
    (await call(as, 'GET', `/records/company/${recordId}/fields/${field}/origin`)).body

  test('names the connection, the run and the rule of a sync', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(one.connectionId)

    const body = await origin(one.recordId, 'phone')

    assert.deepEqual(
      [body.kind, body.text, body.oldText, body.rule, body.connection.id],
      ['connection', '2', '1', 'erpChanged', one.connectionId],
    )
    const { rows } = (await call('chief', 'GET', `/sync-log?runId=${body.runId}`)).body
    assert.equal(rows[0].newText, '2')
    assert.deepEqual(
      body.governedBy.map((rule: { direction: string; conflictRule: string }) => [
        rule.direction,
        rule.conflictRule,
      ]),
      [['both', 'newest']],
    )
  })

  test('names who edited it, and what it was before', async () => {
    const one = await started(world)
    await sql`update company set phone = '5', updated_by = 'anna' where id = ${one.recordId}`.execute(
      world.db.db,
    )
    const body = await origin(one.recordId, 'phone')
    assert.deepEqual([body.kind, body.user, body.oldText, body.text], ['user', 'anna', '1', '5'])
    assert.equal((await origin(one.recordId, 'name')).kind, 'created')
  })

  test('is the later of the two', async () => {
    const one = await started(world)
    await sql`update company set phone = '5', updated_by = 'anna' where id = ${one.recordId}`.execute(
      world.db.db,
    )
    await world.pass(one.connectionId)
    world.erp.edit('customer', one.key, { PHONE: '6' })
    await world.pass(one.connectionId)
    const body = await origin(one.recordId, 'phone')
    assert.deepEqual([body.kind, body.oldText, body.text], ['connection', '5', '6'])
  })

  test('does not name a connection to who may not use it', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(one.connectionId)
    await hide(world, one.connectionId)
    const body = await origin(one.recordId, 'phone')
    assert.deepEqual(
      [body.kind, body.connection, body.runId, body.oldText, body.governedBy],
      ['connection', null, null, null, []],
    )
    assert.equal((await origin(one.recordId, 'phone', 'chief')).connection.id, one.connectionId)
  })

  test('is not there for a field or a record that does not exist', async () => {
    const one = await started(world)
    for (const path of [`company/${one.recordId}/fields/nonsense`, 'company/999999/fields/phone']) {
      assert.equal((await call('anna', 'GET', `/records/${path}/origin`)).status, 404)
    }
  })
})

test('each value people or the sync change in the CRM is kept once: by the sync with its run, by a person with the name', async () => {
  const one = await started(world)
  const kept = async () => {
    const { rows } = await sql<{ edits: number; moves: number }>`
      select (select count(*) from crm_edit where record_id = ${one.recordId}) as edits,
        (select count(*) from sync_log where record_id = ${one.recordId}) as moves`.execute(world.db.db)
    return [rows[0]?.edits, rows[0]?.moves]
  }
  const [edits = 0, moves = 0] = await kept()
  world.erp.edit('customer', one.key, { PHONE: '2', STREETCITY: 'Oslo' })
  await world.pass(one.connectionId)
  assert.deepEqual(await kept(), [edits, moves + 2])
  await edit(world, one.recordId, { phone: '3' })
  await world.pass(one.connectionId)
  assert.deepEqual(await kept(), [edits + 1, moves + 3])
})
