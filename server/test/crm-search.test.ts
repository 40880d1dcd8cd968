import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, refused, useCrm } from './crm-desk.ts'

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
  const { rows, total, more } = await found('company', { q: 'a\0b' })
  assert.deepEqual({ rows, total, more }, { rows: [], total: 0, more: false })
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

test('a search is answered a page at a time, forwards and back, with how many there are in all', async () => {
  for (const letter of ['c', 'a', 'e', 'b', 'd']) await add('project', { name: `Pagina ${letter}` })
  const page = (place: Record<string, string>) => found('project', { q: 'pagina', limit: '2', ...place })
  const letters = ({ rows }: { rows: { title: string }[] }) =>
    rows.map(({ title }) => title.slice(-1)).join('')

  const first = await page({})
  const second = await page({ after: first.next })
  const third = await page({ after: second.next })
  const back = await page({ before: third.previous })

  assert.deepEqual([first, second, third, back].map(letters), ['ab', 'cd', 'e', 'cd'])
  assert.deepEqual([first.total, first.more, third.total], [5, false, 5])
  assert.deepEqual([first.previous, third.next], [null, null])
  assert.equal(letters(await page({ before: back.previous })), 'ab')
})

test('pages by city go on where the known cities end, and back again', async () => {
  for (const [name, postalCity] of [
    ['Rij a', 'Breda'],
    ['Rij b', null],
    ['Rij c', 'Almelo'],
    ['Rij d', null],
    ['Rij e', 'Breda'],
  ]) {
    await add('company', { name, postalCity })
  }
  const through = async (order: string) => {
    const query = { q: 'rij', sort: 'city', order, limit: '1' }
    const seen: string[] = []
    let page = await found('company', query)
    for (; page.next; page = await found('company', { ...query, after: page.next }))
      seen.push(page.rows[0].title.slice(-1))
    seen.push(page.rows[0].title.slice(-1))
    const back: string[] = []
    while (page.previous) {
      page = await found('company', { ...query, before: page.previous })
      back.unshift(page.rows[0].title.slice(-1))
    }
    assert.deepEqual(back, seen.slice(0, -1))
    return seen.join('')
  }

  assert.equal(await through('asc'), 'caebd')
  assert.equal(await through('desc'), 'eacdb')
})

test('a place that is none of this list is refused', async () => {
  for (const after of ['x', 'WzFd', Buffer.from('["a","b",1]').toString('base64url')]) {
    refused(await call('GET', `/records/company?after=${after}`), 400, 'unknownPlace')
  }
})

test('one or two letters find what holds them, in any place, and so do signs', async () => {
  await add('company', { name: 'Exqwzit' })
  await add('company', { name: 'Slot qw', email: 'qw@example.org' })
  await add('company', { name: 'Qw', number: 'zz-qw' })

  assert.deepEqual(await titles('company', { q: 'qw' }), ['Exqwzit', 'Qw', 'Slot qw'])
  assert.deepEqual(await titles('company', { q: 'q' }), ['Exqwzit', 'Qw', 'Slot qw'])
  assert.deepEqual(await titles('company', { q: 'qw z' }), ['Exqwzit', 'Qw'])
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

test('a search sorts persons and projects by the name of their company, then by their own, a page at a time', async () => {
  const zuid = await add('company', { name: 'Zuid' })
  const noord = await add('company', { name: 'Öster' })
  const gone = await add('company', { name: 'Aan de kant' })
  for (const [name, company] of [
    ['a', zuid],
    ['e', noord],
    ['b', noord],
    ['d', undefined],
    ['c', gone],
  ] as const) {
    await add('person', { lastName: `Werkt ${name}` }, company?.id)
    await add('project', { name: `Werk ${name}` }, company?.id)
  }
  done(await call('PUT', `/records/company/${gone.id}/deletion`, { version: gone.version }))

  const last = (all: readonly string[]) => all.map((title) => title.slice(-1)).join('')
  for (const [order, expected] of [
    ['asc', 'beacd'],
    ['desc', 'aebdc'],
  ] as const) {
    const sorted = { sort: 'company', order }
    assert.equal(last(await titles('project', { q: 'werk', ...sorted })), expected)
    const whole = await titles('project', { limit: '200', ...sorted })
    assert.equal(last(whole.filter((title) => title.startsWith('Werk'))), expected)

    const pages: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const query = { q: 'werkt', limit: '2', ...sorted, ...(after === '' ? {} : { after }) }
      const page: { rows: { title: string }[]; next: string | null; previous: string | null } = await found(
        'person',
        query,
      )
      const before =
        page.previous &&
        (await titles('person', { q: 'werkt', limit: '2', ...sorted, before: page.previous }))
      if (before) assert.deepEqual(before, pages.slice(-2))
      pages.push(...page.rows.map(({ title }) => title))
      after = page.next
    }
    assert.equal(last(pages), expected)
  }
})

test('a search shows list items by their name in the language of the user', async () => {
  const fields = done(await call('GET', '/records/company/fields', undefined, { language: 'en' }))
  const country = fields.find(({ key }: { key: string }) => key === 'country')
  const germany = country.items.find(({ name }: { name: string }) => name === 'Germany')
  await add('company', { name: 'Landnaam', country: germany.key })

  const query = { q: 'landnaam', columns: 'country,number' }
  assert.deepEqual((await found('company', query)).rows[0].values, { country: 'Duitsland', number: null })
})
