import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDisaster, isSameErp, type Reason, suspicionsOf } from './index.ts'

const none = { lost: 0, renamed: 0, same: 0 }
const reason: Reason = {
  ...{ erpField: 'PHONE', crmField: 'phone', target: 'crm', why: 'erpChanged' },
  ...{ before: '1', after: null },
}
const kinds = (given: Partial<Reason>, base = { PHONE: ['1', '1'] as const }) =>
  suspicionsOf([{ ...reason, ...given }], base).map(({ kind }) => kind)

describe('what the ERP would do to a record', () => {
  test('is suspicious if it empties a value', () => {
    assert.deepEqual(kinds({}), ['blank'])
    assert.deepEqual(kinds({ before: null, after: '2' }), [])
  })

  test('is suspicious if it gives another name or number', () => {
    assert.deepEqual(kinds({ crmField: 'name', after: 'Test' }), ['renamed'])
    assert.deepEqual(kinds({ after: '2' }), [])
  })

  test('is not if somebody chose it, put it back, or the field only begins', () => {
    for (const why of ['chosen', 'justLinked', 'restored'] as const) assert.deepEqual(kinds({ why }), [])
    assert.deepEqual(suspicionsOf([reason], {}), [])
  })
})

describe('an administrator is asked', () => {
  test('when more than a twentieth of the links, and more than twenty, lose something', () => {
    assert.equal(isDisaster({ ...none, lost: 20 }, 21), false)
    assert.equal(isDisaster({ ...none, lost: 21 }, 21), true)
    assert.equal(isDisaster({ ...none, lost: 50 }, 1_000), false)
    assert.equal(isDisaster({ ...none, lost: 51 }, 1_000), true)
  })

  test('when as many would have the same name', () => {
    assert.equal(isDisaster({ ...none, renamed: 51, same: 51 }, 1_000), true)
  })

  test('when more than half would have other names', () => {
    assert.equal(isDisaster({ ...none, renamed: 500, same: 1 }, 1_000), false)
    assert.equal(isDisaster({ ...none, renamed: 501, same: 1 }, 1_000), true)
  })
})

test('an ERP is another one if more than half of a few actors, or a twentieth of many, are not the same', () => {
  assert.equal(isSameErp({ gone: 1, renamed: 1 }, 4), true)
  assert.equal(isSameErp({ gone: 2, renamed: 1 }, 4), false)
  assert.equal(isSameErp({ gone: 51, renamed: 0 }, 1_000), false)
  assert.equal(isSameErp({ gone: 0, renamed: 0 }, 0), true)
})
