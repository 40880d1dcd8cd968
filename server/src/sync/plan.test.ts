import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  arrived,
  confirm,
  type LinkState,
  type MappedField,
  planLink,
  remainingStarts,
  withoutBase,
} from './index.ts'

const text: MappedField = {
  erpField: 'CITY',
  crmField: 'city',
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text' },
  crm: { type: 'text' },
}
const names = { erpField: 'CITY', crmField: 'city' }

function state(changes: Partial<LinkState>): LinkState {
  return { fields: [text], base: {}, start: {}, actor: {}, record: {}, times: {}, ...changes }
}

describe('an ERP that changes what it is given', () => {
  const sent = planLink(
    state({ base: { CITY: ['Kiel', 'Kiel'] }, actor: { CITY: 'Kiel' }, record: { city: 'Bonn ' } }),
  )

  test('keeps its base until it confirmed', () => {
    assert.deepEqual(sent.toErp, { CITY: 'Bonn ' })
    assert.deepEqual(sent.nextBase, { CITY: ['Kiel', 'Kiel'] })
  })

  test('is not taken for somebody who edits', () => {
    const base = confirm([text], sent.nextBase, sent.sent, { CITY: 'BONN' })
    assert.deepEqual(base, { CITY: ['BONN', 'Bonn '] })
    const again = planLink(state({ base, actor: { CITY: 'BONN' }, record: { city: 'Bonn ' } }))
    assert.deepEqual([again.toCrm, again.toErp], [{}, {}])
  })

  test('counts as having taken a field as sent when it does not return it', () => {
    assert.deepEqual(confirm([text], {}, sent.sent, {}), { CITY: ['Bonn ', 'Bonn '] })
  })

  test('took what it holds of a write whose answer was lost', () => {
    const unanswered = { CITY: ['Bonn', 'Bonn'], PHONE: ['1', '1'] } as const
    const fields = [text, { ...text, erpField: 'PHONE' }]
    assert.deepEqual(arrived(fields, unanswered, { CITY: 'Bonn', PHONE: '2' }), { CITY: ['Bonn', 'Bonn'] })
    assert.deepEqual(arrived(fields, unanswered, { CITY: ' BONN' }), { CITY: [' BONN', 'Bonn'] })
    assert.deepEqual(arrived(fields, unanswered, {}), {})
  })

  test('counts as having emptied a field when it returns a blank', () => {
    assert.deepEqual(confirm([text], {}, sent.sent, { CITY: '' }), { CITY: [null, 'Bonn '] })
  })
})

describe('a list field', () => {
  const list: MappedField = {
    ...text,
    erp: { type: 'list' },
    crm: { type: 'list' },
    list: { toCrm: new Map([['DE', '7']]), toErp: new Map([['7', 'DE']]) },
  }

  test('travels in the terms of each side', () => {
    const plan = planLink(
      state({ fields: [list], base: { CITY: [null, null] }, actor: { CITY: 'DE' }, record: { city: null } }),
    )
    assert.deepEqual(plan.toCrm, { city: '7' })
    assert.deepEqual(plan.nextBase, { CITY: ['DE', '7'] })
  })

  const base = { CITY: ['DE', '7'] as const }
  const unmapped = state({ fields: [list], base, actor: { CITY: 'NO' }, record: { city: '7' } })

  test('is left alone, with a warning that names the item, while the item has no counterpart', () => {
    const plan = planLink(unmapped)
    assert.deepEqual(plan.warnings, [{ ...names, kind: 'unmappedItem', side: 'erp', item: 'NO' }])
    assert.deepEqual([plan.toCrm, plan.toErp, plan.errors, plan.nextBase], [{}, {}, [], base])
  })

  test('syncs as soon as the item is mapped', () => {
    const mapped = { ...list, list: { toCrm: new Map([['NO', '9']]), toErp: new Map([['9', 'NO']]) } }
    assert.deepEqual(planLink({ ...unmapped, fields: [mapped] }).toCrm, { city: '9' })
  })

  test('does not move when only its list mapping changed', () => {
    const changed = { ...list, list: { toCrm: new Map([['DE', '9']]), toErp: new Map([['9', 'DE']]) } }
    const plan = planLink({ ...unmapped, fields: [changed], actor: { CITY: 'DE' } })
    assert.deepEqual([plan.toCrm, plan.toErp, plan.nextBase], [{}, {}, base])
  })
})

