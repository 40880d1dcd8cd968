import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '@koppel/sdk'
import { activeConnection, bothWays, connection, done, map, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

interface HitAnswer {
  readonly key: string
  readonly title: string
  readonly fields: readonly { readonly key: string; readonly text: string }[]
  readonly linkedTo: { readonly id: number } | null
}

async function search(id: number, more: object, as = 'chief') {
  return await desk.call('POST', `/connections/${id}/actor-searches`, { actorType: 'customer', ...more }, as)
}

/** A customer nobody is linked to in this connection. */
async function freeCustomer(id: number): Promise<HitAnswer> {
  const { hits } = done(await search(id, {}))
  const found = hits.find(({ linkedTo }: HitAnswer) => linkedTo === null)
  assert.ok(found)
  return found
}

async function link(id: number, company: number, actorKey: string, choices: object = {}, as = 'chief') {
  const body = { connectionId: id, actorType: 'customer', actorKey, choices }
  return await desk.call('POST', `/records/company/${company}/links`, body, as)
}

async function tab(company: number, as = 'chief', language = 'en') {
  return await desk.call('GET', `/records/company/${company}/erp`, undefined, as, language)
}

async function company(fields: Fields): Promise<number> {
  return await desk.record('company', fields)
}

describe('a user outside the scope of a connection', () => {
  test('sees no tab, no search, no link: nothing tells that they exist', async () => {
    const insider = await desk.user('insider')
    const outsider = await desk.user('outsider')
    const scope = { kind: 'selected', users: [{ id: insider, canCreate: false }] }
    const id = await activeConnection(desk, 'Scoped', { scope })
    const record = await company({ name: 'Scoped BV' })
    const { key } = done(await search(id, {}, insider)).hits[0]
    const { linkId } = done(await link(id, record, key, {}, insider))

    assert.equal(done(await tab(record, insider)).connections[0].link.id, linkId)
    refused(await tab(record, outsider), 404, 'notFound')
    refused(await search(id, {}, outsider), 404, 'notFound')
    refused(await desk.call('GET', `/links/${linkId}/actor`, undefined, outsider), 404, 'notFound')
    refused(await desk.call('DELETE', `/links/${linkId}`, undefined, outsider), 404, 'notFound')
    refused(await link(id, await company({ name: 'Other' }), 'K1', {}, outsider), 404, 'notFound')
    const pair = { recordType: 'company', recordId: record, actorType: 'customer', actorKey: key }
    refused(await desk.call('POST', `/connections/${id}/comparisons`, pair, outsider), 404, 'notFound')
  })

  test('comes in through a group, and may create only if an entry says so', async () => {
    const { rows } = await desk.db.pool.query(`insert into user_group (name) values ('Sales') returning id`)
    const member = await desk.user('member')
    await desk.db.pool.query('insert into user_group_member values ($1, $2)', [rows[0].id, member])
    const scope = { kind: 'selected', groups: [{ id: rows[0].id, canCreate: false }] }
    await activeConnection(desk, 'Grouped', { scope })
    const record = await company({ name: 'Grouped BV' })
    const { connections } = done(await tab(record, member))
    assert.deepEqual(
      connections.map(({ name }: { name: string }) => name),
      ['Grouped'],
    )
    const [{ createBlocked, ...customer }] = connections[0].actorTypes
    assert.deepEqual(customer, {
      actorType: 'customer',
      canCreate: false,
      connectBlocked: null,
      blocked: null,
    })
    assert.match(createBlocked, /no right to create/)
  })
})

describe('the ERP tab', () => {
  test('is not there without the licence, nor while no active connection synchronises the record type', async () => {
    await activeConnection(desk, 'Companies only')
    const record = await company({ name: 'Licensed BV' })
    const unlicensed = await desk.user('unlicensed', 'user', [])
    const licensed = await desk.user('licensed')
    refused(await tab(record, unlicensed), 404, 'notFound')
    done(await tab(record, licensed))
    const project = await desk.record('project', { name: 'Nothing' })
    refused(await desk.call('GET', `/records/project/${project}/erp`, undefined, licensed), 404, 'notFound')
  })

  test('can be read and not changed by somebody who may only read', async () => {
    const id = await activeConnection(desk, 'Readable')
    const reader = await desk.user('reader', 'readOnly')
    const record = await company({ name: 'Readable BV' })
    assert.equal(done(await tab(record, reader)).canEdit, false)
    refused(await link(id, record, 'K10001', {}, reader), 403, 'notAllowed')
  })
})

describe('linking', () => {
  test('shows both values, then writes the chosen ones to both sides at once', async () => {
    const id = await activeConnection(desk, 'Link')
    const { key, title } = await freeCustomer(id)
    const record = await company({ name: 'Ours BV', phone: '+31 20 111', streetCity: 'Meppel' })
    const pair = { recordType: 'company', recordId: record, actorType: 'customer', actorKey: key }
    const compared = done(await desk.call('POST', `/connections/${id}/comparisons`, pair))
    const name = compared.fields.find(({ erpField }: { erpField: string }) => erpField === 'NAME')
    assert.deepEqual([name.erpValue, name.crmValue, name.same], [title, 'Ours BV', false])
    assert.deepEqual(name.choices, ['erp', 'crm'])

    done(await link(id, record, key, { NAME: 'erp', PHONE: 'crm', STREETCITY: 'crm' }))
    const inErp = desk.erp.read('customer', key, ['NAME', 'PHONE', 'STREETCITY'])?.fields
    assert.deepEqual(inErp, { NAME: title, PHONE: '+31 20 111', STREETCITY: 'Meppel' })
    const { connections } = done(await tab(record))
    const made = connections.find((one: { id: number }) => one.id === id).link
    assert.equal(made.state, 'inSync')
    const values = made.synchronised.map(({ key: field, value }: { key: string; value: string }) => [
      field,
      value,
    ])
    assert.deepEqual(values, [
      ['NAME', title],
      ['PHONE', '+31 20 111'],
      ['STREETCITY', 'Meppel'],
    ])
    const phone = made.synchronised.find(({ crmField }: { crmField: string }) => crmField === 'phone')
    assert.match(phone.movedAt, /^\d{4}-.*Z$/)
  })

  test('never proposes a blank against a value, whatever the direction', async () => {
    const id = await activeConnection(desk, 'Blank')
    done(await map(desk, id, 'customer', { PHONE: { toCrm: false }, STREETCITY: { toErp: false } }))
    const { key } = await freeCustomer(id)
    const record = await company({ name: 'Blank BV' })
    const pair = { recordType: 'company', recordId: record, actorType: 'customer', actorKey: key }
    for (const [erp, crm, proposed] of [
      ['+31 20 222', null, 'erp'],
      [null, '+31 20 333', 'crm'],
    ] as const) {
      desk.erp.edit('customer', key, { PHONE: erp, STREETCITY: erp })
      await desk.db.pool.query('update company set phone = $1, street_city = $1 where id = $2', [crm, record])
      const compared = done(await desk.call('POST', `/connections/${id}/comparisons`, pair))
      const ofBlanks = compared.fields.filter(({ erpField }: { erpField: string }) => erpField !== 'NAME')
      assert.deepEqual(
        ofBlanks.map((field: { proposed: string }) => field.proposed),
        [proposed, proposed],
      )
    }
  })

  test('asks about a value that differs though nobody chose', async () => {
    const id = await activeConnection(desk, 'Unasked')
    const { key } = await freeCustomer(id)
    const record = await company({ name: 'Unasked BV' })
    done(await link(id, record, key, { PHONE: 'erp', STREETCITY: 'erp' }))
    const { connections } = done(await tab(record))
    const made = connections.find((one: { id: number }) => one.id === id).link
    assert.equal(made.state, 'conflict')
    const name = made.synchronised.find((one: { key: string }) => one.key === 'NAME')
    assert.equal(name.conflict.crm, 'Unasked BV')
  })

  test('takes an actor once and a record once', async () => {
    const id = await activeConnection(desk, 'Unique')
    const { key } = await freeCustomer(id)
    const first = await company({ name: 'First BV' })
    done(await link(id, first, key))
    const problem = refused(await link(id, await company({ name: 'Second BV' }), key), 409, 'actorTaken')
    assert.deepEqual((problem.current as { id: number }).id, first)
    const other = await freeCustomer(id)
    refused(await link(id, first, other.key), 409, 'recordTaken')
  })

  test('needs an actor that exists and a choice that can be carried out', async () => {
    const id = await connection(desk, 'Careful')
    done(await map(desk, id, 'customer', { NAME: bothWays, BALANCE: { crmField: 'code', toCrm: true } }))
    done(await desk.call('PUT', `/connections/${id}/activation`))
    const record = await company({ name: 'Careful BV' })
    refused(await link(id, record, 'nobody'), 404, 'actorGone')
    const { key } = await freeCustomer(id)
    const problem = refused(await link(id, record, key, { BALANCE: 'crm' }), 422, 'choiceNotPossible')
    assert.match(String(problem.title), /Saldo|Balance/)
  })

  test('a person waits for its company, then is looked for there unless widened', async () => {
    const id = await activeConnection(desk, 'People')
    done(await desk.call('DELETE', `/connections/${id}/activation`))
    done(await map(desk, id, 'person', { LASTNAME: bothWays }))
    done(await desk.call('PUT', `/connections/${id}/activation`))
    const employer = await company({ name: 'Employer BV' })
    const person = await desk.record('person', { lastName: 'Jansen' }, employer)
    const anyone = { actorType: 'person', recordId: person }
    const { hits } = done(await search(id, { ...anyone, widened: true }))
    const body = { connectionId: id, actorType: 'person', actorKey: hits[0].key, choices: {} }
    refused(await desk.call('POST', `/records/person/${person}/links`, body), 422, 'companyNotLinked')
    const before = done(await desk.call('GET', `/records/person/${person}/erp`))
    assert.match(before.connections.at(-1).actorTypes[0].blocked, /company/)

    done(await link(id, employer, (await freeCustomer(id)).key))
    const close = done(await search(id, anyone)).hits
    assert.ok(close.length < hits.length)
    done(await desk.call('POST', `/records/person/${person}/links`, body))
  })
})

test('the live values come from the ERP as it is now, in words', async () => {
  const id = await activeConnection(desk, 'Live')
  const { key } = await freeCustomer(id)
  const { linkId } = done(await link(id, await company({ name: 'Live BV' }), key))
  desk.erp.edit('customer', key, { CREDIT_LIMIT: '12345.50', BLOCKED: true })
  const { fields } = done(await desk.call('GET', `/links/${linkId}/actor`, undefined, 'chief', 'nl'))
  const text = (field: string) => fields.find((one: { key: string }) => one.key === field)?.text
  assert.deepEqual([text('CREDIT_LIMIT'), text('BLOCKED')], ['12.345,50', 'Ja'])
  assert.equal(text('NAME'), undefined)

  desk.erp.remove('customer', key)
  refused(await desk.call('GET', `/links/${linkId}/actor`), 404, 'actorGone')
})

test('disconnecting deletes nothing on either side and frees both for another link', async () => {
  const id = await activeConnection(desk, 'Disconnect')
  const { key } = await freeCustomer(id)
  const record = await company({ name: 'Stays BV', phone: '123' })
  const { linkId } = done(await link(id, record, key, { NAME: 'crm', PHONE: 'crm', STREETCITY: 'erp' }))
  const erpBefore = desk.erp.read('customer', key, ['NAME', 'PHONE'])?.fields
  const crmBefore = await desk.db.pool.query('select * from company where id = $1', [record])
  await desk.db.pool.query(
    `insert into crm_change (link_id, connection_id) values ($1, $2) on conflict do nothing`,
    [linkId, id],
  )

  done(await desk.call('DELETE', `/links/${linkId}`))
  assert.deepEqual(desk.erp.read('customer', key, ['NAME', 'PHONE'])?.fields, erpBefore)
  const crmAfter = await desk.db.pool.query('select * from company where id = $1', [record])
  assert.deepEqual(crmAfter.rows, crmBefore.rows)
  const { rows } = await desk.db.pool.query(
    `select (select count(*) from link where id = $1 and ended_at is not null) as kept,
       (select count(*) from crm_change where link_id = $1) as waiting`,
    [linkId],
  )
  assert.deepEqual(rows, [{ kept: 1, waiting: 0 }])
  refused(await desk.call('DELETE', `/links/${linkId}`), 404, 'notFound')
  done(await link(id, record, key))
})
