import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { allOf, drop, proposed, resultOf, set } from './pending.ts'
import type { ComparedField } from './queries.ts'

const field = (erpField: string, more: Partial<ComparedField> = {}): ComparedField => ({
  erpField,
  crmField: erpField.toLowerCase(),
  erpLabel: erpField,
  crmLabel: erpField,
  toCrm: true,
  toErp: true,
  erpValue: 'e',
  crmValue: 'c',
  erpText: 'from the ERP',
  crmText: 'from the CRM',
  same: false,
  choices: ['erp', 'crm'],
  proposed: 'erp',
  ...more,
})
const fields = [field('NAME'), field('CODE', { choices: ['erp'] }), field('CITY', { same: true })]

describe('the choice between two values', () => {
  test('begins as proposed, and only where they differ', () => {
    assert.deepEqual(proposed(fields), { NAME: 'erp', CODE: 'erp' })
  })

  test('of one side for all fields leaves those alone that cannot have it', () => {
    assert.deepEqual(allOf(fields, 'crm'), { NAME: 'crm', CODE: 'erp' })
    assert.deepEqual(allOf(fields, 'erp'), { NAME: 'erp', CODE: 'erp' })
  })

  test('decides what both sides will have', () => {
    assert.equal(resultOf(field('NAME'), { NAME: 'crm' }), 'from the CRM')
    assert.equal(resultOf(field('NAME'), {}), 'from the ERP')
  })
})

test('a field whose values fit neither other side is not chosen and stays as it is', () => {
  const stuck = field('COUNTRY', { choices: [] })
  assert.deepEqual(proposed([stuck]), {})
  assert.deepEqual(allOf([stuck], 'crm'), {})
  assert.equal(resultOf(stuck, {}), null)
})

test('a connection has one pending change at most, and it can be taken back', () => {
  const one = set(new Map(), 1, { kind: 'disconnect', linkId: 5 })
  const two = set(one, 1, { kind: 'disconnect', linkId: 6 })
  assert.deepEqual([...two], [[1, { kind: 'disconnect', linkId: 6 }]])
  assert.equal(drop(two, 1).size, 0)
})
