import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { useAdministration } from './administration-desk.ts'
import { bothWays, connection, done, map, proofFor, settingsOf } from './erp-desk.ts'

// What the audit says of a change is what changed, with both sides, in words an administrator knows; and nothing else.

let id = 0
const world = useAdministration({
  prepare: async () => {
    id = await connection(world.desk, 'Delft')
  },
})
const { call, desk, database } = world

async function told(subject = `connection/${id}`): Promise<[field: string, old: string, now: string][]> {
  const answer = await call('GET', `/audit?limit=1&subject=${subject}`, undefined, 'chief', {
    'accept-language': 'nl',
  })
  return done(answer).rows[0].changes.map(
    ({ field, old, new: now }: { field: string; old: string; new: string }) => [field, old, now],
  )
}

async function change(json: object): Promise<void> {
  const { version } = done(await call('GET', `/connections/${id}`))
  done(await call('PATCH', `/connections/${id}`, { version, ...json }))
}

async function user(name: string, email = `${name}@example.com`): Promise<string> {
  return done(await call('POST', '/users', { name, email })).id
}

describe('of a connection', () => {
  test('a new description is a new description, also when all the rest is sent with it', async () => {
    const scope = { kind: 'everyone' }
    await change({ name: 'Delft', description: 'Hoofdadministratie', scope, settings: settingsOf(desk) })
    assert.deepEqual(await told(), [['Omschrijving', '', 'Hoofdadministratie']])
  })

  test('another scope is told by names, on both sides', async () => {
    const [lisa, first, second] = [
      await user('Lisa'),
      await user('Jan', 'jan1@example.com'),
      await user('Jan', 'jan2@example.com'),
    ]
    const group = done(await call('POST', '/groups', { name: 'Verkoop' })).id
    await change({ scope: { kind: 'selected', users: [{ id: lisa, canCreate: false }] } })
    assert.deepEqual(await told(), [
      ['Reikwijdte › Soort', 'Iedereen', 'Specifieke gebruikers + groepen'],
      ['Reikwijdte › Gebruikers › Lisa › Mag maken in ERP', null, 'nee'],
      ['Reikwijdte › Gebruikers › Lisa › Mag verbinden', null, 'ja'],
    ])

    const users = [lisa, first, second].map((one) => ({ id: one, canCreate: one === lisa }))
    await change({ scope: { kind: 'selected', users, groups: [{ id: group, canCreate: true }] } })
    assert.deepEqual(
      (await told()).filter(([field]) => !field.endsWith('Mag verbinden')),
      [
        ['Reikwijdte › Gebruikers › Lisa › Mag maken in ERP', 'nee', 'ja'],
        ['Reikwijdte › Gebruikers › Jan (jan1@example.com) › Mag maken in ERP', null, 'nee'],
        ['Reikwijdte › Gebruikers › Jan (jan2@example.com) › Mag maken in ERP', null, 'nee'],
        ['Reikwijdte › Groepen › Verkoop › Mag maken in ERP', null, 'ja'],
      ],
    )

    await change({ scope: { kind: 'everyone' } })
    const [kind] = await told()
    assert.deepEqual(kind, ['Reikwijdte › Soort', 'Specifieke gebruikers + groepen', 'Iedereen'])
  })

  test('another setting is told alone; of a secret that it changed, and never what it is', async () => {
    const settings = { ...settingsOf(desk), administration: 'practice' }
    await change({ settings, proof: await proofFor(desk, settings) })
    assert.deepEqual(await told(), [
      ['Configuratievelden › Administratie', 'Noordlicht Handel B.V.', 'Oefenadministratie (leeg)'],
    ])

    // What it is called is known from then on, also when the ERP does not answer.
    const { settingTexts } = done(await call('GET', `/connections/${id}`))
    assert.deepEqual(settingTexts, { administration: 'Practice (empty)' })

    await database.pool.query("update connection set secrets = '{}' where id = $1", [id])
    await change({ settings, proof: await proofFor(desk, settings) })
    assert.deepEqual(await told(), [['Geheimen › Wachtwoord', null, 'gewijzigd']])
  })

  test('a mapping tells whether it synchronises where that changed, and how fields begin where any do', async () => {
    done(await map(desk, id, 'customer', { NAME: bothWays }))
    assert.deepEqual(await told(), [
      ['Velden › Naam › ERP → SuperCRM', 'nee', 'ja'],
      ['Velden › Naam › SuperCRM → ERP', 'nee', 'ja'],
      ['Synchroniseert', 'nee', 'ja'],
    ])
    done(await map(desk, id, 'customer', {}))
    assert.deepEqual(await told(), [])

    const { rows } = await database.pool.query("insert into company (name) values ('Linked') returning id")
    await database.pool.query(
      `insert into link (connection_id, actor_type, actor_key, record_type, record_id)
       values ($1, 'customer', 'L', 'company', $2)`,
      [id, rows[0].id],
    )
    done(await map(desk, id, 'customer', { NAME: { toErp: false } }, { start: 'asIs' }))
    assert.deepEqual(await told(), [
      ['Velden › Naam › SuperCRM → ERP', 'ja', 'nee'],
      ['Begint met', null, 'Alleen vanaf nu'],
    ])
  })

  test('an order of many fields tells which field was moved, from where to where', async () => {
    const [ranks] = done(await call('GET', `/connections/${id}/ranks`))
    const keys: string[] = ranks.fields.map(({ key }: { key: string }) => key)
    const last = ranks.fields.at(-1)
    assert.ok(keys.length > 10)
    const fields = [keys.at(-1), ...keys.slice(0, -1)]
    done(await call('PUT', `/connections/${id}/ranks/customer`, { version: ranks.version, fields }))

    const [change, ...others] = await told()
    assert.equal(change?.[1], String(keys.length))
    assert.equal(change?.[2], '1')
    assert.match(String(change?.[0]), /^Velden › .+ › Plaats$/)
    assert.ok(last)
    assert.deepEqual(others, [])
  })

  test('default values tell what differs, and not that the others have none', async () => {
    const [defaults] = done(await call('GET', `/connections/${id}/defaults`))
    const given = (value: string) => ({
      fields: [{ key: 'PHONE', hasDefault: true, value, askUser: false, mandatory: false }],
    })
    const path = `/connections/${id}/defaults/customer`
    done(await call('PUT', path, { version: defaults.version, ...given('088') }))
    done(await call('PUT', path, { version: defaults.version + 1, ...given('099') }))
    const changes = await told()
    assert.deepEqual(
      changes.map(([, old, now]) => [old, now]),
      [['088', '099']],
    )
    assert.match(String(changes[0]?.[0]), /^Velden › .+ › Waarde$/)
  })
})