describe('a value that does not fit', () => {
  const name: MappedField = {
    ...text,
    erpField: 'NAME',
    crmField: 'name',
    crm: { type: 'text', mandatory: true },
  }
  const short: MappedField = { ...text, erp: { type: 'text', maxLength: 4 } }
  const base = { CITY: ['Kiel', 'Kiel'] as const, NAME: ['A', 'A'] as const }

  test('is an error of its field, and the other fields go on', () => {
    const plan = planLink(
      state({
        fields: [short, name],
        base,
        actor: { CITY: 'Kiel', NAME: 'B' },
        record: { city: 'Kiel 🚲', name: 'A' },
      }),
    )
    const error = { kind: 'tooLong', length: 6, limit: 4 }
    assert.deepEqual(plan.errors, [{ ...names, side: 'erp', at: 'target', value: 'Kiel 🚲', error }])
    assert.deepEqual([plan.toCrm, plan.toErp], [{ name: 'B' }, {}])
    assert.deepEqual(plan.nextBase, { CITY: ['Kiel', 'Kiel'], NAME: ['B', 'B'] })
  })

  test('is an error when a side delivers what nobody can store', () => {
    const plan = planLink(state({ base, actor: { CITY: 'a\0b' }, record: { city: 'Bonn' } }))
    assert.deepEqual(plan.errors, [
      { ...names, side: 'erp', at: 'source', value: 'a\0b', error: { kind: 'invalidText' } },
    ])
    assert.deepEqual([plan.toErp, plan.toCrm], [{}, {}])
    const other = planLink(state({ base, actor: { CITY: 'Bonn' }, record: { city: '\uD800' } }))
    assert.deepEqual(
      other.errors.map(({ side, at }) => [side, at]),
      [['crm', 'source']],
    )
    assert.deepEqual([other.toErp, other.toCrm], [{}, {}])
  })

  test('is an error when a blank would empty a field that cannot be blank', () => {
    const plan = planLink(state({ fields: [name], base, actor: { NAME: null }, record: { name: 'A' } }))
    assert.deepEqual(
      plan.errors.map(({ error }) => error),
      [{ kind: 'mandatory' }],
    )
    assert.deepEqual(plan.toCrm, {})
  })
})

describe('two systems that rewrite each other', () => {
  const moving = {
    base: { CITY: ['Kiel', 'Kiel'] as const },
    actor: { CITY: 'KIEL' },
    record: { city: 'Kiel' },
  }

  test('go on for two rounds', () => {
    assert.deepEqual(planLink(state({ ...moving, rounds: { CITY: 2 } })).toCrm, { city: 'KIEL' })
  })

  test('become a conflict after the third', () => {
    const plan = planLink(state({ ...moving, rounds: { CITY: 3 } }))
    assert.deepEqual([plan.toCrm, plan.nextBase], [{}, moving.base])
    assert.deepEqual(plan.conflicts, [
      { ...names, reason: 'keepsChanging', base: ['Kiel', 'Kiel'], erp: 'KIEL', crm: 'Kiel' },
    ])
  })

  test('are settled by whoever chooses a side, however many rounds there were', () => {
    const chosen = { ...moving, base: {}, start: { CITY: 'erp' }, rounds: { CITY: 3 } } as const
    const plan = planLink(state(chosen))
    assert.deepEqual([plan.toCrm, plan.conflicts], [{ city: 'KIEL' }, []])
  })
})

