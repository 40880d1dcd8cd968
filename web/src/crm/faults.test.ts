import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { begin, put } from './draft.ts'
import { faultOf, faultsTyped } from './faults.ts'
import type { CrmField } from './queries.ts'

const text: CrmField = {
  ...{ key: 'name', label: 'Name', type: 'text', mandatory: true, help: null, maxLength: 5, decimals: null },
  ...{ items: null, section: 'main', custom: false },
}
const decimal: CrmField = {
  ...text,
  key: 'x',
  type: 'decimal',
  mandatory: false,
  maxLength: null,
  decimals: 2,
}

describe('what is typed', () => {
  test('may be as long as the field, counted as people count', () => {
    assert.equal(faultOf(text, 'Zoë😀!'), undefined)
    assert.deepEqual(faultOf(text, 'Zoë😀!?'), { is: 'tooLong', most: 5, count: 6 })
  })

  test('may have as many decimals as the field keeps; zeros at the end do not count', () => {
    assert.equal(faultOf(decimal, '1.500'), undefined)
    assert.deepEqual(faultOf(decimal, '1.505'), { is: 'tooManyDecimals', most: 2, count: 3 })
  })

  test('must be there where the field is mandatory, and be of its type', () => {
    assert.deepEqual(faultOf(text, ' '), { is: 'mandatory' })
    assert.equal(faultOf(decimal, null), undefined)
    assert.deepEqual(faultOf(decimal, 'veel'), { is: 'misread.decimal' })
    assert.deepEqual(faultOf({ ...decimal, type: 'date' }, '31-2'), { is: 'misread.date' })
  })

  test('is judged only where somebody typed', () => {
    const draft = begin({ version: 1, values: { name: null, x: 'veel' } })

    assert.deepEqual(faultsTyped(draft, [text, decimal]), [])
    assert.deepEqual(faultsTyped(put(draft, 'x', 'meer'), [text, decimal]), [
      [decimal, { is: 'misread.decimal' }],
    ])
  })
})
