import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '@koppel/sdk'
import fc from 'fast-check'
import { type LinkState, type MappedField, planBeginning, planLink, type Starts } from './index.ts'

const phone: MappedField = {
  erpField: 'PHONE',
  crmField: 'phone',
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text' },
  crm: { type: 'text', maxLength: 4 },
}
const city: MappedField = { ...phone, erpField: 'CITY', crmField: 'city', direction: 'toErp' }
const onlyLater: Starts = { PHONE: 'asIs', CITY: 'asIs' }

function link(actor: Fields, record: Fields, more: Partial<LinkState> = {}): LinkState {
  return { fields: [phone, city], base: {}, start: onlyLater, actor, record, times: {}, ...more }
}

describe('a link that is left alone', () => {
  test('begins with what both sides have, in each field of which only later changes count', () => {
    const { nextBase, nextStart } = planBeginning(
      link({ PHONE: '1', CITY: 'Kiel' }, { phone: '2', city: 'Oslo' }),
    )

    assert.deepEqual(nextBase, { PHONE: ['1', '2'], CITY: ['Kiel', 'Oslo'] })
    assert.deepEqual(nextStart, {})
  })

  test('carries what was changed after that, once it goes on', () => {
    const { nextBase, nextStart } = planBeginning(
      link({ PHONE: '1', CITY: 'Kiel' }, { phone: '2', city: 'Oslo' }),
    )

    const plan = planLink(
      link({ PHONE: '3', CITY: 'Kiel' }, { phone: '2', city: 'Bonn' }, { base: nextBase, start: nextStart }),
    )

    assert.deepEqual([plan.toCrm, plan.toErp], [{ phone: '3' }, { CITY: 'Bonn' }])
  })

  test('begins no field that a side did not deliver', () => {
    const { nextBase, nextStart } = planBeginning(link({ CITY: 'Kiel' }, { phone: '2', city: 'Oslo' }))

    assert.deepEqual([nextBase, nextStart], [{ CITY: ['Kiel', 'Oslo'] }, { PHONE: 'asIs' }])
  })

  test('writes nothing, opens nothing, and leaves every other field as it is', () => {
    const value = fc.constantFrom<string | null>(null, '1', '2', 'much too long')
    const start = fc.constantFrom('erp', 'crm', 'ask', 'asIs', undefined)
    const pair = fc.option(fc.tuple(value, value), { nil: undefined })
    fc.assert(
      fc.property(value, value, start, pair, (erp, crm, stated, agreed) => {
        const base = agreed ? { PHONE: agreed } : {}
        const state = link(
          { PHONE: erp, CITY: 'Kiel' },
          { phone: crm, city: 'Oslo' },
          { base, start: { CITY: 'asIs', ...(stated && { PHONE: stated }) } },
        )
        const plan = planBeginning(state)
        assert.deepEqual([plan.toCrm, plan.toErp, plan.reasons, plan.conflicts], [{}, {}, [], []])
        const begins = !agreed && stated === 'asIs'
        assert.deepEqual(plan.nextBase.PHONE, begins ? [erp, crm] : agreed)
        assert.equal(plan.nextStart.PHONE, agreed || begins ? undefined : stated)
      }),
    )
  })
})
