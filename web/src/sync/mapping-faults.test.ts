import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { begin } from './mapping-draft.ts'
import { faultsIn, takenBy } from './mapping-faults.ts'
import { change, field, mapping, no, yes } from './mapping-sample.ts'

const crmFields = [
  { key: 'name', label: 'Name', type: 'text' },
  { key: 'code', label: 'Code', type: 'text' },
]
const of = (fields: ReturnType<typeof field>[], more = {}) => begin(mapping(fields, { crmFields, ...more }))

describe('something is wrong with a field', () => {
  test('that writes the same CRM field as another one; one that only feeds from it is in order', () => {
    const draft = of([
      field('NAME', { crmField: 'name', toCrm: true }),
      field('OTHER', { crmField: 'name', toCrm: true }),
      field('THIRD', { crmField: 'name', toErp: true }),
    ])
    assert.deepEqual(
      [...faultsIn(draft)],
      [
        ['NAME', { kind: 'writtenTwice', other: 'OTHER' }],
        ['OTHER', { kind: 'writtenTwice', other: 'NAME' }],
      ],
    )
  })

  test('whose CRM field no longer exists, also while it does not travel', () => {
    const draft = of([field('NAME', { crmField: 'gone' })])
    assert.deepEqual([...faultsIn(draft)], [['NAME', { kind: 'crmFieldGone' }]])
  })

  test('whose arrow is on and cannot be, for the reason the server gives', () => {
    const draft = of([field('CODE', { crmField: 'code', toErp: true })])
    assert.deepEqual([...faultsIn(draft)], [['CODE', { kind: 'impossible', reason: no.reason }]])
  })

  test('that may be written only in both directions and goes one way', () => {
    const toCrm = { possible: true, reason: 'only both ways', together: true }
    const shared = field('NAME', { crmField: 'name', toCrm: true, arrows: { name: { toCrm, toErp: yes } } })
    assert.deepEqual(
      [...faultsIn(of([shared]))],
      [['NAME', { kind: 'impossible', reason: 'only both ways' }]],
    )
    assert.equal(faultsIn(change(of([shared]), 'NAME', { toErp: true })).size, 0)
  })

  test('that a new actor cannot do without, as long as the actor type is synchronised', () => {
    const fields = [field('NAME', { crmField: 'name', needsDirection: true })]
    assert.deepEqual([...faultsIn(of(fields, { enabled: true }))], [['NAME', { kind: 'needsDirection' }]])
    assert.equal(faultsIn(of(fields)).size, 0)
    assert.equal(faultsIn(change(of(fields, { enabled: true }), 'NAME', { toErp: true })).size, 0)
  })
})

test('a CRM field is taken for all fields but the one that writes it', () => {
  const draft = of([
    field('NAME', { label: 'Naam', crmField: 'name', toCrm: true }),
    field('OTHER', { crmField: 'name' }),
    field('CODE', { crmField: 'code' }),
  ])
  assert.deepEqual([...takenBy(draft)], [['OTHER', 'Naam']])
})
