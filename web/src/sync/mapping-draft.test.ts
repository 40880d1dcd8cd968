import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  arrowsOf,
  begin,
  beginning,
  changedChoices,
  choiceOf,
  chooseCrmField,
  fitting,
  isChanged,
  rebase,
  resumes,
  toggle,
} from './mapping-draft.ts'
import { change, field, mapping, none } from './mapping-sample.ts'

describe('the arrows of an ERP field', () => {
  test('are grey for the reason that no CRM field is chosen', () => {
    assert.deepEqual(arrowsOf(field('NAME'), null), none)
  })

  test('are those of the CRM field as soon as it is chosen', () => {
    assert.equal(arrowsOf(field('NAME'), 'code').toCrm.possible, true)
    assert.equal(arrowsOf(field('NAME'), 'code').toErp.reason, 'read-only')
  })

  test('stay on with another CRM field only where it allows them', () => {
    const name = field('NAME', { crmField: 'name', toCrm: true, toErp: true })
    const both = begin(mapping([name])).choices.get('NAME')
    assert.ok(both)
    const { toCrm, toErp } = chooseCrmField(name, both, 'code')
    assert.deepEqual({ toCrm, toErp }, { toCrm: true, toErp: false })
    assert.equal(chooseCrmField(name, both, null).toCrm, false)
  })
})

describe('what is saved', () => {
  const base = mapping([field('NAME', { crmField: 'name' }), field('CODE')])

  test('are only the fields that differ', () => {
    const draft = change(begin(base), 'NAME', { toCrm: true })
    assert.deepEqual(
      changedChoices(draft).map(({ key }) => key),
      ['NAME'],
    )
    assert.equal(isChanged(begin(base)), false)
    assert.equal(isChanged(change(draft, 'NAME', { toCrm: false })), false)
  })

  test('begins on existing links where a direction or its CRM field is new', () => {
    const shown = change(begin(base), 'CODE', { showInTab: true })
    assert.deepEqual(beginning(shown), [])
    assert.deepEqual(beginning(change(shown, 'NAME', { toErp: true })), ['NAME'])
    const travelling = mapping([field('NAME', { crmField: 'name', toCrm: true })])
    assert.deepEqual(beginning(change(begin(travelling), 'NAME', { conflictRule: 'ask' })), [])
    assert.deepEqual(beginning(change(begin(travelling), 'NAME', { crmField: 'code' })), ['NAME'])
    assert.deepEqual(beginning(change(begin(travelling), 'NAME', { toCrm: false })), [])
  })
})

describe('Weergeven in ERP-tabblad', () => {
  const shown = field('NAME', { crmField: 'name', showInTab: true })
  const was = choiceOf(shown)

  test('is cleared when the field begins to be synchronised, and set again when it is not after all', () => {
    const on = toggle(shown, was, 'toCrm')
    assert.deepEqual([on.toCrm, on.showInTab], [true, false])
    assert.equal(toggle(shown, on, 'toErp').showInTab, false)
    assert.deepEqual(toggle(shown, on, 'toCrm'), was)
  })

  test('can be ticked all the same, and stays so with the second arrow', () => {
    const ticked = { ...toggle(shown, was, 'toCrm'), showInTab: true }
    assert.equal(toggle(shown, ticked, 'toErp').showInTab, true)
  })
})

describe('a draft of a mapping that somebody else changed meanwhile', () => {
  const draft = change(begin(mapping([field('NAME'), field('CODE')])), 'NAME', { crmField: 'name' })
  const now = mapping([field('NAME', { showInTab: true }), field('CODE', { crmField: 'code' })], {
    version: 2,
    enabled: true,
  })

  test('keeps the own changes and takes the rest as it is now', () => {
    const next = rebase(draft, now)
    assert.equal(next.base.version, 2)
    assert.equal(next.enabled, true)
    assert.equal(next.choices.get('NAME')?.crmField, 'name')
    assert.equal(next.choices.get('CODE')?.crmField, 'code')
  })

  test('keeps of a field only what was changed of it', () => {
    const mine = change(begin(mapping([field('NAME')])), 'NAME', { showInSearch: true })
    const theirs = mapping([field('NAME', { crmField: 'name', toCrm: true, keepOnBlank: true })])
    const next = rebase(mine, theirs).choices.get('NAME')
    assert.deepEqual(
      [next?.showInSearch, next?.crmField, next?.toCrm, next?.keepOnBlank],
      [true, 'name', true, true],
    )
  })

  test('keeps the own CRM field together with the own directions', () => {
    const mine = change(begin(mapping([field('NAME', { crmField: 'name', toErp: true })])), 'NAME', {
      toErp: false,
    })
    const theirs = mapping([field('NAME', { crmField: 'code', toCrm: true, toErp: true })])
    const next = rebase(mine, theirs).choices.get('NAME')
    assert.deepEqual([next?.crmField, next?.toCrm, next?.toErp], ['name', false, false])
  })

  test('forgets changes of fields that are no longer there', () => {
    assert.equal(rebase(draft, mapping([field('CODE')])).choices.has('NAME'), false)
  })
})

test('a field that fits no CRM field at all is told apart from one whose CRM field is still to be chosen', () => {
  const crmFields = [{ key: 'name' }, { key: 'code' }]
  assert.equal(fitting(field('NAME'), crmFields), true)
  assert.equal(fitting(field('PASSWORD', { arrows: { '': none } }), crmFields), false)
})

test('an actor type that is switched on resumes only where records are linked', () => {
  const on = (more: Parameters<typeof mapping>[1]) => resumes({ ...begin(mapping([], more)), enabled: true })
  assert.equal(on({ links: 3 }), true)
  assert.equal(on({ links: 0 }), false)
  assert.equal(on({ links: 3, enabled: true }), false)
})
