import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { activeConnection, bothWays, connection, type Desk, done, map, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

const form = (id: number, recordId: number, more: object = {}, as = 'chief') =>
  desk.call('POST', `/connections/${id}/new-actors`, { actorType: 'customer', recordId, ...more }, as)
const make = (id: number, recordId: number, more: object = {}, as = 'chief') =>
  desk.call('POST', `/connections/${id}/create-intents`, { actorType: 'customer', recordId, ...more }, as)

async function setDefaults(to: Desk, id: number, fields: readonly object[]): Promise<void> {
  const all: { actorType: string; version: number }[] = done(
    await to.call('GET', `/connections/${id}/defaults`),
  )
  const version = all.find(({ actorType }) => actorType === 'customer')?.version
  done(await to.call('PUT', `/connections/${id}/defaults/customer`, { version, fields }))
}

interface FormField {
  readonly key: string
}

function fieldOf(fields: readonly FormField[], key: string) {
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of a field
  return fields.find((field) => field.key === key) as any
}

describe('what a new customer would be given', () => {
  test('are the mapped values, defaults, and questions; nothing is made', async () => {
    const id = await activeConnection(desk, 'The form')
    await setDefaults(desk, id, [
      { key: 'PAYMENT_TERMS', hasDefault: true, value: '30' },
      { key: 'EMPLOYEES', askUser: true, mandatory: true },
    ])
    const recordId = await desk.record('company', { name: 'Formed', phone: '12' })

    const { blocked, fields } = done(await form(id, recordId))

    assert.equal(blocked, null)
    assert.deepEqual(
      fields.map(({ key, from, open, text }: { key: string; from: string; open: boolean; text: string }) => [
        ...[key, from, open, text],
      ]),
      [
        ['NAME', 'record', false, 'Formed'],
        ['PHONE', 'record', false, '12'],
        ['PAYMENT_TERMS', 'preset', false, '30 days'],
        ['EMPLOYEES', 'nothing', true, ''],
      ],
    )
    assert.deepEqual(fieldOf(fields, 'EMPLOYEES').problem.code, 'mandatory')
    assert.equal(fieldOf(fields, 'PHONE').crm.label, 'Phone')
    const filled = done(await form(id, recordId, { values: { EMPLOYEES: 12 } }))
    assert.equal(fieldOf(filled.fields, 'EMPLOYEES').problem, null)
    assert.equal(desk.erp.read('customer', 'K99999', []), undefined)
    assert.deepEqual(done(await desk.call('GET', '/create-intents')).rows.length, 0)
  })

  test('says of an item without counterpart that it is to be mapped, and lets it be left out', async () => {
    const id = await connection(desk, 'Items')
    done(await map(desk, id, 'customer', { NAME: bothWays, COUNTRY: bothWays }))
    done(await desk.call('PUT', `/connections/${id}/activation`))
    const { rows } = await sql<{ id: string }>`select id::text as id from crm_list_item
      where list = 'country' order by id limit 1`.execute(desk.db.db)
    await sql`delete from list_item_mapping where connection_id = ${id}`.execute(desk.db.db)
    const recordId = await desk.record('company', { name: 'Unmapped item', country: rows[0]?.id ?? '' })

    const { fields } = done(await form(id, recordId))
    const country = fieldOf(fields, 'COUNTRY')
    assert.deepEqual([country.problem.code, country.mayLeaveOut], ['unmappedItem', true])
    const { faults } = refused(await make(id, recordId), 422, 'valuesDoNotFit')
    assert.deepEqual(
      faults.map(({ at, code }) => [at, code]),
      [['COUNTRY', 'unmappedItem']],
    )

    const intent = done(await make(id, recordId, { without: ['COUNTRY'] }))
    assert.equal(intent.state, 'confirmed')
    const tab = done(await desk.call('GET', `/records/company/${recordId}/erp`))
    const link = tab.connections.find((one: { id: number }) => one.id === id).link
    assert.match(fieldOf(link.synchronised, 'COUNTRY').error, /no counterpart/)
  })
})

describe('making a customer', () => {
  test('links it, fills in what the ERP gave it, and answers how it went', async () => {
    const id = await connection(desk, 'Made')
    done(await map(desk, id, 'customer', { NAME: bothWays, NUMBER1: { crmField: 'code' } }))
    await setDefaults(desk, id, [{ key: 'PAYMENT_TERMS', hasDefault: true, value: '30', askUser: true }])
    done(await desk.call('PUT', `/connections/${id}/activation`))
    const recordId = await desk.record('company', { name: 'Made here' })

    const intent = done(await make(id, recordId, { values: { PAYMENT_TERMS: '14' } }))

    assert.deepEqual([intent.state, intent.problem, intent.actorTitle], ['confirmed', null, 'Made here'])
    assert.equal(desk.erp.read('customer', intent.actorKey, ['PAYMENT_TERMS'])?.fields.PAYMENT_TERMS, '14')
    const tab = done(await desk.call('GET', `/records/company/${recordId}/erp`))
    const { link } = tab.connections.find((one: { id: number }) => one.id === id)
    assert.deepEqual([link.id, link.actorKey, link.state], [intent.linkId, intent.actorKey, 'inSync'])
    const again = done(await make(id, recordId, { values: { PAYMENT_TERMS: '14' } }))
    assert.equal(again.id, intent.id)
    refused(await make(id, recordId, { values: { PAYMENT_TERMS: '30' } }), 409, 'recordTaken')
  })

  test('tells what the ERP refuses, at its field, in the language of the user', async () => {
    const id = await activeConnection(desk, 'Refusing')
    await setDefaults(desk, id, [{ key: 'VATNO', askUser: true }])
    await sql`update erp_field set max_length = null where connection_id = ${id} and key = 'VATNO'`.execute(
      desk.db.db,
    )
    const recordId = await desk.record('company', { name: 'Refused here' })
    const path = `/connections/${id}/create-intents`
    const wish = { actorType: 'customer', recordId, values: { VATNO: 'x'.repeat(21) } }
    const intent = done(await desk.call('POST', path, wish, 'chief', 'nl'))
    assert.deepEqual([intent.state, intent.problem.field], ['refused', 'VATNO'])
    assert.match(intent.problem.title, /mag hoogstens 20 tekens/)
  })

  test('is not for who may not create, nor for records out of reach', async () => {
    const worker = await desk.user('worker')
    const scope = { kind: 'selected', users: [{ id: worker, canCreate: false }] }
    const id = await activeConnection(desk, 'Scoped', { scope })
    const recordId = await desk.record('company', { name: 'Scoped' })

    assert.equal(done(await form(id, recordId, {}, worker)).blocked.code, 'createNotAllowed')
    refused(await make(id, recordId, {}, worker), 403, 'createNotAllowed')
    const stranger = await desk.user('stranger')
    refused(await make(id, recordId, {}, stranger), 404, 'notFound')
    refused(await make(id, 999_999), 404, 'notFound')
    const tab = done(await desk.call('GET', `/records/company/${recordId}/erp`, undefined, worker))
    const [customer] = tab.connections.find((one: { id: number }) => one.id === id).actorTypes
    assert.deepEqual([customer.canCreate, typeof customer.createBlocked], [false, 'string'])
  })

  test('of a person waits for its company, and names it to the ERP', async () => {
    const id = await connection(desk, 'Persons')
    done(await map(desk, id, 'customer', { NAME: bothWays }))
    done(await map(desk, id, 'person', { LASTNAME: bothWays }))
    done(await desk.call('PUT', `/connections/${id}/activation`))
    const companyId = await desk.record('company', { name: 'Employer' })
    const recordId = await desk.record('person', { lastName: 'Jansen' }, companyId)
    const wish = { actorType: 'person', recordId }
    const path = `/connections/${id}/create-intents`
    refused(await desk.call('POST', path, wish), 422, 'companyNotLinked')

    const parent = done(await make(id, companyId))
    const made = done(await desk.call('POST', path, wish))

    assert.equal(made.state, 'confirmed')
    assert.deepEqual(desk.erp.read('person', made.actorKey, [])?.parent, {
      type: 'customer',
      key: parent.actorKey,
    })
  })
})

describe('what is or was to be made', () => {
  test('is listed for administrators, and per record for those in scope', async () => {
    const id = await activeConnection(desk, 'Listed')
    const recordId = await desk.record('company', { name: 'Listed here' })
    const { id: intent } = done(await make(id, recordId))
    const user = await desk.user('reader')
    const ofRecord = `/create-intents?recordType=company&recordId=${recordId}`

    assert.equal((await desk.call('GET', '/create-intents', undefined, user)).status, 403)
    const { rows, total } = done(await desk.call('GET', ofRecord, undefined, user))
    assert.deepEqual([rows[0].id, rows[0].record.title, total], [intent, 'Listed here', 1])
    assert.deepEqual(rows[0].values, [{ key: 'NAME', label: 'Name', text: 'Listed here' }])
    await sql`update connection set scope = 'selected' where id = ${id}`.execute(desk.db.db)
    assert.equal(done(await desk.call('GET', ofRecord, undefined, user)).total, 0)
    refused(await desk.call('GET', `/create-intents/${intent}`, undefined, user), 404, 'notFound')
    assert.equal(
      done(await desk.call('GET', '/create-intents')).rows.some((one: { id: string }) => one.id === intent),
      true,
    )
  })

  test('that is done with can neither be called off nor decided', async () => {
    const id = await activeConnection(desk, 'Done with')
    const { id: intent } = done(await make(id, await desk.record('company', { name: 'Done' })))
    refused(await desk.call('DELETE', `/create-intents/${intent}`), 409, 'createStarted')
    const decision = { do: 'createAnyway' }
    refused(await desk.call('PUT', `/create-intents/${intent}/decision`, decision), 409, 'createDecided')
    refused(
      await desk.call('PUT', `/create-intents/${intent}/decision`, { do: 'adopt', actorKey: 'K1' }),
      409,
      'createDecided',
    )
    assert.equal(done(await desk.call('POST', `/create-intents/${intent}/looks`)).state, 'confirmed')
  })
})
