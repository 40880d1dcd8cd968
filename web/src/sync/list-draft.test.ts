import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  ambiguous,
  beginList,
  changedItems,
  choose,
  listDifferences,
  matchByName,
  openItems,
  rebaseList,
  sameNames,
  usedTwice,
} from './list-draft.ts'
import type { ListMapping } from './queries.ts'

type Item = ListMapping['items'][number]

const item = (erpItem: string, crmItem: string | null, more: Partial<Item> = {}): Item => ({
  ...{ erpItem, crmItem, label: erpItem, inErp: true, isNew: false, suggestion: null },
  ...more,
})

const list: ListMapping = {
  erpList: 'COUNTRY',
  crmList: 'country',
  label: 'Country',
  version: 1,
  changed: null,
  crmItems: ['1', '2', '3', '9'].map((key) => ({ key, label: key, inactive: key === '9' })),
  items: [
    item('NL', null, { suggestion: '1' }),
    item('BE', '2', { suggestion: '2' }),
    item('HOL', null, { suggestion: '1' }),
    item('DDR', null, { suggestion: '3', inErp: false }),
  ],
}
const draft = beginList(list)

describe('matching by name', () => {
  test('fills what is open, uses no CRM item twice and leaves vanished items alone', () => {
    assert.deepEqual([...sameNames(draft)], [['NL', '1']])
    assert.deepEqual(
      [...matchByName(draft).items],
      [
        ['NL', '1'],
        ['BE', '2'],
        ['HOL', null],
        ['DDR', null],
      ],
    )
  })

  test('changes nothing that was chosen, and takes nothing that is used', () => {
    assert.equal(matchByName(choose(draft, 'NL', '9')).items.get('NL'), '9')
    assert.deepEqual([...sameNames(choose(draft, 'BE', '1'))], [])
  })
})

test('a CRM item at two ERP items is used twice, and by which; an empty one never is', () => {
  assert.deepEqual([...usedTwice(choose(draft, 'NL', '2').items)], [['2', ['NL', 'BE']]])
  assert.equal(usedTwice(draft.items).size, 0)
})

test('a list is changed while an item differs from what is stored', () => {
  assert.equal(changedItems(draft).size, 0)
  const changed = choose(draft, 'BE', null)
  assert.deepEqual([...changedItems(changed)], ['BE'])
  assert.equal(changedItems(choose(changed, 'BE', '2')).size, 0)
})

test('an item is open while it is in the ERP and stands for nothing', () => {
  assert.deepEqual([...openItems(draft)], ['NL', 'HOL'])
})

describe('a draft of a list that somebody else changed meanwhile', () => {
  const mine = choose(choose(draft, 'NL', '7'), 'HOL', '8')
  const now = { ...list, version: 2, items: [item('NL', '1'), item('BE', null), item('FR', '5')] }

  test('keeps the own choices, takes the rest as it is and forgets items that are gone', () => {
    const next = rebaseList(mine, now)
    assert.equal(next.base.version, 2)
    assert.deepEqual(
      [...next.items],
      [
        ['NL', '7'],
        ['BE', null],
        ['FR', '5'],
      ],
    )
  })

  test('shows what the other changed, and what both did', () => {
    assert.deepEqual(
      listDifferences(mine, now).map(({ erpItem, was, now, mine }) => [erpItem, was, now, mine]),
      [
        ['NL', null, '1', true],
        ['BE', '2', null, false],
        ['FR', null, '5', false],
      ],
    )
  })
})

test('names that stand for more than one item are ambiguous', () => {
  assert.deepEqual([...ambiguous(['a', 'b', 'a', 'a'])], ['a'])
})

test('an item that stands for a CRM item out of use, or no longer there, is open; matching by name leaves it', () => {
  for (const gone of ['9', '77']) {
    const old = choose(draft, 'NL', gone)
    assert.equal(openItems(old).has('NL'), true)
    assert.equal(matchByName(old).items.get('NL'), gone)
  }
  assert.equal(openItems(choose(draft, 'NL', '1')).has('NL'), false)
})
