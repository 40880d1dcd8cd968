import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  arrowsOf,
  begin,
  beginning,
  type Choice,
  changedChoices,
  chooseCrmField,
  isChanged,
  type MappingDraft,
  put,
  rebase,
  writtenTwice,
} from './mapping-draft.ts'
import type { MappedField, Mapping } from './queries.ts'

const yes = { possible: true, reason: null, together: false }
const no = { possible: false, reason: 'read-only', together: false }
const none = {
  toCrm: { possible: false, reason: 'no CRM field', together: false },
  toErp: { possible: false, reason: 'no CRM field', together: false },
}

const field = (key: string, more: Partial<MappedField> = {}): MappedField => ({
  key,
  label: key,
  help: null,
  type: 'text',
  access: 'normal',
  inErp: true,
  isNew: false,
  crmField: null,
  crmFieldMissing: false,
  suggestion: null,
  toCrm: false,
  toErp: false,
  conflictRule: 'newest',
  keepOnBlank: false,
  showInSearch: false,
  showInTab: false,
  rank: 1,
  arrows: {
    '': none,
    name: { toCrm: yes, toErp: yes },
    code: { toCrm: yes, toErp: no },
  },
  ...more,
})

const mapping = (fields: MappedField[], more: Partial<Mapping> = {}): Mapping => ({
  actorType: 'customer',
  recordType: 'company',
  enabled: false,
  inErp: true,
  version: 1,
  changed: null,
  crmFields: [],
  fields,
  ...more,
})

const change = (draft: MappingDraft, key: string, more: Partial<Choice>): MappingDraft => {
  const choice = draft.choices.get(key)
  assert.ok(choice)
  return put(draft, { ...choice, ...more })
}

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

test('a CRM field that two ERP fields would write marks both; one that only feeds them does not', () => {
  const draft = begin(
    mapping([
      field('NAME', { crmField: 'name', toCrm: true }),
      field('OTHER', { crmField: 'name', toCrm: true }),
      field('THIRD', { crmField: 'name', toErp: true }),
    ]),
  )
  assert.deepEqual([...writtenTwice(draft)], ['NAME', 'OTHER'])
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

  test('forgets changes of fields that are no longer there', () => {
    assert.equal(rebase(draft, mapping([field('CODE')])).choices.has('NAME'), false)
  })
})
