import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { useEngineDesk } from './engine-desk.ts'
import {
  connect,
  customer,
  edit,
  footprint,
  inCrm,
  inErp,
  type Line,
  type Linked,
  link,
  linked,
  log,
} from './engine-world.ts'
import { carryToEnd, judged } from './whole-import.ts'

const { world, call } = useEngineDesk()
let made = 0

interface Defined {
  readonly id: number
  readonly key: string
}

/** A company field an administrator added. */
async function define(type: string, more: object = {}): Promise<Defined> {
  made += 1
  const label = { nl: `Veld ${made}`, en: `Field ${made}` }
  const { status, body } = await call('chief', 'POST', '/custom-fields', {
    ...{ recordType: 'company', label, type },
    ...more,
  })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

async function setInUse({ id }: Defined, inUse: boolean): Promise<void> {
  const path = inUse ? `/custom-fields/${id}/deletion` : `/custom-fields/${id}`
  assert.equal((await call('chief', 'DELETE', path)).status, 204)
}

async function pair(connectionId: number, erp: Fields = {}, crm: Fields = {}): Promise<Linked> {
  const one = await linked(world, connectionId, { NAME: 'Acme', ...erp }, { name: 'Acme', ...crm })
  await world.pass(connectionId)
  return one
}

/** A CRM list with one item for each of these items of the ERP's payment terms; item by ERP item. */
async function mapTerms(connectionId: number, terms: readonly string[]) {
  const list = await call('chief', 'POST', '/lists', {
    name: { nl: `Lijst ${connectionId}`, en: `L${connectionId}` },
  })
  const items = new Map<string, string>()
  for (const term of terms) {
    const name = { nl: term, en: term }
    const item = await call('chief', 'POST', `/lists/${list.body.key}/items`, { name })
    items.set(term, String(item.body.id))
    await sql`insert into list_item_mapping (connection_id, erp_list, crm_list, erp_item, crm_item)
      values (${connectionId}, 'paymentTerms', ${list.body.key}, ${term}, ${item.body.id})`.execute(
      world.db.db,
    )
  }
  return { list: list.body.key as string, items }
}

const mapField = (connectionId: number, erpField: string, { key }: Defined) =>
  sql`update erp_field set crm_field = ${key}, to_crm = true, to_erp = true
    where connection_id = ${connectionId} and key = ${erpField}`.execute(world.db.db)

const travels: readonly [type: string, erpField: string, more: object, values: readonly Value[]][] = [
  ['text', 'DEPARTMENT', {}, ['Inkoop', 'Vérkoop', null]],
  ['integer', 'EMPLOYEES', {}, [12, 0, null]],
  ['decimal', 'CREDIT_LIMIT', { decimals: 2 }, ['2500.5', '0.01', '98765432.99', null]],
  ['checkbox', 'BLOCKED', {}, [true, false]],
  ['date', 'CUSTOMER_SINCE', {}, ['2024-02-29', '1999-12-31', null]],
]

describe('a user-defined field', () => {
  for (const [type, erpField, more, values] of travels) {
    test(`of type ${type} travels both ways, exactly, and then rests`, async () => {
      const field = await define(type, more)
      const connectionId = await connect(world, [
        ['NAME', 'name'],
        [erpField, field.key],
      ])
      const one = await pair(connectionId)
      for (const value of values) {
        world.erp.edit('customer', one.key, { [erpField]: value })
        assert.equal(await world.pass(connectionId), 'done')
        assert.equal(await inCrm(world, one.recordId, field.key), value)
      }
      for (const value of values) {
        await edit(world, one.recordId, { [field.key]: value })
        assert.equal(await world.pass(connectionId), 'done')
        assert.equal(inErp(world, one.key, erpField), spoken(erpField, value))
      }
      const before = await footprint(world, one)
      await world.pass(connectionId)
      const after = await footprint(world, one)
      assert.deepEqual([after.crm, after.erp, after.log], [before.crm, before.erp, before.log])
    })
  }

  test('of a list travels by the list mapping', async () => {
    const connectionId = await connect(world, [['NAME', 'name']])
    const { list, items } = await mapTerms(connectionId, ['14', '30'])
    const field = await define('list', { list })
    await mapField(connectionId, 'PAYMENT_TERMS', field)
    const one = await pair(connectionId, { PAYMENT_TERMS: '14' }, { [field.key]: items.get('14') ?? null })

    world.erp.edit('customer', one.key, { PAYMENT_TERMS: '30' })
    await world.pass(connectionId)
    assert.equal(await inCrm(world, one.recordId, field.key), items.get('30'))

    await edit(world, one.recordId, { [field.key]: items.get('14') ?? null })
    await world.pass(connectionId)
    assert.equal(inErp(world, one.key, 'PAYMENT_TERMS'), '14')
  })

  test('that is too small for a value of the ERP says so, and the other fields go on', async () => {
    const field = await define('text', { maxLength: 3 })
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['DEPARTMENT', field.key],
    ])
    const one = await pair(connectionId)
    world.erp.edit('customer', one.key, { DEPARTMENT: 'te lang', NAME: 'Acme BV' })
    await world.pass(connectionId)
    assert.equal(await inCrm(world, one.recordId, 'name'), 'Acme BV')
    assert.equal(await inCrm(world, one.recordId, field.key), null)
    const { rows } = await sql<{ code: string }>`
      select code from field_error where link_id = ${one.linkId}`.execute(world.db.db)
    assert.deepEqual(rows, [{ code: 'tooLong' }])
  })

  test('is imported with the record', async () => {
    const field = await define('decimal')
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['CREDIT_LIMIT', field.key],
    ])
    const key = await customer(world, { NAME: 'Ingelezen', CREDIT_LIMIT: '1000.25' })
    await carryToEnd(world.parts(), await judged(world.parts(), { connectionId }, [key]), 'import')
    const { rows } = await sql<{ recordId: number }>`
      select record_id from link where connection_id = ${connectionId} and actor_key = ${key}`.execute(
      world.db.db,
    )
    assert.equal(await inCrm(world, rows[0]?.recordId ?? 0, field.key), '1000.25')
  })

  test('reaches the other connections a record is linked in', async () => {
    const field = await define('text')
    const lines: readonly Line[] = [
      ['NAME', 'name'],
      ['DEPARTMENT', field.key],
    ]
    const [first, second] = [await connect(world, lines), await connect(world, lines)]
    const one = await pair(first)
    const other = await customer(world, { NAME: 'Acme' })
    await link(world, second, other, one.recordId)
    await world.pass(second)

    world.erp.edit('customer', one.key, { DEPARTMENT: 'Inkoop' })
    await world.pass(first)
    await world.pass(second)
    assert.equal(inErp(world, other, 'DEPARTMENT'), 'Inkoop')
  })

  test('is called by its name in the field log, also when it is out of use', async () => {
    const field = await define('text')
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['DEPARTMENT', field.key],
    ])
    const one = await pair(connectionId)
    world.erp.edit('customer', one.key, { DEPARTMENT: 'Inkoop' })
    await world.pass(connectionId)
    const label = `Veld ${made}`
    const named = async () => {
      const { body } = await call('chief', 'GET', `/sync-log?connectionId=${connectionId}`)
      return body.rows.map(({ crmField }: { crmField: { label: string } }) => crmField.label)
    }
    assert.deepEqual(await named(), [label])
    await setInUse(field, false)
    assert.deepEqual(await named(), [label])
  })
})