describe('the sides agree', () => {
  test('when only the way of writing differs', () => {
    const plan = planLink(
      state({ base: { CITY: ['x', 'x'] }, actor: { CITY: 'Cafe\u0301' }, record: { city: 'Caf\u00e9' } }),
    )
    assert.deepEqual([plan.toCrm, plan.toErp, plan.conflicts], [{}, {}, []])
    assert.deepEqual(plan.nextBase, { CITY: ['Caf\u00e9', 'Caf\u00e9'] })
  })

  const price: MappedField = {
    ...text,
    conflictRule: 'ask',
    erp: { type: 'decimal', decimals: 2 },
    crm: { type: 'decimal' },
  }

  test('when a two-way ERP field keeps fewer decimals of the same number', () => {
    const values = { base: { CITY: ['1', '1'] as const }, actor: { CITY: '2.35' }, record: { city: '2.345' } }
    const plan = planLink(state({ fields: [price], ...values }))
    assert.deepEqual([plan.conflicts, plan.nextBase], [[], { CITY: ['2.35', '2.345'] }])
  })

  test('not yet, when a field that only the ERP may fill is more exact in the CRM', () => {
    const fields = [{ ...price, direction: 'toCrm' as const }]
    const plan = planLink(state({ fields, actor: { CITY: '2.35' }, record: { city: '2.345' } }))
    assert.deepEqual(plan.toCrm, { city: '2.35' })
  })

  test('when the one side was edited to what the other already has', () => {
    const values = {
      base: { CITY: ['KIEL', 'Kiel'] as const },
      actor: { CITY: 'KIEL' },
      record: { city: 'KIEL' },
    }
    const plan = planLink(state(values))
    assert.deepEqual([plan.toErp, plan.nextBase], [{}, { CITY: ['KIEL', 'KIEL'] }])
  })
})

describe('the base', () => {
  test('is kept for fields that are not planned now', () => {
    const plan = planLink(
      state({ base: { OLD: ['1', '1'] }, actor: { CITY: 'Kiel' }, record: { city: 'Kiel' } }),
    )
    assert.deepEqual(plan.nextBase, { OLD: ['1', '1'], CITY: ['Kiel', 'Kiel'] })
  })

  test('outlives a change in how a value is written', () => {
    const number = { type: 'decimal' } as const
    const amount: MappedField = { ...text, conflictRule: 'crm', erp: number, crm: number }
    const values = { base: { CITY: [5, '5.00'] as const }, actor: { CITY: '6' }, record: { city: 5 } }
    assert.deepEqual(planLink(state({ fields: [amount], ...values })).toCrm, { city: '6' })
  })

  test('once there makes the start rule of a field superfluous', () => {
    assert.deepEqual(remainingStarts({ A: 'crm', B: 'erp' }, { A: ['x', 'x'] }), { B: 'erp' })
  })

  test('can be dropped so that a field begins anew', () => {
    assert.deepEqual(withoutBase({ A: ['x', 'x'], B: ['y', 'y'] }, ['A']), { B: ['y', 'y'] })
  })

  test('counts over a start rule that was left behind', () => {
    const values = { base: { CITY: ['a', 'a'] as const }, actor: { CITY: 'a' }, record: { city: 'b' } }
    assert.deepEqual(planLink(state({ ...values, start: { CITY: 'erp' } })).toErp, { CITY: 'b' })
  })
})

test('a field named like something every object has is a field like any other', () => {
  for (const key of ['constructor', '__proto__', 'toString']) {
    const field = { ...text, erpField: key, crmField: key }
    const on = (value: string) => Object.fromEntries([[key, value]])
    const plan = planLink(state({ fields: [field], actor: on('x'), record: on('y') }))
    assert.deepEqual(plan.toCrm, on('x'))
    assert.deepEqual(planLink(state({ fields: [field] })).nextBase, {})
  }
})

test('a field the ERP fills in itself is never sent, also where somebody wants the CRM to stand', () => {
  const filled: MappedField = { ...text, direction: 'toCrm', erp: { type: 'text', readOnly: true } }
  const values = { actor: { CITY: 'Kiel' }, record: { city: 'Oslo' } }
  const plan = planLink(state({ fields: [filled], start: { CITY: 'crm' }, ...values }))
  assert.deepEqual([plan.toErp, plan.toCrm], [{}, { city: 'Kiel' }])
})
