import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, filtersIn, isBare, readAddress, viewOf } from './list-address.ts'

test('a view comes back from its address as it was', () => {
  const view = {
    q: 'noord',
    filters: [{ kind: 'list' as const, field: 'category', items: ['1', '2'] }],
    sort: 'city' as const,
    order: 'desc' as const,
    columns: ['number', 'city'],
  }
  assert.deepEqual(viewOf(readAddress({ ...addressOf(view) })), view)
  assert.deepEqual(viewOf(readAddress({})), {})
})

test('what is no filter, order or page in an address is left out', () => {
  for (const filters of ['{', '7', '[]', '[null]', '[{"a":1}]']) {
    assert.ok(isBare(readAddress({ filters, sort: 'price', page: '0' })), filters)
  }
  assert.deepEqual(filtersIn({ filters: '[{"kind":"deleted"},3]' }), [{ kind: 'deleted' }])
})
