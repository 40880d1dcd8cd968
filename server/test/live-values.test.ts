import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeConnection, done, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

/** A company linked to a customer nobody else has; what the demo ERP knows it by, and the link. */
async function linked(name: string, scope?: object) {
  const id = await activeConnection(desk, name, scope ? { scope } : {})
  const search = await desk.call('POST', `/connections/${id}/actor-searches`, { actorType: 'customer' })
  const { key } = done(search).hits[0]
  const record = await desk.record('company', { name })
  const body = { connectionId: id, actorType: 'customer', actorKey: key, choices: {} }
  const { linkId } = done(await desk.call('POST', `/records/company/${record}/links`, body))
  return { id, key, linkId }
}

/** The ERP is where nobody answers, or back. */
async function setAway(connectionId: number, away: boolean) {
  await desk.db.pool.query(
    `update connection set state = 'ok', settings = jsonb_set(settings, '{url}', to_jsonb($2::text)) where id = $1`,
    [connectionId, away ? 'http://127.0.0.1:1' : desk.erp.url],
  )
  await desk.db.pool.query('delete from protection where connection_id = $1', [connectionId])
}

const live = (linkId: number, as = 'chief') => desk.call('GET', `/links/${linkId}/actor`, undefined, as, 'nl')

const kept = async (linkId: number) =>
  (await desk.db.pool.query('select fields from last_live_values where link_id = $1', [linkId])).rows

function textOf(answer: { fields: { key: string; text: string }[] }, field: string) {
  return answer.fields.find(({ key }) => key === field)?.text
}

test('while the ERP does not answer, its last values are shown with when they were read and why', async () => {
  const { id, key, linkId } = await linked('Kept BV')
  desk.erp.edit('customer', key, { CREDIT_LIMIT: '12345.50' })
  const now = done(await live(linkId))
  assert.deepEqual([now.problem, textOf(now, 'CREDIT_LIMIT')], [null, '12.345,50'])

  await setAway(id, true)
  desk.erp.edit('customer', key, { CREDIT_LIMIT: '1.00' })
  const then = done(await live(linkId))
  assert.equal(textOf(then, 'CREDIT_LIMIT'), '12.345,50')
  assert.equal(Date.parse(then.readAt), Date.parse(now.readAt))
  assert.equal(then.problem.code, 'erpUnavailable')

  await setAway(id, false)
  const again = done(await live(linkId))
  assert.deepEqual([again.problem, textOf(again, 'CREDIT_LIMIT')], [null, '1,00'])
})

test('what the ERP told last is known at once, without asking it', async () => {
  const { id, key, linkId } = await linked('At once BV')
  const last = () => desk.call('GET', `/links/${linkId}/last-values`, undefined, 'chief', 'nl')
  assert.equal(done(await last()), null)
  desk.erp.edit('customer', key, { CREDIT_LIMIT: '77.00' })
  const now = done(await live(linkId))
  await setAway(id, true)
  const then = done(await last())
  assert.deepEqual([then.fields, Date.parse(then.readAt)], [now.fields, Date.parse(now.readAt)])
})

test('what was never read while the ERP answered is said to be unknown', async () => {
  const { id, linkId } = await linked('Never read BV')
  await setAway(id, true)
  refused(await live(linkId), 502, 'erpUnavailable')
})

test('a field that is shown only since then is left out, not shown as blank', async () => {
  const { id, linkId } = await linked('Later shown BV')
  done(await live(linkId))
  await desk.db.pool.query(
    `update erp_field set show_in_tab = true where connection_id = $1 and key = 'FAX'`,
    [id],
  )
  await setAway(id, true)
  const then = done(await live(linkId))
  assert.equal(textOf(then, 'FAX'), undefined)
  assert.notEqual(textOf(then, 'CREDIT_LIMIT'), undefined)
})

test('kept values need the same scope, hide what is for the operator, and go with the link', async () => {
  const insider = await desk.user('kept-insider')
  const outsider = await desk.user('kept-outsider')
  const scope = { kind: 'selected', users: ['chief', insider].map((one) => ({ id: one, canCreate: false })) }
  const { id, linkId } = await linked('Scoped values', scope)
  done(await live(linkId))
  await setAway(id, true)
  assert.equal(done(await live(linkId, insider)).problem.detail, null)
  refused(await live(linkId, outsider), 404, 'notFound')

  assert.equal((await kept(linkId)).length, 1)
  done(await desk.call('DELETE', `/links/${linkId}`, undefined, insider))
  assert.deepEqual(await kept(linkId), [])
  refused(await live(linkId), 404, 'notFound')
})

test('a secret of the actor is not kept', async () => {
  const { id, key, linkId } = await linked('Secretive BV')
  desk.erp.edit('customer', key, { FAX: 'geheim 4711' })
  await desk.db.pool.query(
    `update erp_field set show_in_tab = true, type = 'password' where connection_id = $1 and key = 'FAX'`,
    [id],
  )
  assert.equal(textOf(done(await live(linkId)), 'FAX'), undefined)
  assert.ok(!JSON.stringify(await kept(linkId)).includes('4711'))
})
