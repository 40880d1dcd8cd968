import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { itemsOf, listChanged, matchByName, usedTwice } from './list-draft.ts'
import type { ListMapping } from './queries.ts'

const list: ListMapping = {
  erpList: 'COUNTRY',
  crmList: 'country',
  label: 'Country',
  version: 1,
  changed: null,
  crmItems: [],
  items: [
    { erpItem: 'NL', label: 'Netherlands', inErp: true, isNew: false, crmItem: null, suggestion: '1' },
    { erpItem: 'BE', label: 'Belgium', inErp: true, isNew: false, crmItem: '2', suggestion: '2' },
    { erpItem: 'HOL', label: 'Netherlands', inErp: true, isNew: false, crmItem: null, suggestion: '1' },
    { erpItem: 'DDR', label: 'East Germany', inErp: false, isNew: false, crmItem: null, suggestion: '3' },
  ],
}

describe('matching by name', () => {
  test('fills what is open, uses no CRM item twice and leaves vanished items alone', () => {
    assert.deepEqual(
      [...matchByName(list, itemsOf(list))],
      [
        ['NL', '1'],
        ['BE', '2'],
        ['HOL', null],
        ['DDR', null],
      ],
    )
  })

  test('changes nothing that was chosen', () => {
    const chosen = new Map([...itemsOf(list), ['NL', '9']] as const)
    assert.equal(matchByName(list, chosen).get('NL'), '9')
  })
})

test('a CRM item at two ERP items is used twice; an empty one never is', () => {
  assert.deepEqual([...usedTwice(new Map([...itemsOf(list), ['NL', '2']] as const))], ['2'])
  assert.deepEqual([...usedTwice(itemsOf(list))], [])
})

test('a list is changed while an item differs from what is stored', () => {
  assert.equal(listChanged(list, itemsOf(list)), false)
  assert.equal(listChanged(list, new Map([...itemsOf(list), ['BE', null]])), true)
})
