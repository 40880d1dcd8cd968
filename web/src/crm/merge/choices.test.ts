import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CrmField, CrmRecord } from '../queries.ts'
import { differing, usualChoice } from './choices.ts'

const field = (key: string): CrmField => ({
  ...{ key, label: key.toUpperCase(), type: 'text', mandatory: false, help: null, maxLength: null },
  ...{ decimals: null, items: null, section: 'main', custom: false },
})
const fields = ['name', 'phone', 'fax'].map(field)

function record(
  id: number,
  values: CrmRecord['fields'],
  recordType: CrmRecord['recordType'] = 'company',
): CrmRecord {
  return {
    ...{
      id,
      recordType,
      title: String(id),
      company: null,
      fields: values,
      version: 1,
      createdAt: '',
      updatedAt: '',
    },
    ...{ updatedBy: null, deletedAt: null, mergedInto: null },
  }
}

test('only fields with different values are asked about', () => {
  const rows = differing(
    [record(1, { name: 'A', phone: '1' }), record(2, { name: 'B', phone: '1' })],
    fields,
    'Company',
  )

  assert.deepEqual(rows, [{ key: 'name', label: 'NAME', values: ['A', 'B'] }])
})

test('what the record that stays does not have comes from the other', () => {
  const rows = differing(
    [record(1, { name: 'A', phone: null, fax: '3' }), record(2, { name: 'B', phone: '2', fax: null })],
    fields,
    'Company',
  )

  assert.deepEqual(usualChoice(rows), new Set(['phone']))
})

test('the company of a person is a field like the others', () => {
  const other = { ...record(2, { name: 'A' }, 'person'), company: { id: 7, name: 'Molen' } }
  const rows = differing([record(1, { name: 'A' }, 'person'), other], fields, 'Company')

  assert.deepEqual(rows, [{ key: 'companyId', label: 'Company', values: [null, 'Molen'] }])
})
