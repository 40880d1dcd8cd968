import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listeningHost, readAll, useTryton } from './trial.ts'

const { tryton, signIn, sql, create } = useTryton()

async function customers(count: number, name = 'Customer'): Promise<readonly string[]> {
  const categories = [['add', [tryton().customerCategory]]]
  const records = Array.from({ length: count }, (_, index) => ({
    name: `${name} ${index}`,
    categories,
    addresses: [['create', [{ city: 'Gent' }]]],
    contact_mechanisms: [['create', [{ type: 'phone', value: String(index) }]]],
  }))
  return (await create('party.party', records)).map(String)
}

async function one(name: string) {
  const [key = ''] = await customers(1, name)
  return key
}

describe('the changes of customers', () => {
  test('are all of them at first, in order of change, and then a single empty page', async () => {
    const [one = '', two = '', three = ''] = await customers(3)
    await tryton().call('model.party.party.write', [[Number(one)], { name: 'Changed last' }])
    const session = await signIn()
    const first = await readAll(session, 'customer')
    assert.deepEqual(first.keys.slice(-3), [two, three, one])
    const idle = await readAll(session, 'customer', first.cursor)
    assert.deepEqual([idle.pages.length, idle.actors], [1, []])
  })

  test('leave out parties without the category and take in those of a category below it', async () => {
    const parties = [
      { name: 'Nobody' },
      { name: 'Premium', categories: [['add', [tryton().premiumCategory]]] },
    ]
    const [nobody, premium] = (await create('party.party', parties)).map(String)
    const { keys } = await readAll(await signIn(), 'customer')
    assert.ok(!keys.includes(String(nobody)) && keys.includes(String(premium)))
    const all = await readAll(await signIn({ customerCategory: undefined }), 'customer')
    assert.ok(all.keys.includes(String(nobody)))
  })

  test('lose nothing at page borders when a thousand changed at the same moment', async () => {
    const keys = await customers(1000)
    sql(
      `update party_party set create_date = '2026-01-02 03:04:05.000006', write_date = null where id in (${keys})`,
    )
    for (const part of ['party_address', 'party_contact_mechanism'])
      sql(`update ${part} set create_date = '2026-01-02 03:04:05.000006' where party in (${keys})`)
    const session = await signIn()
    const read = await readAll(session, 'customer', undefined, { pageSize: 77 })
    assert.deepEqual(
      keys.filter((key) => !read.keys.includes(key)),
      [],
    )
    assert.ok(read.pages.every((page) => page.actors.length <= 77))
    const middle = read.pages[6]
    const rest = await readAll(session, 'customer', middle?.cursor)
    const delivered = new Set([
      ...read.pages.slice(0, 7).flatMap((page) => page.actors.map((a) => a.key)),
      ...rest.keys,
    ])
    assert.deepEqual(
      keys.filter((key) => !delivered.has(key)),
      [],
    )
  })

  test('have a phone, address or VAT number changed by itself, though the party was not', async () => {
    const key = await one('Phone')
    const session = await signIn()
    let { cursor } = await readAll(session, 'customer')
    const [party] = rows(
      await tryton().call('model.party.party.read', [[Number(key)], ['addresses', 'contact_mechanisms']]),
    )
    const edits = [
      ['model.party.contact_mechanism.write', [party?.contact_mechanisms, { value: '+31 20 123' }]],
      ['model.party.address.write', [party?.addresses, { city: 'Brugge' }]],
      ['model.party.identifier.create', [[{ party: Number(key), type: 'eu_vat', code: 'NL004495445B01' }]]],
      ['model.party.contact_mechanism.write', [party?.contact_mechanisms, { active: false }]],
    ] as const
    const fields = ['PHONE', 'POSTALCITY', 'VATNO']
    const seen = []
    for (const [method, params] of edits) {
      await tryton().call(method, params)
      const read = await readAll(session, 'customer', cursor, { fields })
      seen.push(read.actors.find((actor) => actor.key === key)?.fields)
      cursor = read.cursor
    }
    assert.deepEqual(seen, [
      { PHONE: '+31 20 123', POSTALCITY: 'Gent', VATNO: null },
      { PHONE: '+31 20 123', POSTALCITY: 'Brugge', VATNO: null },
      { PHONE: '+31 20 123', POSTALCITY: 'Brugge', VATNO: 'NL004495445B01' },
      { PHONE: null, POSTALCITY: 'Brugge', VATNO: 'NL004495445B01' },
    ])
  })

  test('include what was committed late, with a time before the last one delivered', async () => {
    const [late = '', newest = ''] = await customers(2, 'Late')
    const session = await signIn()
    await tryton().call('model.party.party.write', [[Number(newest)], { name: 'Newest' }])
    const { cursor } = await readAll(session, 'customer')
    const minutesAgo = new Date(Date.now() - 5 * 60_000).toISOString().replace('T', ' ').replace('Z', '123')
    sql(`update party_party set name = 'Came late', write_date = '${minutesAgo}' where id = ${late}`)
    const read = await readAll(session, 'customer', cursor)
    assert.equal(read.actors.find((actor) => actor.key === late)?.fields.NAME, 'Came late')
    assert.deepEqual((await readAll(session, 'customer', read.cursor)).actors, [])
  })

  test('cost one call when nothing changed, besides signing in and asking which fields there are', async () => {
    const { cursor } = await readAll(await signIn(), 'customer')
    const { host, methods } = listeningHost()
    await readAll(await signIn({}, host), 'customer', cursor)
    assert.deepEqual(methods, [
      'common.db.login',
      'model.party.category.search_read',
      'model.party.party.fields_get',
      'model.party.party.search_read',
    ])
  })

  test('are read again from the beginning when other parties count as customers', async () => {
    const { cursor } = await readAll(await signIn(), 'customer')
    const other = await signIn({ customerCategory: undefined })
    await assert.rejects(readAll(other, 'customer', cursor), { kind: 'cursorExpired' })
  })
})

describe('reading by key', () => {
  test('still finds a party that is no customer any more, and archived ones', async () => {
    const key = await one('Former')
    const remove = [['remove', [tryton().customerCategory]]]
    await tryton().call('model.party.party.write', [[Number(key)], { categories: remove, active: false }])
    const [actor] = await (await signIn()).get('customer', [key], ['NAME', 'ACTIVE'])
    assert.deepEqual(actor?.fields, { NAME: 'Former 0', ACTIVE: false })
  })

  test('leaves out what was deleted and keys that are none of Tryton', async () => {
    const key = await one('Deleted')
    await tryton().call('model.party.party.delete', [[Number(key)]])
    assert.deepEqual(await (await signIn()).get('customer', [key, 'x', '', '-1', '0'], ['NAME']), [])
  })

  test('gives times to the microsecond and a version that moves with a part', async () => {
    const key = await one('Versions')
    const session = await signIn()
    const [before] = await session.get('customer', [key], [])
    assert.match(before?.modifiedAt ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    await create('party.contact_mechanism', [{ party: Number(key), type: 'email', value: 'a@example.com' }])
    const [after] = await session.get('customer', [key], [])
    assert.notEqual(after?.version, before?.version)
    assert.ok((after?.modifiedAt ?? '') > (before?.modifiedAt ?? ''))
  })
})

function rows(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value : []
}