describe('of lists and fields of our own', () => {
  test('a field tells what was set differently, and none of what a person never sees', async () => {
    const label = { nl: 'Kleur', en: 'Colour' }
    const {
      id: field,
      key,
      version,
    } = done(await call('POST', '/custom-fields', { recordType: 'company', label, type: 'text' }))
    const json = { version, label: { nl: 'Tint', en: 'Colour' }, type: 'text', maxLength: 100 }
    done(await call('PUT', `/custom-fields/${field}`, json))
    assert.deepEqual(await told(`field/company/${key}`), [
      ['Label › Nederlands', 'Kleur', 'Tint'],
      ['Hoogste aantal tekens', '254', '100'],
    ])

    const label2 = { nl: 'Maat', en: 'Size' }
    const other = done(
      await call('POST', '/custom-fields', { recordType: 'company', label: label2, type: 'integer' }),
    ).id
    done(await call('PUT', '/custom-fields/order/company', { ids: [other, field] }))
    const [moved, ...others] = await told('field/company')
    assert.match(String(moved?.[0]), /^Velden › (Maat|Tint) › Plaats$/)
    assert.deepEqual(others, [])
  })

  test('the order of a list tells which item was moved', async () => {
    const { key } = done(await call('POST', '/lists', { name: { nl: 'Regio', en: 'Region' } }))
    const ids: number[] = []
    for (const nl of ['Noord', 'Oost', 'Zuid']) {
      ids.push(done(await call('POST', `/lists/${key}/items`, { name: { nl, en: nl } })).id)
    }
    done(await call('PUT', `/lists/${key}/order`, { ids: [ids[2], ids[0], ids[1]] }))
    assert.deepEqual(await told(`list/${key}`), [['Items › Zuid › Plaats', '3', '1']])
  })
})
