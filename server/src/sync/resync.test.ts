import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields, Value } from '@koppel/sdk'
import fc from 'fast-check'
import {
  type Base,
  confirm,
  type LinkState,
  type MappedField,
  type Plan,
  planLink,
  planResync,
  type Resync,
  remainingStarts,
} from './index.ts'

const text = { type: 'text' } as const
const phone: MappedField = {
  erpField: 'PHONE',
  crmField: 'phone',
  direction: 'both',
  conflictRule: 'ask',
  keepOnBlank: false,
  erp: { ...text, maxLength: 6 },
  crm: text,
}
const fromErp: MappedField = { ...phone, erpField: 'VAT', crmField: 'vat', direction: 'toCrm' }
const fromCrm: MappedField = { ...phone, erpField: 'CITY', crmField: 'city', direction: 'toErp' }
const toCrm: Resync = { target: 'crm', blanks: false, run: 7 }
const toErp: Resync = { target: 'erp', blanks: false, run: 7 }

function link(actor: Fields, record: Fields, base: Base = {}, fields = [phone, fromErp, fromCrm]): LinkState {
  return { fields, base, start: {}, actor, record, times: {} }
}

describe('a resync to the CRM', () => {
  test('takes the value of the ERP for what may flow that way, whatever was agreed', () => {
    const state = link(
      { PHONE: '1', VAT: 'e', CITY: 'Kiel' },
      { phone: '2', vat: 'c', city: 'Oslo' },
      { PHONE: ['1', '2'], VAT: ['e', 'c'], CITY: ['Kiel', 'Bonn'] },
    )

    const plan = planResync(state, toCrm)

    assert.deepEqual(plan.toCrm, { phone: '1', vat: 'e' })
    assert.deepEqual(plan.toErp, {})
    assert.deepEqual(plan.nextBase, { PHONE: ['1', '1'], VAT: ['e', 'e'], CITY: ['Kiel', 'Bonn'] })
    assert.deepEqual(plan.left, ['CITY'])
    assert.deepEqual(
      plan.reasons.map(({ why, run, before }) => [why, run, before]),
      [
        ['resync', 7, '2'],
        ['resync', 7, 'c'],
      ],
    )
  })

  test('settles a conflict by its direction', () => {
    const state = link({ PHONE: '1' }, { phone: '2' }, { PHONE: ['0', '0'] })
    assert.equal(planLink(state).conflicts.length, 1)

    const plan = planResync(state, toCrm)

    assert.deepEqual([plan.conflicts, plan.toCrm], [[], { phone: '1' }])
  })
})

describe('a resync to the ERP', () => {
  test('sends the value of the CRM, and keeps saying so until the ERP has taken it', () => {
    const state = link({ PHONE: '1' }, { phone: '2' }, { PHONE: ['1', '2'] })

    const plan = planResync(state, toErp)

    assert.deepEqual(plan.toErp, { PHONE: '2' })
    assert.deepEqual(plan.nextBase, {})
    const later = planLink({ ...state, base: plan.nextBase, start: plan.nextStart })
    assert.deepEqual(later.reasons, plan.reasons)
  })

  test('leaves a field as it was if its value does not fit, and says why', () => {
    const state = link({ PHONE: '1' }, { phone: 'much too long' }, { PHONE: ['1', 'x'] })

    const plan = planResync(state, toErp)

    assert.deepEqual([plan.toErp, plan.nextBase, plan.nextStart], [{}, { PHONE: ['1', 'x'] }, {}])
    assert.deepEqual(
      plan.errors.map(({ error }) => error.kind),
      ['tooLong'],
    )
  })

  test('does not send again what the ERP writes in its own way', () => {
    const state = link({ PHONE: 'ACME' }, { phone: 'Acme' }, { PHONE: ['ACME', 'Acme'] })

    assert.deepEqual(planResync(state, toErp).toErp, {})
  })
})

describe('a blank', () => {
  const state = link({ PHONE: null }, { phone: '2' }, { PHONE: ['1', '1'] })

  test('does not overwrite, and the field stays as it was', () => {
    const plan = planResync(state, toCrm)

    assert.deepEqual([plan.toCrm, plan.nextBase, plan.left], [{}, state.base, ['PHONE', 'VAT', 'CITY']])
  })

  test('overwrites when that is asked for', () => {
    assert.deepEqual(planResync(state, { ...toCrm, blanks: true }).toCrm, { phone: null })
  })

  test('never overwrites a field that is set to keep its value', () => {
    const kept = { ...state, fields: [{ ...phone, keepOnBlank: true }] }
    assert.deepEqual(planResync(kept, { ...toCrm, blanks: true }).toCrm, {})
  })
})

// ── For any link ────────────────────────────────────────────────────────────────────────────────────────

const values = fc.constantFrom<Value>(null, '', 'a', 'A', ' a', 'b', 'longer text', '\uDC00')
const keys = ['F1', 'F2', 'F3', 'F4'] as const
const items = { toCrm: new Map([['a', '1'], ['b', '2']]), toErp: new Map([['1', 'a'], ['2', 'b']]) } // biome-ignore format: a table

