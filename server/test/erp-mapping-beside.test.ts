import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { activeConnection, bothWays, connection, done, map, nowhere, refused, useDesk } from './erp-desk.ts'

// What others do while somebody configures: another administrator, and the ERP itself.

const desk = useDesk()

async function customerOf(id: number) {
  const [customer] = done(await desk.call('GET', `/connections/${id}/mappings`))
  return customer
}

async function countriesOf(id: number) {
  const lists = done(await desk.call('GET', `/connections/${id}/list-mappings`))
  return lists.find(({ crmList }: { crmList: string }) => crmList === 'country')
}

type Marked = { readonly key: string; readonly isNew: boolean; readonly inErp: boolean }
const newOnes = (all: readonly Marked[]) => all.filter(({ isNew }) => isNew).map(({ key }) => key)

const saveCountries = (id: number, version: number, items: readonly object[]) =>
  desk.call('PUT', `/connections/${id}/list-mappings/country/country`, { version, items })

describe('of two administrators at once', () => {
  test('the second is told who changed the field mapping, and nothing of theirs is saved', async () => {
    const id = await connection(desk, 'Two at fields')
    const seen = await customerOf(id)
    assert.equal(seen.changed, null)
    done(await map(desk, id, 'customer', { NAME: bothWays }))
    const late = { version: seen.version, enabled: true, fields: [] }
    refused(await desk.call('PUT', `/connections/${id}/mappings/customer`, late), 409, 'mappingChanged')
    assert.equal((await customerOf(id)).changed.by, 'chief')
  })

  test('the second is told who changed the list mapping, and the first keeps what they saved', async () => {
    const id = await connection(desk, 'Two at lists')
    const { version, changed, items, crmItems } = await countriesOf(id)
    assert.deepEqual([version, changed], [0, null])
    const [first, second] = items
    const pair = (item: { erpItem: string }) => [{ erpItem: item.erpItem, crmItem: crmItems[0].key }]
    done(await saveCountries(id, version, pair(first)))
    refused(await saveCountries(id, version, pair(second)), 409, 'listMappingChanged')

    const now = await countriesOf(id)
    assert.equal(now.changed.by, 'chief')
    assert.deepEqual(
      now.items.filter(({ crmItem }: { crmItem: string | null }) => crmItem !== null),
      [{ ...first, crmItem: crmItems[0].key }],
    )
    done(await saveCountries(id, now.version, pair(second)))
    refused(await saveCountries(id, now.version, pair(first)), 409, 'listMappingChanged')
  })

  test('5,000 items are saved within seconds, and a key that is no CRM item is left out', async () => {
    const id = await connection(desk, 'A long list')
    await desk.db.pool.query(
      `insert into erp_list_item (connection_id, list, key, label, position)
       select $1, 'country', 'L' || g, to_jsonb('Land ' || g), g from generate_series(1, 5000) g`,
      [id],
    )
    await desk.db.pool.query(
      `insert into crm_list_item (list, name) select 'country', jsonb_build_object('en', 'Land ' || g)
       from generate_series(1, 5000) g`,
    )
    const { items } = await countriesOf(id)
    type Suggested = { readonly erpItem: string; readonly suggestion: string | null }
    const pairs = items.flatMap(({ erpItem, suggestion }: Suggested) =>
      suggestion === null ? [] : [{ erpItem, crmItem: suggestion }],
    )
    assert.ok(pairs.length >= 5000)
    const odd = [
      { erpItem: 'L1', crmItem: 'no such item' },
      ...pairs.filter((one: Suggested) => one.erpItem !== 'L1'),
    ]
    const begun = performance.now()
    const saved = done(await saveCountries(id, 0, odd))
    assert.ok(performance.now() - begun < 5000)
    const mapped = saved.items.filter(({ crmItem }: { crmItem: string | null }) => crmItem !== null)
    assert.equal(mapped.length, pairs.length - 1)
  })

  test('one of ten who save a list at the same moment succeeds', async () => {
    const id = await connection(desk, 'Ten at a list')
    const { items, crmItems } = await countriesOf(id)
    const saves = crmItems
      .slice(0, 10)
      .map(({ key }: { key: string }) => saveCountries(id, 0, [{ erpItem: items[0].erpItem, crmItem: key }]))
    const answers = await Promise.all(saves)
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.equal(answers.filter(({ status }) => status === 409).length, answers.length - 1)
  })
})

