import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done, refused, useCrm } from './crm-desk.ts'

const { database, call, add } = useCrm()
const bea = { as: 'bea' } as const
const named = (name: string) => ({ nl: name, en: `${name} (en)` })

interface Item {
  readonly id: number
  readonly name: { readonly nl: string }
  readonly inactive: boolean
  readonly records: number
}

async function list(name: string, ...items: readonly string[]): Promise<string> {
  const { key } = done(await call('POST', '/lists', { name: named(name) }, bea))
  for (const item of items) done(await call('POST', `/lists/${key}/items`, { name: named(item) }, bea))
  return key
}

const items = async (key: string): Promise<Item[]> =>
  done(await call('GET', `/lists/${key}/items`, undefined, bea))
const names = async (key: string) => (await items(key)).map(({ name }) => name.nl)

async function item(key: string, name: string): Promise<Item> {
  const found = (await items(key)).find((one) => one.name.nl === name)
  assert.ok(found)
  return found
}

/** A company field that takes its items from the list. */
async function fieldOf(key: string, label: string): Promise<{ id: number; key: string }> {
  const body = { recordType: 'company', label: named(label), type: 'list', list: key }
  return done(await call('POST', '/custom-fields', body, bea))
}

const remove = ({ id }: Item) => call('DELETE', `/list-items/${id}`, undefined, bea)

describe('a list', () => {
  test('has items in the order that is set', async () => {
    const key = await list('Kleuren', 'Rood', 'Groen', 'Blauw')
    const [red, green, blue] = await items(key)
    const order = { ids: [blue?.id, red?.id, green?.id] }
    assert.equal((await call('PUT', `/lists/${key}/order`, order, bea)).status, 204)
    assert.deepEqual(await names(key), ['Blauw', 'Rood', 'Groen'])
  })

  test('has no two items of one name, in whatever language', async () => {
    const key = await list('Maten', 'Klein')
    const answer = await call('POST', `/lists/${key}/items`, { name: { nl: 'Mini', en: 'KLEIN (en) ' } }, bea)
    refused(answer, 409, 'nameTaken')
    refused(await call('POST', '/lists', { name: named('Maten') }, bea), 409, 'nameTaken')
  })

  test('that something uses cannot be deleted, and what uses it is named', async () => {
    const key = await list('Gebruikt')
    await fieldOf(key, 'Gebruiker')
    const answer = refused(await call('DELETE', `/lists/${key}`, undefined, bea), 409, 'listInUse')
    assert.deepEqual(
      answer.faults.map(({ title }: { title: string }) => title),
      ['Bedrijf: Gebruiker'],
    )
    const standard = refused(await call('DELETE', '/lists/country', undefined, bea), 409, 'listInUse')
    assert.deepEqual(
      standard.faults.map(({ title }: { title: string }) => title),
      ['Bedrijf: Land', 'Persoon: Land'],
    )
  })

  test('that nothing uses goes with its items', async () => {
    const key = await list('Ongebruikt', 'Ding')
    assert.equal((await call('DELETE', `/lists/${key}`, undefined, bea)).status, 204)
    refused(await call('GET', `/lists/${key}/items`, undefined, bea), 404, 'notFound')
  })

  test('is kept while a field out of use may come back to it', async () => {
    const key = await list('Bewaard')
    const field = await fieldOf(key, 'Uit gebruik')
    await call('DELETE', `/custom-fields/${field.id}`, undefined, bea)
    refused(await call('DELETE', `/lists/${key}`, undefined, bea), 409, 'listInUse')
  })
})

describe('an item', () => {
  test('is called otherwise on every card at once', async () => {
    const key = await list('Hernoemd', 'Oud')
    const field = await fieldOf(key, 'Hernoemveld')
    const { id } = await item(key, 'Oud')
    assert.equal((await call('PUT', `/list-items/${id}`, { name: named('Nieuw') }, bea)).status, 204)
    const fields = done(await call('GET', '/records/company/fields'))
    const shown = fields.find((one: { key: string }) => one.key === field.key).items
    assert.deepEqual(shown, [{ key: String(id), name: 'Nieuw', inactive: false }])
  })

  test('nothing uses is deleted', async () => {
    const key = await list('Weg', 'Tikfout')
    assert.deepEqual(done(await remove(await item(key, 'Tikfout'))), { deleted: true })
    assert.deepEqual(await names(key), [])
  })

  test('a record has goes out of use: the card keeps it, no other can choose it, and it can come back', async () => {
    const key = await list('Uit gebruik', 'Oud')
    const field = await fieldOf(key, 'Keuze')
    const old = await item(key, 'Oud')
    const made = await add('company', { name: 'Met keuze', [field.key]: String(old.id) })
    assert.equal((await item(key, 'Oud')).records, 1)
    assert.deepEqual(done(await remove(old)), { deleted: false })
    assert.equal((await item(key, 'Oud')).inactive, true)

    const path = `/records/company/${made.id}`
    const same = { version: made.version, fields: { [field.key]: String(old.id), phone: '1' } }
    assert.equal(done(await call('PATCH', path, same)).fields[field.key], String(old.id))
    const other = { fields: { name: 'Ander', [field.key]: String(old.id) } }
    refused(await call('POST', '/records/company', other), 422, 'invalidFields')

    assert.equal((await call('DELETE', `/list-items/${old.id}/deletion`, undefined, bea)).status, 204)
    done(await call('POST', '/records/company', other))
  })

  test('of a standard list is in use where companies have it', async () => {
    const [first] = await items('companyCategory')
    assert.ok(first)
    await add('company', { name: 'Gecategoriseerd', category: String(first.id) })
    assert.deepEqual(done(await remove(first)), { deleted: false })
  })
})

test('who changed a list is written down', async () => {
  const key = await list('Vastgelegd', 'Een')
  await remove(await item(key, 'Een'))
  const rows = await database.db
    .selectFrom('audit')
    .select('action')
    .where('subject', '=', `list/${key}`)
    .orderBy('id')
    .execute()
  assert.deepEqual(
    rows.map(({ action }) => action),
    ['createList', 'createListItem', 'deleteListItem'],
  )
})

test('lists are for administrators to change', async () => {
  assert.equal((await call('POST', '/lists', { name: named('Van Anna') })).status, 403)
})