describe('a mapped field that is taken out of use', () => {
  test('stops travelling while the others go on, and goes on where it was when it is used again', async () => {
    const field = await define('text')
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['DEPARTMENT', field.key],
    ])
    const one = await pair(connectionId, { DEPARTMENT: 'Inkoop' }, { [field.key]: 'Inkoop' })
    await setInUse(field, false)

    world.erp.edit('customer', one.key, { DEPARTMENT: 'Verkoop', NAME: 'Acme BV' })
    assert.equal(await world.pass(connectionId), 'done')
    assert.equal(await inCrm(world, one.recordId, 'name'), 'Acme BV')
    assert.deepEqual(
      (await log(world, one.linkId)).map(({ crmField }) => crmField),
      ['name'],
    )

    await setInUse(field, true)
    assert.equal(await inCrm(world, one.recordId, field.key), 'Inkoop')
    world.erp.edit('customer', one.key, { DEPARTMENT: 'Directie' })
    assert.equal(await world.pass(connectionId), 'done')
    assert.equal(await inCrm(world, one.recordId, field.key), 'Directie')
  })

  test('has plans made with it drawn up anew', async () => {
    const field = await define('text')
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['DEPARTMENT', field.key],
    ])
    const version = async () =>
      (
        await sql<{
          v: number
        }>`select mapping_version as v from connection where id = ${connectionId}`.execute(world.db.db)
      ).rows[0]?.v ?? 0
    const before = await version()
    await setInUse(field, false)
    assert.equal(await version(), before + 1)
  })
})

/** The Demo ERP keeps amounts with two digits. */
function spoken(erpField: string, value: Value): Value | undefined {
  if (erpField !== 'CREDIT_LIMIT' || typeof value !== 'string') return value
  const [whole, digits = ''] = value.split('.')
  return `${whole}.${digits.padEnd(2, '0')}`
}