describe('asking the ERP again', () => {
  const refresh = (id: number) => desk.call('PUT', `/connections/${id}/description`)

  test('marks what is new and what has vanished, also of a list, and keeps what was decided', async () => {
    const id = await activeConnection(desk, 'Again')
    await desk.db.pool.query(
      `insert into erp_field (connection_id, actor_type, key, label, type, position, rank, crm_field, to_crm)
       values ($1, 'customer', 'OLD', '"Old"', 'text', 99, 99, 'code', true)`,
      [id],
    )
    await desk.db.pool.query(`delete from erp_field where connection_id = $1 and key = 'FAX'`, [id])
    await desk.db.pool.query(
      `insert into erp_list_item (connection_id, list, key, label, position) values ($1, 'country', 'XX', '"Gone"', 99)`,
      [id],
    )
    const {
      items: [country],
    } = await countriesOf(id)
    await desk.db.pool.query(
      `delete from erp_list_item where connection_id = $1 and list = 'country' and key = $2`,
      [id, country.erpItem],
    )
    done(await refresh(id))

    const { fields } = await customerOf(id)
    assert.deepEqual(newOnes(fields), ['FAX'])
    const field = (key: string) => fields.find((one: Marked) => one.key === key)
    assert.deepEqual([field('FAX').crmField, field('FAX').toCrm], ['fax', false])
    assert.deepEqual([field('OLD').inErp, field('OLD').crmField, field('OLD').toCrm], [false, 'code', true])
    assert.deepEqual([field('PHONE').toCrm, field('PHONE').toErp], [true, true])
    const { items } = await countriesOf(id)
    const item = (key: string) => items.find(({ erpItem }: { erpItem: string }) => erpItem === key)
    assert.deepEqual([item(country.erpItem).isNew, item('XX').inErp, item('XX').isNew], [true, false, false])
  })

  test('what is new is new until the mapping is saved', async () => {
    const id = await connection(desk, 'Until saved')
    await desk.db.pool.query(`delete from erp_field where connection_id = $1 and key = 'FAX'`, [id])
    await desk.db.pool.query(
      `delete from erp_list_item where connection_id = $1 and list = 'country' and key = 'BE'`,
      [id],
    )
    done(await refresh(id))
    assert.deepEqual(newOnes((await customerOf(id)).fields), ['FAX'])
    done(await map(desk, id, 'customer', {}))
    assert.deepEqual(newOnes((await customerOf(id)).fields), [])

    const isNew = (items: readonly { isNew: boolean }[]) => items.filter((one) => one.isNew).length
    assert.equal(isNew((await countriesOf(id)).items), 1)
    done(await saveCountries(id, 0, []))
    assert.equal(isNew((await countriesOf(id)).items), 0)
  })

  test('tells whoever has the mapping open that its fields are others now', async () => {
    const id = await connection(desk, 'Open meanwhile')
    const { version } = await customerOf(id)
    done(await refresh(id))
    assert.equal((await customerOf(id)).version, version)

    await desk.db.pool.query(
      `update erp_field set type = 'integer' where connection_id = $1 and key = 'FAX'`,
      [id],
    )
    done(await refresh(id))
    const late = { version, enabled: true, fields: [] }
    refused(await desk.call('PUT', `/connections/${id}/mappings/customer`, late), 409, 'mappingChanged')
  })

  test('of an ERP that does not answer changes nothing, and mappings can still be read and saved', async () => {
    const id = await connection(desk, 'Gone meanwhile')
    const before = await customerOf(id)
    await desk.db.pool.query(
      `update connection set settings = jsonb_set(settings, '{url}', to_jsonb($2::text)) where id = $1`,
      [id, await nowhere()],
    )
    refused(await refresh(id), 502, 'erpUnavailable')
    assert.deepEqual(await customerOf(id), before)
    done(await map(desk, id, 'customer', { PHONE: bothWays }))
  })

  test('of a connection that is not there is refused', async () => {
    refused(await refresh(999_999), 404, 'notFound')
  })
})

test('a CRM field of a similar name is suggested for a field that is not mapped, and never taken by itself', async () => {
  const id = await connection(desk, 'Suggestions')
  done(await map(desk, id, 'customer', { PHONE: { crmField: null } }))
  const { fields } = await customerOf(id)
  const phone = fields.find(({ key }: { key: string }) => key === 'PHONE')
  assert.deepEqual([phone.crmField, phone.suggestion], [null, 'phone'])
  const mapped = fields.filter(({ crmField }: { crmField: string | null }) => crmField !== null)
  assert.ok(mapped.every(({ suggestion }: { suggestion: string | null }) => suggestion === null))
})

test('a user-defined CRM field can be chosen at once, and marks its mapping when it is gone', async () => {
  const id = await connection(desk, 'User-defined')
  const field = {
    recordType: 'company',
    key: 'rating',
    label: JSON.stringify({ en: 'Notes' }),
    type: 'text',
  } as const
  await desk.db.db.insertInto('customField').values(field).execute()
  const text = async () => {
    const { fields, arrows } = await customerOf(id)
    const found = fields.find(({ key }: { key: string }) => key === 'TEXT')
    return { ...found, arrows: arrows[found.arrows] }
  }
  assert.equal((await text()).suggestion, 'rating')
  assert.equal((await text()).arrows.rating.toErp.possible, true)
  done(await map(desk, id, 'customer', { NAME: bothWays, TEXT: { crmField: 'rating', ...bothWays } }))

  await desk.db.pool.query(`update custom_field set deleted_at = now() where key = 'rating'`)
  assert.equal((await text()).crmFieldMissing, true)
  const { faults } = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
  assert.deepEqual(
    faults.map(({ code, at }) => [code, at]),
    [['noCrmField', 'customer/TEXT']],
  )
})
