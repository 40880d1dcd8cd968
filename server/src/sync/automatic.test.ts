import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { automaticMapping, knownNames, type Offered, recordTypeOf, suggestions } from './index.ts'

const text = (key: string, label?: string): Offered => ({ key, type: 'text', ...(label ? { label } : {}) })

describe('automatic mapping', () => {
  test('goes by known names in any letter case', () => {
    const mapped = automaticMapping('company', [text('Name'), text('number1'), text('URL')], [text('name'), text('code'), text('web')]) // biome-ignore format: one row
    assert.deepEqual([...mapped], [['Name', 'name'], ['number1', 'code'], ['URL', 'web']]) // biome-ignore format: one row
  })

  test('knows other names for each record type', () => {
    const crm = [text('number'), text('code')]
    assert.deepEqual([...automaticMapping('company', [text('NUMBER')], crm)], [])
    assert.deepEqual([...automaticMapping('person', [text('NUMBER')], crm)], [['NUMBER', 'number']])
  })

  test('leaves out what fits in neither direction', () => {
    assert.deepEqual([...automaticMapping('company', [{ key: 'COUNTRY', type: 'text' }], [{ key: 'country', type: 'list' }])], []) // biome-ignore format: one row
    const oneWay = automaticMapping('company', [{ key: 'NUMBER2', type: 'integer' }], [text('number')])
    assert.deepEqual([...oneWay], [['NUMBER2', 'number']])
  })

  test('leaves out what the CRM does not have, and names every object has', () => {
    assert.deepEqual([...automaticMapping('company', [text('FAX'), text('constructor')], [text('name')])], [])
  })

  test('has one CRM field for each known name', () => {
    for (const names of Object.values(knownNames)) {
      const fields = Object.values(names)
      assert.equal(new Set(fields).size, fields.length)
    }
    assert.deepEqual(
      Object.values(knownNames).map((names) => Object.keys(names).length),
      [24, 21, 5],
    )
  })
})

test('customers and suppliers both go with companies', () => {
  assert.deepEqual(
    [recordTypeOf.customer, recordTypeOf.supplier, recordTypeOf.person],
    ['company', 'company', 'person'],
  )
})

describe('suggestions', () => {
  const crm = [text('phone', 'Telefoon'), text('fax', 'Fax'), text('phoneMobile', 'Mobiele telefoon')]

  test('go by likeness of labels and keys', () => {
    const likely = suggestions([text('x_tel', 'Telefoon'), text('MOBILE_PHONE', 'Mobiele telefoon')], crm)
    assert.deepEqual(Object.fromEntries(likely), { x_tel: 'phone', MOBILE_PHONE: 'phoneMobile' })
  })

  test('offer a CRM field once, to the most alike', () => {
    const likely = suggestions([text('A', 'Telefoons'), text('B', 'Telefoon')], crm)
    assert.deepEqual(Object.fromEntries(likely), { B: 'phone' })
  })

  test('are silent where nothing is alike or types do not fit', () => {
    assert.equal(suggestions([text('credit', 'Kredietlimiet'), { key: 'fax', type: 'list' }], crm).size, 0)
  })
})
