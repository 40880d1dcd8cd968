import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { numberIn, readAddress, startOf } from './monitor-address.ts'

describe('the address of the monitor', () => {
  test('keeps the list and its filters, and nothing that is no filter', () => {
    assert.deepEqual(readAddress({ tab: 'monitor', view: 'log', text: 'Kiel', page: '3', rule: '' }), {
      tab: 'monitor',
      view: 'log',
      text: 'Kiel',
    })
  })

  test('has no filters outside the monitor', () => {
    assert.deepEqual(readAddress({ tab: 'other', text: 'Kiel' }), {})
  })

  test('opens the first list when it names one that does not exist', () => {
    assert.deepEqual(readAddress({ tab: 'monitor', view: 'nonsense' }), { tab: 'monitor' })
  })
})

test('a period holds the whole of its last day', () => {
  const [from, to] = [startOf('2026-03-01'), startOf('2026-03-01', 1)]
  assert.equal(Date.parse(to ?? '') - Date.parse(from ?? ''), 24 * 60 * 60_000)
  assert.equal(startOf('half a date'), undefined)
})

test('an id is a positive whole number', () => {
  assert.deepEqual(['7', '0', '-1', '1e3', '', undefined].map(numberIn), [
    7,
    ...[undefined, undefined, undefined, undefined, undefined],
  ])
})
