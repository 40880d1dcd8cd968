import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done, refused, useCrm } from './crm-desk.ts'

const { database, call, add, titles } = useCrm()
const bea = { as: 'bea' } as const

interface Field {
  readonly id: number
  readonly key: string
  readonly version: number
  readonly values: number
  readonly inactive: boolean
}

const named = (name: string) => ({ nl: name, en: name })

async function define(name: string, type: string, more: object = {}): Promise<Field> {
  const body = { recordType: 'company', label: named(name), type, ...more }
  return done(await call('POST', '/custom-fields', body, bea))
}

async function fieldNow(id: number): Promise<Field> {
  const all: Field[] = done(await call('GET', '/custom-fields', undefined, bea))
  const found = all.find((field) => field.id === id)
  assert.ok(found)
  return found
}

const remove = (id: number) => call('DELETE', `/custom-fields/${id}`, undefined, bea)
const restore = (id: number) => call('DELETE', `/custom-fields/${id}/deletion`, undefined, bea)
const fill = (fields: object) => add('company', { name: 'Vol', ...fields })

async function refusal(fields: object): Promise<[string, string][]> {
  const answer = await call('POST', '/records/company', { fields: { name: 'Fout', ...fields } })
  return refused(answer, 422, 'invalidFields').faults.map(({ at, code }: { at: string; code: string }) => [
    at,
    code,
  ])
}

describe('a field an administrator adds', () => {
  test('takes part in cards, whatever its type, and keeps what is filled in exactly', async () => {
    const list = done(await call('POST', '/lists', { name: named('Rang') }, bea))
    const item = done(await call('POST', `/lists/${list.key}/items`, { name: named('Goud') }, bea))
    const keys = [
      await define('Contractnummer', 'text', { maxLength: 12 }),
      await define('Vestigingen', 'integer'),
      await define('Omzet', 'decimal', { decimals: 4 }),
      await define('Beursgenoteerd', 'checkbox'),
      await define('Klant sinds', 'date'),
      await define('Rangorde', 'list', { list: list.key }),
    ].map(({ key }) => key)
    const [text = '', integer = '', decimal = '', checkbox = '', date = '', choice = ''] = keys
    const values = {
      [text]: '2026/A-1',
      [integer]: 12,
      [decimal]: '123456789012345678901234.0001',
      [checkbox]: false,
      [date]: '2024-02-29',
      [choice]: String(item.id),
    }
    const made = await fill(values)
    for (const [key, value] of Object.entries(values)) assert.equal(made.fields[key], value, key)
    const fields = done(await call('GET', '/records/company/fields'))
    const own = fields.filter((field: { custom: boolean }) => field.custom)
    assert.deepEqual(
      own.slice(-6).map((field: { key: string; label: string; type: string }) => [field.label, field.type]),
      [
        ['Contractnummer', 'text'],
        ['Vestigingen', 'integer'],
        ['Omzet', 'decimal'],
        ['Beursgenoteerd', 'checkbox'],
        ['Klant sinds', 'date'],
        ['Rangorde', 'list'],
      ],
    )
  })

  test('refuses what does not fit, field by field', async () => {
    const text = await define('Kort', 'text', { maxLength: 3 })
    const number = await define('Bedrag', 'decimal', { decimals: 2 })
    const whole = await define('Heel', 'integer')
    const date = await define('Dag', 'date')
    assert.deepEqual(
      new Map(
        await refusal({
          [text.key]: 'vier',
          [number.key]: '1.234',
          [whole.key]: '1.5',
          [date.key]: '2026-02-30',
        }),
      ),
      new Map([
        [text.key, 'tooLong'],
        [number.key, 'tooManyDecimals'],
        [whole.key, 'notANumber'],
        [date.key, 'notADate'],
      ]),
    )
    const made = await fill({ [number.key]: '01.50' })
    assert.equal(made.fields[number.key], '1.5')
  })

  test('is found by in the list when it is a text, with all that is found otherwise', async () => {
    const field = await define('Zoekcode', 'text')
    await add('company', { name: 'Zeilmakerij', [field.key]: 'Kÿll-77_100%' })
    await add('company', { name: 'Touwslagerij' })
    assert.deepEqual(await titles('company', { q: 'kyll-77_100%' }), ['Zeilmakerij'])
    assert.deepEqual(await titles('company', { q: 'kyll zeil' }), ['Zeilmakerij'])
    assert.deepEqual(await titles('company', { q: 'kyll-77x100' }), [])
  })

  test('has a key of its own, and a name nobody else has', async () => {
    const first = await define('Één veld!', 'text')
    assert.equal(first.key, 'xEenVeld')
    refused(
      await call(
        'POST',
        '/custom-fields',
        { recordType: 'company', label: named('één VELD!'), type: 'date' },
        bea,
      ),
      409,
      'fieldNameTaken',
    )
    refused(
      await call(
        'POST',
        '/custom-fields',
        { recordType: 'company', label: { nl: 'Telefoon', en: 'T' }, type: 'date' },
        bea,
      ),
      409,
      'fieldNameTaken',
    )
    const elsewhere = { recordType: 'person', label: named('Één veld!'), type: 'date' }
    assert.equal(done(await call('POST', '/custom-fields', elsewhere, bea)).key, 'xEenVeld')
  })

  test('of a list needs a list that exists', async () => {
    const body = { recordType: 'company', label: named('Zonder lijst'), type: 'list', list: 'nergens' }
    refused(await call('POST', '/custom-fields', body, bea), 422, 'noSuchList')
  })
})