const anyField = (key: string): fc.Arbitrary<MappedField> =>
  fc.record({
    erpField: fc.constant(key),
    crmField: fc.constant(key.toLowerCase()),
    direction: fc.constantFrom('toCrm', 'toErp', 'both'),
    conflictRule: fc.constantFrom('newest', 'erp', 'crm', 'ask'),
    keepOnBlank: fc.boolean(),
    erp: fc.constant(key === 'F4' ? ({ type: 'list' } as const) : phone.erp),
    crm: fc.constant(key === 'F4' ? ({ type: 'list' } as const) : text),
    list: fc.constant(items),
  })

const some = <T>(names: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true })

const anyLink: fc.Arbitrary<LinkState> = fc.record({
  // The last one is fed by the first one's CRM field, as a CRM field may feed several ERP fields.
  fields: fc
    .tuple(...keys.map(anyField), anyField('F5'))
    .map((fields) =>
      fields.map((field) =>
        field.erpField === 'F5' ? { ...field, crmField: 'f1', direction: 'toErp' as const } : field,
      ),
    ),
  base: some([...keys, 'F5'], fc.tuple(values, values)),
  start: some([...keys, 'F5'], fc.constantFrom('erp', 'crm', 'ask', 'asIs')),
  actor: some([...keys, 'F5'], values),
  record: some(['f1', 'f2', 'f3', 'f4'], fc.oneof(values, fc.constantFrom<Value>('1', '2'))),
  times: fc.constant({}),
})
const anyResync: fc.Arbitrary<Resync> = fc.record({
  target: fc.constantFrom('crm', 'erp'),
  blanks: fc.boolean(),
  run: fc.constant(7),
})
const erps: Readonly<Record<string, (value: Value) => Value>> = {
  keeps: (value) => value,
  trims: (value) => (typeof value === 'string' ? value.trim() : value),
  upperCases: (value) => (typeof value === 'string' && value.length < 6 ? value.toUpperCase() : value),
}
const anyErp = fc.constantFrom(...Object.keys(erps))

/** The link once both sides have taken the plan. */
function taken(state: LinkState, plan: Plan, erp: string): LinkState {
  const stores = (key: string, value: Value) => (key === 'F4' ? value : (erps[erp]?.(value) ?? null))
  const actor = {
    ...state.actor,
    ...Object.fromEntries(Object.entries(plan.toErp).map(([key, value]) => [key, stores(key, value)])),
  }
  const base = confirm(state.fields, plan.nextBase, plan.sent, actor)
  return {
    ...state,
    actor,
    record: { ...state.record, ...plan.toCrm },
    base,
    start: remainingStarts(plan.nextStart, base),
  }
}

describe('any resync', () => {
  test('writes nothing against its direction, and blanks nothing unasked', () => {
    fc.assert(
      fc.property(anyLink, anyResync, (state, resync) => {
        const { reasons, sent, toCrm: written } = planResync(state, resync)

        assert.deepEqual(resync.target === 'crm' ? sent : written, {})
        assert.ok(
          reasons.every(({ target, why, run }) => target === resync.target && why === 'resync' && run === 7),
        )
        const kept = new Set(
          state.fields.filter((field) => field.keepOnBlank).map(({ erpField }) => erpField),
        )
        const blanked = reasons.filter(({ after }) => after === null)
        assert.ok(blanked.every(({ erpField }) => resync.blanks && !kept.has(erpField)))
      }),
    )
  })

  test('writes nothing the second time', () => {
    fc.assert(
      fc.property(anyLink, anyResync, anyErp, (state, resync, erp) => {
        const after = taken(state, planResync(state, resync), erp)

        assert.deepEqual(planResync(after, resync).reasons, [])
      }),
    )
  })

  test('leaves the other fields as they were, and those that cannot take their value', () => {
    fc.assert(
      fc.property(anyLink, anyResync, (state, resync) => {
        const plan = planResync(state, resync)
        const unfit = [...plan.errors, ...plan.warnings].map(({ erpField }) => erpField)

        for (const key of [...(plan.left ?? []), ...unfit]) {
          assert.deepEqual(plan.nextBase[key], state.base[key])
          if (!state.base[key]) assert.deepEqual(plan.nextStart[key], state.start[key])
        }
      }),
    )
  })

  test('settles what it wrote: the next pass has nothing to say of it', () => {
    fc.assert(
      fc.property(anyLink, anyResync, anyErp, (state, resync, erp) => {
        const plan = planResync(state, resync)
        const wrote = new Set(plan.reasons.map(({ erpField }) => erpField))

        const next = planLink(taken(state, plan, erp))

        // A field of which the CRM value changes because another ERP field owns it travels on.
        const owners = next.reasons.filter(({ target, erpField }) => target === 'crm' && !wrote.has(erpField))
        const moved = new Set(owners.map(({ crmField }) => crmField))
        const again = [...next.reasons, ...next.conflicts]
        assert.deepEqual(
          again.filter(({ erpField, crmField }) => wrote.has(erpField) && !moved.has(crmField)),
          [],
        )
      }),
    )
  })
})
