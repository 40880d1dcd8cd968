import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done, refused, useCrm } from './crm-desk.ts'

const { database, call, add, found, titles } = useCrm()

async function companies(): Promise<number> {
  return (await found('company', {})).total
}

async function itemOf(recordType: string, key: string): Promise<string> {
  const fields = done(await call('GET', `/records/${recordType}/fields`))
  return fields.find((field: { key: string }) => field.key === key).items[0].key
}

describe('adding', () => {
  test('saves what was typed, without the blanks around it', async () => {
    const made = await add('company', { name: '  Nieuw BV ', phone: ' 010 ', fax: '   ' })

    assert.deepEqual(
      [made.title, made.fields.phone, made.fields.fax, made.version],
      ['Nieuw BV', '010', null, 1],
    )
    assert.equal(made.updatedBy, 'anna')
    assert.deepEqual(done(await call('GET', `/records/company/${made.id}`)), made)
  })

  test('with fields that do not fit saves nothing and names each of them, in the language of the user', async () => {
    const before = await companies()
    const fields = { name: ' ', phone: '0'.repeat(51), colour: 'red', country: '999999', number: 7 }
    const answer = refused(await call('POST', '/records/company', { fields }), 422, 'invalidFields')

    assert.equal(answer.title, 'Enkele velden kloppen niet. Er is niets opgeslagen.')
    assert.deepEqual(
      new Map(answer.faults.map(({ at, title }: { at: string; title: string }) => [at, title])),
      new Map([
        ['name', 'Vul dit in.'],
        ['phone', 'Hoogstens 50 tekens; deze tekst heeft er 51.'],
        ['colour', 'Dit veld bestaat niet.'],
        ['country', 'Kies een item uit de lijst.'],
        ['number', 'Dit is geen tekst.'],
      ]),
    )
    assert.equal(await companies(), before)

    const english = await call('POST', '/records/company', { fields: {} }, { language: 'en' })
    assert.deepEqual(refused(english, 422, 'invalidFields').faults, [
      { code: 'mandatory', title: 'Please fill this in.', at: 'name' },
    ])
  })

  test('refuses a date that does not exist', async () => {
    for (const birthDate of ['2026-02-29', '2026-13-01', '29-02-2024', '2024-02-29T00:00:00Z', 'gisteren']) {
      const answer = await call('POST', '/records/person', { fields: { lastName: 'Datum', birthDate } })
      assert.deepEqual(
        refused(answer, 422, 'invalidFields').faults.map(({ at, code }: { at: string; code: string }) => [
          at,
          code,
        ]),
        [['birthDate', 'notADate']],
      )
    }
    const made = await add('person', { lastName: 'Datum', birthDate: '2024-02-29' })
    assert.equal(made.fields.birthDate, '2024-02-29')
  })

  test('refuses an item of another list, and one that is no longer in use', async () => {
    const country = await itemOf('company', 'country')
    const old = await itemOf('company', 'business')
    await database.pool.query('update crm_list_item set deleted_at = now() where id = $1', [old])

    for (const business of [country, old]) {
      const answer = await call('POST', '/records/company', { fields: { name: 'Lijst', business } })
      assert.equal(refused(answer, 422, 'invalidFields').faults[0].code, 'unknownItem')
    }
    await database.pool.query('update crm_list_item set deleted_at = null where id = $1', [old])
  })

  test('refuses text that cannot be stored', async () => {
    const before = await companies()
    for (const name of ['a\0b', 'a\ud800b']) {
      const answer = await call('POST', '/records/company', { fields: { name } })
      assert.deepEqual(refused(answer, 422, 'invalidFields').faults, [
        {
          code: 'invalidText',
          title: 'Deze tekst bevat tekens die niet opgeslagen kunnen worden.',
          at: 'name',
        },
      ])
    }
    assert.equal(await companies(), before)
  })

  test('counts characters as people do: one outside the basic plane is one', async () => {
    const made = await add('company', { name: '😀'.repeat(254) })
    assert.equal(made.title.length, 508)
  })

  test('keeps a person with the company, and says which company does not exist', async () => {
    const company = await add('company', { name: 'Werkgever' })
    const person = await add('person', { firstName: 'Jo', lastName: 'Werknemer' }, company.id)
    assert.deepEqual([person.title, person.company], ['Jo Werknemer', { id: company.id, name: 'Werkgever' }])

    const nowhere = { fields: { lastName: 'Zwerver' }, companyId: 999_999 }
    const answer = refused(await call('POST', '/records/person', nowhere), 422, 'invalidFields')
    assert.deepEqual(answer.faults, [
      { code: 'unknownCompany', title: 'Dit bedrijf bestaat niet (meer).', at: 'companyId' },
    ])
    assert.deepEqual(await titles('person', { q: 'zwerver' }), [])
  })
})