describe('a field that is changed', () => {
  const change = async (id: number, more: object, version?: number) => {
    const { key: _, ...now } = (await fieldNow(id)) as Field & Record<string, unknown>
    return await call(
      'PUT',
      `/custom-fields/${id}`,
      { ...now, ...more, version: version ?? now.version },
      bea,
    )
  }

  test('is called otherwise everywhere, and its key stays', async () => {
    const field = await define('Oude naam', 'text')
    const changed = done(await change(field.id, { label: { nl: 'Nieuwe naam', en: 'New name' } }))
    assert.deepEqual([changed.key, changed.label.en], [field.key, 'New name'])
  })

  test('can be of another type only while it has no values', async () => {
    const field = await define('Type', 'text')
    assert.equal(done(await change(field.id, { type: 'integer' })).type, 'integer')
    await fill({ [field.key]: 7 })
    const answer = refused(await change(field.id, { type: 'decimal' }), 422, 'fieldInUse')
    assert.equal(answer.faults[0].at, 'type')
    assert.match(answer.title, /1 kaarten/)
  })

  test('cannot become too small for what is there', async () => {
    const text = await define('Lengte', 'text', { maxLength: 10 })
    const number = await define('Cijfers', 'decimal')
    await fill({ [text.key]: 'zes zes', [number.key]: '0.125' })
    refused(await change(text.id, { maxLength: 6 }), 422, 'fieldInUse')
    refused(await change(number.id, { decimals: 2 }), 422, 'fieldInUse')
    done(await change(text.id, { maxLength: 7 }))
    done(await change(number.id, { decimals: 3 }))
  })

  test('by two people at once tells the second', async () => {
    const field = await define('Twee tegelijk', 'text')
    done(await change(field.id, { label: named('Eerste was sneller') }, field.version))
    refused(await change(field.id, { label: named('Tweede') }, field.version), 409, 'fieldChanged')
  })
})

describe('a field that is taken out of use', () => {
  test('is nowhere to be seen, found or filled in, and comes back with its values', async () => {
    const field = await define('Tijdelijk', 'text')
    const made = await fill({ name: 'Met tijdelijk', [field.key]: 'bewaard' })
    assert.equal((await remove(field.id)).status, 204)

    const path = `/records/company/${made.id}`
    const without = done(await call('GET', path))
    assert.ok(!(field.key in without.fields))
    assert.equal(without.version, made.version)
    assert.deepEqual(await titles('company', { q: 'bewaard' }), [])
    assert.deepEqual(await refusal({ [field.key]: 'nieuw' }), [[field.key, 'unknownField']])
    assert.deepEqual((({ inactive, values }) => [inactive, values])(await fieldNow(field.id)), [true, 1])
    done(await call('PATCH', path, { version: made.version, fields: { phone: '1' } }))

    assert.equal((await restore(field.id)).status, 204)
    assert.equal(done(await call('GET', path)).fields[field.key], 'bewaard')
    assert.deepEqual(await titles('company', { q: 'bewaard' }), ['Met tijdelijk'])
  })

  test('leaves its name to another, and cannot come back while that one has it', async () => {
    const field = await define('Omstreden', 'text')
    await remove(field.id)
    await define('Omstreden', 'date')
    refused(await restore(field.id), 409, 'fieldNameTaken')
  })

  test('keeps no edit and tells no link: nobody touched the record', async () => {
    const field = await define('Stil', 'text')
    const made = await fill({ [field.key]: 'stil' })
    await remove(field.id)
    await restore(field.id)
    const edits = await database.db
      .selectFrom('crmEdit' as never)
      .selectAll()
      .where('recordId' as never, '=', made.id as never)
      .execute()
    assert.deepEqual(edits, [])
  })
})

test('fields stand on the card in the order that is set', async () => {
  const ids = []
  for (const name of ['Eerste', 'Tweede', 'Derde']) {
    const body = { recordType: 'project', label: named(name), type: 'text' }
    ids.push(done(await call('POST', '/custom-fields', body, bea)).id)
  }
  const [first, second, third] = ids
  const order = { ids: [third, first, second] }
  assert.equal((await call('PUT', '/custom-fields/order/project', order, bea)).status, 204)
  const fields = done(await call('GET', '/records/project/fields'))
  assert.deepEqual(
    fields.filter(({ custom }: { custom: boolean }) => custom).map(({ label }: { label: string }) => label),
    ['Derde', 'Eerste', 'Tweede'],
  )
})

test('who changed a field is written down, with what it was', async () => {
  const field = await define('Vastgelegd', 'text')
  await remove(field.id)
  const rows = await database.db
    .selectFrom('audit')
    .innerJoin('appUser', 'appUser.id', 'audit.userId')
    .select(['action', 'appUser.name'])
    .where('subject', '=', `field/company/${field.key}`)
    .orderBy('audit.id')
    .execute()
  assert.deepEqual(
    rows.map(({ action, name }) => [action, name]),
    [
      ['createField', 'bea'],
      ['deleteField', 'bea'],
    ],
  )
})

test('fields are for administrators to define', async () => {
  const body = { recordType: 'company', label: named('Van Anna'), type: 'text' }
  assert.equal((await call('POST', '/custom-fields', body)).status, 403)
  assert.equal((await call('GET', '/custom-fields')).status, 403)
})
