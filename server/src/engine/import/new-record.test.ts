import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '@koppel/sdk'
import type { MappedField } from '../../sync/index.ts'
import { newRecordOf } from './new-record.ts'

const mapped = (erpField: string, crmField: string): MappedField => ({
  erpField,
  crmField,
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text' },
  crm: { type: 'text' },
})
const mapping = {
  fields: [mapped('NAME', 'name'), mapped('PHONE', 'phone')],
  blank: { name: null, phone: null },
  start: {},
}
const made = (fields: Fields) => newRecordOf(mapping, { key: '1', title: 'Acme', fields }, '2026-01-01')

describe('the record an actor becomes', () => {
  test('needs no look by a pass if everything was delivered, blanks as well', () => {
    assert.equal(made({ NAME: 'Acme', PHONE: null }).settled, true)
  })

  test('is looked at by the next pass if a field was not delivered: nothing is agreed on for it', () => {
    const { settled, base, fields } = made({ NAME: 'Acme' })

    assert.deepEqual([settled, Object.keys(base), fields], [false, ['NAME'], { name: 'Acme' }])
  })
})
