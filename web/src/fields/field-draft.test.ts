import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginField, bodyOf, changedParts, lackingIn, onTopOf } from './field-draft.ts'

const begun = { ...beginField(undefined), label: { nl: ' Contract ', en: '' } }

test('a field begins as a text of 254 characters, and English is as in Dutch until it is filled in', () => {
  assert.deepEqual(bodyOf(begun), {
    label: { nl: 'Contract', en: 'Contract' },
    ...{ help: null, type: 'text', maxLength: 254, decimals: null, list: null },
  })
})

test('only what belongs to the type is asked for and sent', () => {
  const decimal = { ...begun, type: 'decimal' as const, maxLength: 'x', decimals: '4' }
  assert.deepEqual([...lackingIn(decimal)], [])
  assert.deepEqual([bodyOf(decimal).maxLength, bodyOf(decimal).decimals], [null, 4])
  assert.equal(bodyOf({ ...decimal, decimals: ' ' }).decimals, null)
})

test('what is missing or out of bounds is named', () => {
  assert.deepEqual([...lackingIn({ ...begun, label: { nl: ' ', en: 'x' } })], ['label'])
  for (const maxLength of ['0', '4001', '', '1.5']) {
    assert.deepEqual([...lackingIn({ ...begun, maxLength })], ['maxLength'], maxLength)
  }
  assert.deepEqual([...lackingIn({ ...begun, type: 'decimal', decimals: '16' })], ['decimals'])
  assert.deepEqual([...lackingIn({ ...begun, type: 'list' })], ['list'])
})

test('what somebody else changed meanwhile stays, but for what was changed here as well', () => {
  const draft = { ...begun, help: { nl: 'Mijn uitleg', en: '' }, maxLength: '100' }
  const theirs = { ...begun, label: { nl: 'Hun naam', en: 'Their name' }, maxLength: '50' }
  assert.deepEqual(onTopOf(begun, draft, theirs), { ...theirs, help: draft.help, maxLength: '100' })
  assert.deepEqual(changedParts(begun, draft), ['help', 'maxLength'])
})
