import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ActorTypeSetup, activationErrors, type FieldSetup } from './index.ts'

const name: FieldSetup = {
  erp: { key: 'NAME', type: 'text', access: 'mandatory', identifies: false, inErp: true },
  crmField: 'name',
  direction: 'both',
  hasDefault: false,
  writtenByConnection: null,
}

const customer: ActorTypeSetup = {
  actorType: 'customer',
  enabled: true,
  inErp: true,
  canCreate: true,
  canUpdate: true,
  fields: [name],
  crmFields: [{ key: 'name', type: 'text' }, { key: 'code', type: 'text' }], // biome-ignore format: one row
}

const at = { actorType: 'customer', erpField: 'NAME' } as const
const errorsOf = (field: Partial<FieldSetup>, setup: Partial<ActorTypeSetup> = {}) =>
  activationErrors({ actorTypes: [{ ...customer, fields: [{ ...name, ...field }], ...setup }], lists: [] })

test('a complete mapping can be activated', () => assert.deepEqual(errorsOf({}), []))

describe('activating is refused', () => {
  test('without an enabled actor type', () => {
    assert.deepEqual(errorsOf({}, { enabled: false }), [{ code: 'noActorType' }])
    assert.deepEqual(activationErrors({ actorTypes: [], lists: [] }), [{ code: 'noActorType' }])
  })

  test('for an actor type the ERP no longer offers', () =>
    assert.deepEqual(errorsOf({ crmField: 'gone' }, { inErp: false }), [
      { code: 'actorTypeNotInErp', actorType: 'customer' },
    ]))

  test('while a new actor would lack a mandatory field', () =>
    assert.deepEqual(errorsOf({ direction: null, crmField: null }), [
      { ...at, code: 'mandatoryField', mappable: true },
    ]))

  test('for a mandatory field that no CRM field fits, which only a default value can fill', () => {
    const erp = { ...name.erp, identifies: true }
    assert.deepEqual(errorsOf({ direction: null, crmField: null, erp }), [
      { ...at, code: 'mandatoryField', mappable: false },
    ])
  })

  test('for a synchronised field that is no longer in the ERP', () =>
    assert.deepEqual(errorsOf({ erp: { ...name.erp, inErp: false } }), [{ ...at, code: 'notInErp' }]))

  test('for a CRM field that is not there', () => {
    assert.deepEqual(errorsOf({ crmField: 'gone' }), [{ ...at, code: 'noCrmField', crmField: 'gone' }])
    assert.deepEqual(errorsOf({ crmField: null }), [{ ...at, code: 'noCrmField', crmField: null }])
  })

  test('for a direction the types do not allow', () => {
    const erp = { ...name.erp, type: 'checkbox', access: 'normal' } as const
    assert.deepEqual(errorsOf({ erp }), [
      { ...at, code: 'directionNotPossible', blocked: 'typesDoNotFit', direction: 'both', connection: null },
    ])
    assert.deepEqual(errorsOf({ erp, direction: 'toCrm' }), [])
  })

  test('for writing to the ERP where it takes no changes', () =>
    assert.deepEqual(errorsOf({}, { canUpdate: false }), [
      { ...at, code: 'directionNotPossible', blocked: 'erpReadOnly', direction: 'both', connection: null },
    ]))

  test('for a one-way field another connection writes', () =>
    assert.deepEqual(errorsOf({ direction: 'toCrm', writtenByConnection: 'North', hasDefault: true }), [
      {
        ...at,
        code: 'directionNotPossible',
        blocked: 'writtenByConnection',
        direction: 'toCrm',
        connection: 'North',
      },
    ]))

  test('when two ERP fields write one CRM field', () => {
    const second: FieldSetup = { ...name, erp: { ...name.erp, key: 'NAME2' } }
    const errors = errorsOf({}, { fields: [name, second] })
    assert.deepEqual(errors, [{ ...at, erpField: 'NAME2', code: 'crmFieldWrittenTwice', crmField: 'name', other: 'NAME' }]) // biome-ignore format: one row
    assert.deepEqual(errorsOf({}, { fields: [name, { ...second, direction: 'toErp' }] }), [])
  })

  test('when a CRM list item is used twice', () => {
    const items = [
      { erpItem: 'DE', crmItem: '7' },
      { erpItem: 'DEU', crmItem: '7' },
      { erpItem: 'NO', crmItem: null },
      { erpItem: 'SE', crmItem: null },
    ]
    const lists = [{ erpList: 'country', crmList: 'country', items }]
    assert.deepEqual(activationErrors({ actorTypes: [customer], lists }), [
      { code: 'duplicateListItem', erpList: 'country', crmList: 'country', crmItem: '7' },
    ])
  })
})

describe('a mandatory field does not stand in the way', () => {
  test('with a direction, whichever it is', () => {
    for (const direction of ['toCrm', 'toErp', 'both'] as const) assert.deepEqual(errorsOf({ direction }), [])
  })
  test('with a default value', () => assert.deepEqual(errorsOf({ direction: null, hasDefault: true }), []))
  test('where no actors are made', () =>
    assert.deepEqual(errorsOf({ direction: null }, { canCreate: false }), []))
  test('when the ERP no longer has it', () =>
    assert.deepEqual(errorsOf({ direction: null, erp: { ...name.erp, inErp: false } }), []))
})

test('what is not synchronised may be missing on both sides', () => {
  const erp = { ...name.erp, access: 'normal', inErp: false } as const
  assert.deepEqual(errorsOf({ direction: null, crmField: 'gone', erp }), [])
})
