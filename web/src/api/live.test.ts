import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isStale, readEvent } from './live.ts'

describe('a change of records', () => {
  const event = { kind: 'records', recordType: 'company', ids: [7] } as const

  test('makes the card of each of them stale, and no other', () => {
    assert.equal(isStale(event, ['records', 'company', 7]), true)
    assert.equal(isStale(event, ['records', 'company', 8]), false)
    assert.equal(isStale(event, ['records', 'person', 7]), false)
  })

  test('makes their ERP tab stale', () => {
    assert.equal(isStale(event, ['erpTab', 'company', 7]), true)
    assert.equal(isStale(event, ['erpTab', 'company', 8]), false)
  })

  test('makes every list of that type stale', () => {
    assert.equal(isStale(event, ['records', 'company', 'list', { q: 'a' }]), true)
  })

  test('makes lists that name companies stale when companies change', () => {
    assert.equal(isStale(event, ['records', 'person', 'list', {}]), true)
    assert.equal(isStale({ ...event, recordType: 'person' }, ['records', 'company', 'list', {}]), false)
  })

  test('leaves the field catalog alone', () => {
    assert.equal(isStale(event, ['records', 'company', 'fields']), false)
  })

  test('without ids makes every card of that type stale', () => {
    assert.equal(isStale({ ...event, ids: null }, ['records', 'company', 8]), true)
  })
})

test('a sync makes runs, conflicts and ERP tabs stale, but no record that did not change', () => {
  const event = { kind: 'sync', connectionId: 3 } as const

  assert.equal(isStale(event, ['runs', { connectionId: 3 }]), true)
  assert.equal(isStale(event, ['conflicts']), true)
  assert.equal(isStale(event, ['erpTab', 'company', 7]), true)
  assert.equal(isStale(event, ['records', 'company', 7]), false)
})

test('the engine going off or on makes stale from where one may import', () => {
  assert.equal(isStale({ kind: 'engine' }, ['importSources']), true)
  assert.equal(isStale({ kind: 'engine' }, ['imports', 'list']), false)
})

test('an event of a newer server, or no event at all, is passed over', () => {
  assert.equal(readEvent('{"kind":"quotes"}'), undefined)
  assert.equal(readEvent('ping'), undefined)
  assert.equal(readEvent('null'), undefined)
  assert.deepEqual(readEvent('{"kind":"engine"}'), { kind: 'engine' })
})

test('a change of connections makes stale who uses a list or a field', () => {
  assert.equal(isStale({ kind: 'connections' }, ['customFields']), true)
  assert.equal(isStale({ kind: 'connections' }, ['crmLists', 'country']), true)
})
