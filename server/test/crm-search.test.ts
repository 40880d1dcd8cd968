import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, useCrm } from './crm-desk.ts'

const { call, add, found, titles } = useCrm()

test('a search finds a word wherever it stands, with or without its accents, in any case', async () => {
  await add('company', { name: 'Chocolaterie Léonie' })
  await add('company', { name: 'Müller & Söhne', phone: '+49 221 998', streetCity: 'Köln' })

  assert.deepEqual(await titles('company', { q: 'leonie' }), ['Chocolaterie Léonie'])
  assert.deepEqual(await titles('company', { q: 'LÉONIE' }), ['Chocolaterie Léonie'])
  assert.deepEqual(await titles('company', { q: 'koln' }), ['Müller & Söhne'])
  assert.deepEqual(await titles('company', { q: '221' }), ['Müller & Söhne'])
})

test('a search wants every word, in any order and any field', async () => {
  await add('company', { name: 'Bakker Noord', vatNo: 'NL001', postalCity: 'Assen' })
  await add('company', { name: 'Bakker Zuid', vatNo: 'NL002', postalCity: 'Weert' })

  assert.deepEqual(await titles('company', { q: 'assen bakker' }), ['Bakker Noord'])
  assert.deepEqual(await titles('company', { q: ' nl002   BAKKER ' }), ['Bakker Zuid'])
  assert.deepEqual(await titles('company', { q: 'bakker assen weert' }), [])
})

test('a search takes %, _ and a backslash for what they are, full-width ones too', async () => {
  await add('company', { name: '100% Wol' })
  await add('company', { name: 'naam_met_streep' })
  await add('company', { name: 'pad\\naar' })

  for (const percent of ['%', '％']) assert.deepEqual(await titles('company', { q: percent }), ['100% Wol'])
  for (const streep of ['_', '＿']) {
    assert.deepEqual(await titles('company', { q: streep }), ['naam_met_streep'])
  }
  for (const slash of ['\\', '＼']) assert.deepEqual(await titles('company', { q: slash }), ['pad\\naar'])
})

test('a search for what no text can hold finds nothing', async () => {
  assert.deepEqual(await found('company', { q: 'a\0b' }), { rows: [], total: 0 })
})

test('a search finds the persons and projects of one company', async () => {
  const company = await add('company', { name: 'Moeder' })
  await add('person', { firstName: 'Eva', lastName: 'Kind' }, company.id)
  await add('person', { lastName: 'Elders' })
  await add('project', { name: 'Zolder' }, company.id)

  const ofCompany = { companyId: String(company.id) }
  assert.deepEqual(await titles('person', ofCompany), ['Eva Kind'])
  assert.deepEqual(await titles('project', ofCompany), ['Zolder'])
  assert.deepEqual((await found('person', ofCompany)).rows[0].company, { id: company.id, name: 'Moeder' })
})

test('a search is answered a page at a time, with how many there are in all', async () => {
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

test('a search is sorted as people read: accents and capitals do not send a name to the end', async () => {
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

test('a search sorts persons by last name, then by first name', async () => {
  for (const [firstName, lastName] of [
    ['Bo', 'Sorteer'],
    ['An', 'Sorteer'],
    ['Zoë', 'Aardsorteer'],
  ]) {
    await add('person', { firstName, lastName })
  }
  assert.deepEqual(await titles('person', { q: 'sorteer' }), ['Zoë Aardsorteer', 'An Sorteer', 'Bo Sorteer'])
})

test('a search sorts by city with the unknown cities last, whichever way', async () => {
  await add('company', { name: 'Stad a', postalCity: 'Breda' })
  await add('company', { name: 'Stad b' })
  await add('company', { name: 'Stad c', streetCity: 'Almelo' })
  const ends = async (order: string) =>
    (await titles('company', { q: 'stad', sort: 'city', order })).map((title) => title.slice(-1)).join('')

  assert.equal(await ends('asc'), 'cab')
  assert.equal(await ends('desc'), 'acb')
})

test('a search shows list items by their name in the language of the user', async () => {
  const fields = done(await call('GET', '/records/company/fields', undefined, { language: 'en' }))
  const country = fields.find(({ key }: { key: string }) => key === 'country')
  const germany = country.items.find(({ name }: { name: string }) => name === 'Germany')
  await add('company', { name: 'Landnaam', country: germany.key })

  assert.equal((await found('company', { q: 'landnaam' })).rows[0].country, 'Duitsland')
})
