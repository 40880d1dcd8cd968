import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from './mapping-differences.ts'
import { begin } from './mapping-draft.ts'
import { change, field, mapping } from './mapping-sample.ts'

const draft = change(begin(mapping([field('NAME'), field('CODE'), field('OLD')])), 'NAME', {
  showInTab: true,
})
const kinds = (fields: ReturnType<typeof field>[]) =>
  differences(draft, mapping(fields)).map(({ key, inErp, mine }) => [key, inErp, mine])

test('nothing differs in a mapping that is as it was', () => {
  assert.deepEqual(kinds([field('NAME'), field('CODE'), field('OLD')]), [])
})

test('what somebody else chose differs, and it shows whether the own draft changed it, too', () => {
  const theirs = [field('NAME', { crmField: 'name' }), field('CODE', { keepOnBlank: true }), field('OLD')]
  assert.deepEqual(kinds(theirs), [
    ['NAME', undefined, true],
    ['CODE', undefined, false],
  ])
})

test('fields that are new, gone, back or of another type in the ERP differ', () => {
  const now = [field('NAME', { type: 'integer' }), field('CODE', { inErp: false }), field('NEW')]
  assert.deepEqual(kinds(now), [
    ['NAME', 'otherType', true],
    ['CODE', 'gone', false],
    ['OLD', 'gone', false],
    ['NEW', 'new', false],
  ])
  const back = differences(begin(mapping([field('A', { inErp: false })])), mapping([field('A')]))
  assert.equal(back[0]?.inErp, 'back')
})
