import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields, Value } from '@koppel/sdk'
import fc from 'fast-check'
import {
  type Base,
  canonical,
  confirm,
  convert,
  type LinkState,
  type MappedField,
  type Pair,
  type Plan,
  planLink,
  remainingStarts,
} from './index.ts'

const items = { toCrm: new Map([['A', '1'], ['B', '2']]), toErp: new Map([['1', 'A'], ['2', 'B']]) } // biome-ignore format: a table
const blank = fc.constantFrom<Value>(null, '')

const kinds = {
  text: {
    erp: { type: 'text', maxLength: 6 },
    crm: { type: 'text', mandatory: false },
    inErp: fc.oneof(
      blank,
      fc.constantFrom<Value>(' a', 'a', 'A', 'cafe\u0301', 'CAF\u00c9', 'longer text', 'a\0'),
    ),
    inCrm: fc.oneof(blank, fc.constantFrom<Value>(' a', 'a', 'A', 'caf\u00e9', 'longer text', '\uDC00')),
  },
  decimal: {
    erp: { type: 'decimal', decimals: 2 },
    crm: { type: 'decimal' },
    inErp: fc.oneof(blank, fc.constantFrom<Value>('1', '1.0', '2.35', '-0', 'abc', 3)),
    inCrm: fc.oneof(blank, fc.constantFrom<Value>('1.00', '2.345', '2.35', '-2.345', 3)),
  },
  list: {
    erp: { type: 'list' },
    crm: { type: 'list' },
    inErp: fc.oneof(blank, fc.constantFrom<Value>('A', 'B', 'new')),
    inCrm: fc.oneof(blank, fc.constantFrom<Value>('1', '2', '3')),
  },
  date: {
    erp: { type: 'datetime' },
    crm: { type: 'date' },
    inErp: fc.oneof(blank, fc.constantFrom<Value>('2026-11-21T00:00:00Z', '2026-11-21T10:00:00.50Z', 'soon')),
    inCrm: fc.oneof(blank, fc.constantFrom<Value>('2026-11-21', '2024-02-29')),
  },
} as const

type Kind = keyof typeof kinds

// Four CRM fields; the first ERP field of each may write it, the second is fed by it.
const slots = (['text', 'decimal', 'list', 'date'] as const).flatMap((kind) => [
  { kind, erpField: `${kind}1`, crmField: kind, writes: true },
  { kind, erpField: `${kind}2`, crmField: kind, writes: false },
])

interface World extends LinkState {
  readonly rewrites: Rewriting
}

type Rewriting = 'nothing' | 'trims' | 'upperCases'

const anyField = (slot: (typeof slots)[number]): fc.Arbitrary<MappedField> =>
  fc.record({
    erpField: fc.constant(slot.erpField),
    crmField: fc.constant(slot.crmField),
    direction: slot.writes ? fc.constantFrom('toCrm', 'toErp', 'both') : fc.constant('toErp'),
    conflictRule: fc.constantFrom('newest', 'erp', 'crm', 'ask'),
    keepOnBlank: fc.boolean(),
    erp: fc.constant(kinds[slot.kind].erp),
    crm: fc.constant(kinds[slot.kind].crm),
    list: fc.constant(items),
  })

// Any of the keys may be missing.
const some = <T>(
  values: readonly (readonly [string, fc.Arbitrary<T>])[],
): fc.Arbitrary<Readonly<Record<string, T>>> =>
  fc
    .tuple(
      ...values.map(([key, value]) =>
        fc.option(
          value.map((one): [string, T] => [key, one]),
          { nil: undefined },
        ),
      ),
    )
    .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== undefined)))

const sideOf = (side: 'inErp' | 'inCrm', keys: readonly (readonly [string, Kind])[]): fc.Arbitrary<Fields> =>
  some(keys.map(([key, kind]) => [key, kinds[kind][side]] as const))

const actor = sideOf(
  'inErp',
  slots.map(({ erpField, kind }) => [erpField, kind] as const),
)
const record = sideOf(
  'inCrm',
  slots.map(({ crmField, kind }) => [crmField, kind] as const),
)

const anyBase: fc.Arbitrary<Base> = some(
  slots.map((slot) => [slot.erpField, fc.tuple(kinds[slot.kind].inErp, kinds[slot.kind].inCrm)] as const),
)

const time = fc.constantFrom(undefined, null, '2026-11-21T10:00:00Z', '2026-11-21T10:00:00.5Z')
const world: fc.Arbitrary<World> = fc.record({
  fields: fc.tuple(...slots.map(anyField)),
  base: anyBase,
  start: fc.dictionary(
    fc.constantFrom(...slots.map(({ erpField }) => erpField)),
    fc.constantFrom('erp', 'crm', 'ask', 'asIs'),
  ),
  actor,
  record,
  times: fc.record({ erp: time, crm: time }).map(({ erp, crm }) => ({ erp: erp ?? null, crm: crm ?? null })),
  rewrites: fc.constantFrom<Rewriting>('nothing', 'trims', 'upperCases'),
})

