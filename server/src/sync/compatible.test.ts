import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { arrowsOf, blockedDirection, type CrmField, directionOf, type ErpField } from './index.ts'

const erp: ErpField = { key: 'NAME', type: 'text', access: 'normal', identifies: false, inErp: true }
const crm: CrmField = { key: 'name', type: 'text' }
const alone = { canUpdate: true }

const both = (blocked: string | null) => ({ toCrm: blocked, toErp: blocked })

describe('both arrows', () => {
  test('can be set for fields of one type', () => assert.deepEqual(arrowsOf(erp, crm, alone), both(null)))
  test('are grey until a CRM field is chosen', () =>
    assert.deepEqual(arrowsOf(erp, undefined, alone), both('noCrmField')))
  test('are grey for the id of an actor', () =>
    assert.deepEqual(arrowsOf({ ...erp, identifies: true }, crm, alone), both('identifies')))
  test('are grey for a field that is no longer in the ERP', () =>
    assert.deepEqual(arrowsOf({ ...erp, inErp: false }, crm, alone), both('notInErp')))
  test('are grey for a password', () =>
    assert.deepEqual(
      arrowsOf({ ...erp, type: 'password' }, { ...crm, type: 'password' }, alone),
      both('typesDoNotFit'),
    ))
  test('are grey between a list and a text', () =>
    assert.deepEqual(arrowsOf({ ...erp, type: 'list' }, crm, alone), both('typesDoNotFit')))
})

describe('the arrow to the ERP', () => {
  test('is grey for a field the ERP does not let us change', () =>
    assert.deepEqual(arrowsOf({ ...erp, access: 'readOnly' }, crm, alone), {
      toCrm: null,
      toErp: 'erpReadOnly',
    }))
  test('is grey where the ERP takes no changes to actors', () =>
    assert.deepEqual(arrowsOf(erp, crm, { canUpdate: false }), { toCrm: null, toErp: 'erpReadOnly' }))
  test('is grey when information would be lost on the way', () =>
    assert.deepEqual(arrowsOf({ ...erp, type: 'checkbox' }, crm, alone), {
      toCrm: null,
      toErp: 'typesDoNotFit',
    }))
})

describe('the arrow to the CRM', () => {
  test('is grey for a CRM field nobody may change', () =>
    assert.deepEqual(arrowsOf(erp, { ...crm, readOnly: true }, alone), { toCrm: 'crmReadOnly', toErp: null }))
  test('is grey when information would be lost on the way', () =>
    assert.deepEqual(arrowsOf(erp, { ...crm, type: 'checkbox' }, alone), {
      toCrm: 'typesDoNotFit',
      toErp: null,
    }))
  test('is grey when another ERP field writes the CRM field', () => {
    const around = { ...alone, writtenBy: 'field', toErpOn: true } as const
    assert.deepEqual(arrowsOf(erp, crm, around), { toCrm: 'writtenByField', toErp: null })
  })
  test('is grey alone, not together with the other, when another connection writes the CRM field', () => {
    const around = { ...alone, writtenBy: 'connection' } as const
    assert.deepEqual(arrowsOf(erp, crm, around), { toCrm: 'writtenByConnection', toErp: null })
    assert.deepEqual(arrowsOf(erp, crm, { ...around, toErpOn: true }), both(null))
    assert.equal(blockedDirection('both', erp, crm, around), null)
    assert.equal(blockedDirection('toCrm', erp, crm, { ...around, toErpOn: true }), 'writtenByConnection')
  })
})

test('a direction is blocked by the arrows it is made of', () => {
  const readOnly = { ...erp, access: 'readOnly' } as const
  assert.equal(blockedDirection('toCrm', readOnly, crm, alone), null)
  assert.equal(blockedDirection('toErp', readOnly, crm, alone), 'erpReadOnly')
  assert.equal(blockedDirection('both', readOnly, crm, alone), 'erpReadOnly')
  assert.equal(blockedDirection('both', erp, { ...crm, readOnly: true }, alone), 'crmReadOnly')
  assert.equal(blockedDirection('toErp', erp, { ...crm, readOnly: true }, alone), null)
})

test('two arrows make a direction', () => {
  assert.deepEqual(
    [directionOf(true, true), directionOf(true, false), directionOf(false, true), directionOf(false, false)],
    ['both', 'toCrm', 'toErp', null],
  )
})