describe('changing', () => {
  const change = (id: number, version: number, fields: object) =>
    call('PATCH', `/records/company/${id}`, { version, fields })

  test('changes what is named and nothing else', async () => {
    const { id, version } = await add('company', { name: 'Wijzig', phone: '1', email: 'w@x.example' })
    const changed = done(await change(id, version, { phone: null }))

    assert.deepEqual([changed.fields.phone, changed.fields.email], [null, 'w@x.example'])
    assert.equal(changed.version, version + 1)
  })

  test('on a record somebody else changed tells so with the record as it is now, and overwrites nothing', async () => {
    const { id, version } = await add('company', { name: 'Twee browsers', phone: '1' })
    done(await change(id, version, { phone: '2' }))

    const answer = refused(await change(id, version, { phone: '3', fax: '4' }), 409, 'recordChanged')
    const now = done(await call('GET', `/records/company/${id}`))
    assert.deepEqual(answer.current, now)
    assert.deepEqual([now.fields.phone, now.fields.fax, now.version], ['2', null, version + 1])
  })

  test('at once by many lets exactly one win', async () => {
    const { id, version } = await add('company', { name: 'Wedloop', phone: '0' })
    const phones = Array.from({ length: 8 }, (_, turn) => String(turn + 1))
    const answers = await Promise.all(phones.map((phone) => change(id, version, { phone })))

    const winner = answers.findIndex(({ status }) => status === 200)
    for (const [turn, answer] of answers.entries()) if (turn !== winner) refused(answer, 409, 'recordChanged')
    assert.equal(done(await call('GET', `/records/company/${id}`)).fields.phone, phones[winner])
  })

  test('with a field that does not fit saves none of them', async () => {
    const { id, version } = await add('company', { name: 'Alles of niets', phone: '1' })
    refused(await change(id, version, { phone: '2', name: null }), 422, 'invalidFields')

    const now = done(await call('GET', `/records/company/${id}`))
    assert.deepEqual([now.title, now.fields.phone, now.version], ['Alles of niets', '1', version])
  })

  test('leaves a list item alone that went out of use', async () => {
    const business = await itemOf('company', 'business')
    const { id, version } = await add('company', { name: 'Oud item', business })
    await database.pool.query('update crm_list_item set deleted_at = now() where id = $1', [business])

    assert.equal(done(await change(id, version, { business, phone: '1' })).fields.business, business)
    await database.pool.query('update crm_list_item set deleted_at = null where id = $1', [business])
  })

  test('moves a person to another company, and out of any', async () => {
    const [from, to] = [await add('company', { name: 'Van' }), await add('company', { name: 'Naar' })]
    const person = await add('person', { lastName: 'Verhuizer' }, from.id)
    const move = (version: number, companyId: number | null) =>
      call('PATCH', `/records/person/${person.id}`, { version, fields: {}, companyId })

    const moved = done(await move(person.version, to.id))
    assert.equal(moved.company.name, 'Naar')
    assert.equal(refused(await move(moved.version, 999_999), 422, 'invalidFields').faults[0].at, 'companyId')
    assert.equal(done(await move(moved.version, null)).company, null)
  })

  test('of an unknown record or one in the bin finds nothing to change', async () => {
    const { id, version } = await add('company', { name: 'Weg' })
    await database.pool.query('update company set deleted_at = now() where id = $1', [id])

    for (const gone of [id, 999_999]) refused(await change(gone, version, { phone: '1' }), 404, 'notFound')
    refused(await call('GET', '/records/company/999999'), 404, 'notFound')
    assert.notEqual(done(await call('GET', `/records/company/${id}`)).deletedAt, null)
    assert.deepEqual(await titles('company', { q: 'weg' }), [])
  })
})

describe('who may not', () => {
  test('change records may read them', async () => {
    const { id, version } = await add('company', { name: 'Alleen lezen' })
    done(await call('GET', `/records/company/${id}`, undefined, { as: 'rik' }))
    done(await call('GET', '/records/company', undefined, { as: 'rik' }))

    const fields = { name: 'Toch niet' }
    refused(await call('POST', '/records/company', { fields }, { as: 'rik' }), 403, 'notAllowed')
    const patch = await call('PATCH', `/records/company/${id}`, { version, fields }, { as: 'rik' })
    refused(patch, 403, 'notAllowed')
    assert.equal(done(await call('GET', `/records/company/${id}`)).title, 'Alleen lezen')
  })

  test('be here sees nothing', async () => {
    const { id } = await add('company', { name: 'Geheim' })
    for (const path of ['/records/company', `/records/company/${id}`, '/records/company/fields']) {
      refused(await call('GET', path, undefined, { as: 'nobody' }), 401, 'notSignedIn')
    }
    refused(
      await call('POST', '/records/company', { fields: { name: 'X' } }, { as: 'nobody' }),
      401,
      'notSignedIn',
    )
  })
})

test('a request that is not understood is answered as such and changes nothing', async () => {
  const before = await companies()
  const bodies = [
    '{"fields":',
    'null',
    '[]',
    {},
    { fields: [] },
    { fields: 'name' },
    { fields: { name: { first: 'a' } } },
    { fields: { name: ['a'] } },
    { fields: { name: 'a' }, companyId: 'one' },
    { fields: { name: 'a' }, companyId: 1.5 },
    { fields: { name: 'a' }, companyId: 1e30 },
  ]
  for (const body of bodies) refused(await call('POST', '/records/company', body), 400, 'malformedRequest')
  for (const path of [
    '/records/cat',
    '/records/company/one',
    '/records/company/1e30',
    '/records/company/-1',
  ]) {
    refused(await call('GET', path), 400, 'malformedRequest')
  }
  for (const query of [
    'limit=0',
    'limit=201',
    'filters=7',
    'filters=[{"kind":"x"}]',
    'sort=phone',
    'order=up',
    'companyId=x',
  ]) {
    refused(await call('GET', `/records/company?${query}`), 400, 'malformedRequest')
  }
  refused(await call('PATCH', '/records/company/1', { fields: {} }), 400, 'malformedRequest')
  assert.equal(await companies(), before)
})
