import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '@koppel/sdk'
import { type Comparing, compareLink, type MappedField, type Pair } from './index.ts'

const city: MappedField = {
  erpField: 'CITY',
  crmField: 'city',
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text' },
  crm: { type: 'text' },
}

function compared(
  erp: Value,
  crm: Value,
  base?: Pair,
  more: Partial<Comparing> & { field?: MappedField } = {},
) {
  const { field = city, ...rest } = more
  const link: Comparing = {
    fields: [field],
    base: base ? { CITY: base } : {},
    actor: { CITY: erp },
    record: { city: crm },
    asked: new Set(),
    misfits: new Set(),
    underWay: false,
    ...rest,
  }
  return compareLink(link).map(({ kind }) => kind)
}

describe('two sides that are compared', () => {
  test('are alike when one is what the other becomes, in canonical form', () => {
    assert.deepEqual(compared('Kiel', 'Kiel'), [])
    assert.deepEqual(compared('', null), [])
    assert.deepEqual(compared('caf\u00e9', 'cafe\u0301'), [])
    const decimals = { ...city, erp: { type: 'decimal', decimals: 2 }, crm: { type: 'decimal' } } as const
    assert.deepEqual(compared('2.35', '2.345', undefined, { field: decimals }), [])
  })

  test('are alike although their base is not: it is settled with the next change', () => {
    assert.deepEqual(compared('Kiel', 'Kiel', ['Oslo', 'Oslo']), [])
  })

  test('differ though agreed when each holds its half of the base', () => {
    assert.deepEqual(compared('KIEL', 'Kiel', ['KIEL', 'Kiel']), ['agreed'])
  })

  test('differ deliberately when a blank was kept', () => {
    const field = { ...city, keepOnBlank: true }
    assert.deepEqual(compared(null, 'Kiel', [null, 'Kiel'], { field }), ['deliberate'])
  })

  test('wait when a side moved and that is known', () => {
    assert.deepEqual(compared('Oslo', 'Kiel', ['Kiel', 'Kiel'], { underWay: true }), ['waits'])
    assert.deepEqual(compared('Oslo', 'Kiel'), ['waits'])
  })

  test('hold a missed change when a side moved and nobody told of it', () => {
    assert.deepEqual(compared('Oslo', 'Kiel', ['Kiel', 'Kiel']), ['missed'])
    assert.deepEqual(compared('Kiel', 'Oslo', ['Kiel', 'Kiel']), ['missed'])
  })

  test('are in conflict as long as somebody is asked', () => {
    assert.deepEqual(compared('Oslo', 'Bonn', ['Kiel', 'Kiel'], { asked: new Set(['CITY']) }), ['conflict'])
  })

  test('do not fit when a value cannot be read, or was found not to fit', () => {
    assert.deepEqual(compared('a\0', 'Kiel', ['Kiel', 'Kiel']), ['doesNotFit'])
    assert.deepEqual(compared('Oslo', 'Bonn', ['Kiel', 'Kiel'], { misfits: new Set(['CITY']) }), [
      'doesNotFit',
    ])
  })

  test('say nothing of a field that one of them did not deliver', () => {
    assert.deepEqual(compared('Kiel', 'Oslo', ['Kiel', 'Kiel'], { actor: {} }), [])
  })
})
