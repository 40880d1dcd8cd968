import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type LinkState, type MappedField, planLink } from './index.ts'

const text: MappedField = {
  erpField: 'CITY',
  crmField: 'city',
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text' },
  crm: { type: 'text' },
}
function state(changes: Partial<LinkState>): LinkState {
  return { fields: [text], base: {}, start: {}, actor: {}, record: {}, times: {}, ...changes }
}

describe('one CRM field that feeds several ERP fields', () => {
  const second: MappedField = { ...text, erpField: 'CITY2', direction: 'toErp' }
  const base = { CITY: ['Kiel', 'Kiel'] as const, CITY2: ['Kiel', 'Kiel'] as const }

  test('carries a change of the one ERP field on to the other in the same plan', () => {
    for (const fields of [
      [text, second],
      [second, text],
    ]) {
      const actor = { CITY: 'Bonn', CITY2: 'Kiel' }
      const plan = planLink(state({ fields, base, actor, record: { city: 'Kiel' } }))
      assert.deepEqual([plan.toCrm, plan.toErp], [{ city: 'Bonn' }, { CITY2: 'Bonn' }])
    }
  })

  test('carries a blank on as well', () => {
    const actor = { CITY: null, CITY2: 'Kiel' }
    const plan = planLink(state({ fields: [second, text], base, actor, record: { city: 'Kiel' } }))
    assert.deepEqual([plan.toCrm, plan.toErp], [{ city: null }, { CITY2: null }])
  })

  test('is written by its owner, also where a fed field was to start with the ERP', () => {
    const actor = { CITY: 'Kiel', CITY2: 'Oslo' }
    const { CITY } = base
    const start = { CITY2: 'erp' } as const
    const plan = planLink(
      state({ fields: [text, second], base: { CITY }, start, actor, record: { city: 'Kiel' } }),
    )
    assert.deepEqual([plan.toCrm, plan.toErp, plan.conflicts], [{}, { CITY2: 'Kiel' }, []])
  })

  test('takes the first of several ERP values that were to start, and the others follow', () => {
    const first: MappedField = { ...second, erpField: 'CITY1' }
    const actor = { CITY1: 'Bonn', CITY2: 'Oslo' }
    const start = { CITY1: 'erp', CITY2: 'erp' } as const
    for (const fields of [
      [first, second],
      [second, first],
    ]) {
      const plan = planLink(state({ fields, start, actor, record: { city: 'Kiel' } }))
      assert.deepEqual([plan.toCrm, plan.toErp], [{ city: 'Bonn' }, { CITY2: 'Bonn' }])
    }
  })

  test('keeps to that choice until the ERP confirmed those that follow', () => {
    const first: MappedField = { ...second, erpField: 'CITY1' }
    const actor = { CITY1: 'Bonn', CITY2: 'Oslo' }
    const start = { CITY1: 'erp', CITY2: 'erp' } as const
    const plan = planLink(state({ fields: [first, second], start, actor, record: { city: 'Kiel' } }))
    assert.deepEqual(plan.nextStart, { CITY2: 'crm' })
  })

  test('is not claimed by a start rule whose field has a base', () => {
    const first: MappedField = { ...second, erpField: 'CITY1' }
    const values = { actor: { CITY1: 'Kiel', CITY2: 'Oslo' }, record: { city: 'Kiel' } }
    const start = { CITY1: 'erp', CITY2: 'erp' } as const
    const known = { CITY1: ['Kiel', 'Kiel'] as const }
    const plan = planLink(state({ fields: [first, second], base: known, start, ...values }))
    assert.deepEqual([plan.toCrm, plan.toErp], [{ city: 'Oslo' }, { CITY1: 'Oslo' }])
  })

  test('is written once: two owners, which no mapping may have, are a conflict', () => {
    const rival: MappedField = { ...text, erpField: 'CITY2' }
    const actor = { CITY: 'Bonn', CITY2: 'Oslo' }
    const plan = planLink(state({ fields: [text, rival], base, actor, record: { city: 'Kiel' } }))
    assert.deepEqual(plan.toCrm, { city: 'Bonn' })
    assert.deepEqual(
      plan.conflicts.map(({ erpField, crm }) => [erpField, crm]),
      [['CITY2', 'Bonn']],
    )
  })
})