// Writes a plan to both sides; the ERP keeps values in its own way.
function carriedOut(state: World, plan: Plan): World {
  const stored = Object.fromEntries(
    Object.entries(plan.toErp).map(([key, value]) => [
      key,
      kept(value, key.startsWith('text') ? state.rewrites : 'nothing'),
    ]),
  )
  const actor = { ...state.actor, ...stored }
  const base = confirm(state.fields, plan.nextBase, plan.sent, actor)
  const start = remainingStarts(plan.nextStart, base)
  return { ...state, actor, record: { ...state.record, ...plan.toCrm }, base, start }
}

function kept(value: Value, rewriting: Rewriting): Value {
  if (typeof value !== 'string') return value
  if (rewriting === 'trims') return value.trim()
  return rewriting === 'upperCases' ? value.toUpperCase() : value
}

function fieldOf(state: World, erpField: string): MappedField {
  const field = state.fields.find((one) => one.erpField === erpField)
  assert.ok(field)
  return field
}

// Both values once the plan's CRM writes are in.
function inBoth({ erpField, crmField }: MappedField, state: World, plan: Plan): Pair {
  const record = { ...state.record, ...plan.toCrm }
  return [state.actor[erpField] ?? null, record[crmField] ?? null]
}

function formsOf(field: MappedField, [erp, crm]: Pair) {
  return [canonical(field.erp.type, erp), canonical(field.crm.type, crm)]
}

function quiet(plan: Plan): void {
  assert.deepEqual([plan.toCrm, plan.toErp, plan.reasons], [{}, {}, []])
}

function holds(property: (state: World) => void): void {
  fc.assert(fc.property(world, property), { numRuns: 1500 })
}

describe('for any link', () => {
  test('a plan that was carried out leaves nothing to write, whatever the ERP makes of the values', () => {
    holds((state) => {
      const next = carriedOut(state, planLink(state))
      const again = planLink(next)
      quiet(again)
      assert.deepEqual(again.nextBase, next.base)
    })
  })

  test('after edits on both sides one further plan is enough again', () => {
    fc.assert(
      fc.property(world, actor, record, (state, erpEdits, crmEdits) => {
        const first = carriedOut(state, planLink(state))
        const edited = {
          ...first,
          actor: { ...first.actor, ...erpEdits },
          record: { ...first.record, ...crmEdits },
        }
        quiet(planLink(carriedOut(edited, planLink(edited))))
      }),
      { numRuns: 1500 },
    )
  })

  test('what is written is what the other side has, in the terms of the target', () => {
    holds((state) => {
      const plan = planLink(state)
      for (const { target, after, erpField } of plan.reasons) {
        const field = fieldOf(state, erpField)
        const [erp, crm] = formsOf(field, inBoth(field, state, plan))
        const source = target === 'crm' ? erp : crm
        assert.ok(source?.ok)
        assert.deepEqual(convert(field, target, source.value), { ok: true, value: after })
      }
    })
  })

  test('the order of the fields does not matter', () => {
    holds((state) => {
      const turned = planLink({ ...state, fields: state.fields.toReversed() })
      assert.deepEqual(turned, planLink(state))
    })
  })

  test('planning the same again while the ERP has not confirmed says the same to the ERP', () => {
    holds((state) => {
      const plan = planLink(state)
      const record = { ...state.record, ...plan.toCrm }
      const again = planLink({ ...state, record, base: plan.nextBase, start: plan.nextStart })
      assert.deepEqual([again.toCrm, again.toErp], [{}, plan.toErp])
    })
  })

  test('a one-way field never writes its source, unless somebody chose so at the start', () => {
    holds((state) => {
      for (const reason of planLink(state).reasons) {
        const { direction } = fieldOf(state, reason.erpField)
        if (reason.why === 'chosen' || direction === 'both') continue
        assert.equal(reason.target, direction === 'toCrm' ? 'crm' : 'erp')
      }
    })
  })

  test('a field that a side did not deliver is left alone', () => {
    holds((state) => {
      const plan = planLink(state)
      for (const { erpField, crmField } of [
        ...plan.reasons,
        ...plan.conflicts,
        ...plan.errors,
        ...plan.warnings,
      ])
        assert.ok(erpField in state.actor && crmField in state.record)
    })
  })

  test('a field that never takes blanks is never emptied', () => {
    holds((state) => {
      for (const { erpField, after } of planLink(state).reasons)
        assert.ok(after !== null || !fieldOf(state, erpField).keepOnBlank)
    })
  })

  test('each difference from the base is carried, agreed, asked, overwritten with a reason, or told', () => {
    holds((state) => {
      const plan = planLink(state)
      const told = new Set(
        [...plan.reasons, ...plan.conflicts, ...plan.errors, ...plan.warnings].map(
          ({ erpField }) => erpField,
        ),
      )
      const silent = state.fields.filter(
        ({ erpField, crmField }) =>
          erpField in state.actor && crmField in state.record && !told.has(erpField),
      )
      for (const field of silent) {
        const next = plan.nextBase[field.erpField]
        assert.ok(next, `${field.erpField} has no base and nothing was told`)
        assert.deepEqual(formsOf(field, inBoth(field, state, plan)), formsOf(field, next))
      }
    })
  })

  test('the inputs are left as they were', () => {
    holds((state) => {
      const before = JSON.stringify(state)
      planLink(state)
      assert.equal(JSON.stringify(state), before)
    })
  })
})
