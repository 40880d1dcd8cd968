import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Answer, useApp } from './app.ts'

const { database, call } = useApp()

function done({ status, body }: Answer) {
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

function refused({ status, body }: Answer, expected: number, code: string) {
  assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body))
  return body
}

async function add(recordType: string, fields: object, companyId: number | null = null) {
  return done(await call('POST', `/records/${recordType}`, { fields, companyId }))
}

async function found(recordType: string, query: Record<string, string>) {
  return done(await call('GET', `/records/${recordType}?${new URLSearchParams(query)}`))
}

async function titles(recordType: string, query: Record<string, string>): Promise<string[]> {
  return (await found(recordType, query)).rows.map(({ title }: { title: string }) => title)
}

async function companies(): Promise<number> {
  return (await found('company', {})).total
}

async function itemOf(recordType: string, key: string): Promise<string> {
  const fields = done(await call('GET', `/records/${recordType}/fields`))
  return fields.find((field: { key: string }) => field.key === key).items[0].key
}

describe('a search', () => {
  test('finds a word wherever it stands, with or without its accents, in any case', async () => {
    await add('company', { name: 'Chocolaterie Léonie' })
    await add('company', { name: 'Müller & Söhne', phone: '+49 221 998', streetCity: 'Köln' })

    assert.deepEqual(await titles('company', { q: 'leonie' }), ['Chocolaterie Léonie'])
    assert.deepEqual(await titles('company', { q: 'LÉONIE' }), ['Chocolaterie Léonie'])
    assert.deepEqual(await titles('company', { q: 'koln' }), ['Müller & Söhne'])
    assert.deepEqual(await titles('company', { q: '221' }), ['Müller & Söhne'])
  })

  test('wants every word, in any order and any field', async () => {
    await add('company', { name: 'Bakker Noord', vatNo: 'NL001', postalCity: 'Assen' })
    await add('company', { name: 'Bakker Zuid', vatNo: 'NL002', postalCity: 'Weert' })

    assert.deepEqual(await titles('company', { q: 'assen bakker' }), ['Bakker Noord'])
    assert.deepEqual(await titles('company', { q: ' nl002   BAKKER ' }), ['Bakker Zuid'])
    assert.deepEqual(await titles('company', { q: 'bakker assen weert' }), [])
  })

  test('takes %, _ and a backslash for what they are, full-width ones too', async () => {
    await add('company', { name: '100% Wol' })
    await add('company', { name: 'naam_met_streep' })
    await add('company', { name: 'pad\\naar' })

    for (const percent of ['%', '％']) assert.deepEqual(await titles('company', { q: percent }), ['100% Wol'])
    for (const streep of ['_', '＿']) {
      assert.deepEqual(await titles('company', { q: streep }), ['naam_met_streep'])
    }
    for (const slash of ['\\', '＼']) assert.deepEqual(await titles('company', { q: slash }), ['pad\\naar'])
  })

  test('for what no text can hold finds nothing', async () => {
    assert.deepEqual(await found('company', { q: 'a\0b' }), { rows: [], total: 0 })
  })

  test('finds the persons and projects of one company', async () => {
    const company = await add('company', { name: 'Moeder' })
    await add('person', { firstName: 'Eva', lastName: 'Kind' }, company.id)
    await add('person', { lastName: 'Elders' })
    await add('project', { name: 'Zolder' }, company.id)

    const ofCompany = { companyId: String(company.id) }
    assert.deepEqual(await titles('person', ofCompany), ['Eva Kind'])
    assert.deepEqual(await titles('project', ofCompany), ['Zolder'])
    assert.deepEqual((await found('person', ofCompany)).rows[0].company, { id: company.id, name: 'Moeder' })
  })

  test('is answered a page at a time, with how many there are in all', async () => {
    for (const letter of ['c', 'a', 'e', 'b', 'd']) await add('project', { name: `Pagina ${letter}` })
    const page = (offset: number) =>
      found('project', { q: 'pagina', limit: '2', offset: String(offset) }).then(({ rows, total }) => [
        rows.map(({ title }: { title: string }) => title.slice(-1)).join(''),
        total,
      ])

    assert.deepEqual(await page(0), ['ab', 5])
    assert.deepEqual(await page(2), ['cd', 5])
    assert.deepEqual(await page(4), ['e', 5])
    assert.deepEqual(await page(6), ['', 5])
  })

  test('is sorted as people read: accents and capitals do not send a name to the end', async () => {
    for (const name of [
      'volgorde zee',
      'Volgorde École',
      'volgorde Appel',
      'VOLGORDE Østland',
      'Volgorde noot',
    ]) {
      await add('company', { name })
    }
    const sorted = ['Appel', 'École', 'noot', 'Østland', 'zee']
    const last = (all: string[]) => all.map((title) => title.split(' ')[1])

    assert.deepEqual(last(await titles('company', { q: 'volgorde' })), sorted)
    assert.deepEqual(last(await titles('company', { q: 'volgorde', order: 'desc' })), sorted.toReversed())
  })

  test('sorts persons by last name, then by first name', async () => {
    for (const [firstName, lastName] of [
      ['Bo', 'Sorteer'],
      ['An', 'Sorteer'],
      ['Zoë', 'Aardsorteer'],
    ]) {
      await add('person', { firstName, lastName })
    }
    assert.deepEqual(await titles('person', { q: 'sorteer' }), [
      'Zoë Aardsorteer',
      'An Sorteer',
      'Bo Sorteer',
    ])
  })

  test('sorts by city with the unknown cities last, whichever way', async () => {
    await add('company', { name: 'Stad a', postalCity: 'Breda' })
    await add('company', { name: 'Stad b' })
    await add('company', { name: 'Stad c', streetCity: 'Almelo' })
    const ends = async (order: string) =>
      (await titles('company', { q: 'stad', sort: 'city', order })).map((title) => title.slice(-1)).join('')

    assert.equal(await ends('asc'), 'cab')
    assert.equal(await ends('desc'), 'acb')
  })

  test('shows list items by their name in the language of the user', async () => {
    const fields = done(await call('GET', '/records/company/fields', undefined, { language: 'en' }))
    const country = fields.find(({ key }: { key: string }) => key === 'country')
    const germany = country.items.find(({ name }: { name: string }) => name === 'Germany')
    await add('company', { name: 'Landnaam', country: germany.key })

    assert.equal((await found('company', { q: 'landnaam' })).rows[0].country, 'Duitsland')
  })
})

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

  test('of a deleted or unknown record finds nothing', async () => {
    const { id, version } = await add('company', { name: 'Weg' })
    await database.pool.query('update company set deleted_at = now() where id = $1', [id])

    for (const gone of [id, 999_999]) {
      refused(await call('GET', `/records/company/${gone}`), 404, 'notFound')
      refused(await change(gone, version, { phone: '1' }), 404, 'notFound')
    }
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
  for (const query of ['limit=0', 'limit=201', 'offset=-1', 'sort=phone', 'order=up', 'companyId=x']) {
    refused(await call('GET', `/records/company?${query}`), 400, 'malformedRequest')
  }
  refused(await call('PATCH', '/records/company/1', { fields: {} }), 400, 'malformedRequest')
  assert.equal(await companies(), before)
})
