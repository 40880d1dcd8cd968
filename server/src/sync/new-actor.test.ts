import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '@koppel/sdk'
import fc from 'fast-check'
import type { Direction, MappedField } from './mapping.ts'
import {
  beginningOf,
  type NewActor,
  type NewActorField,
  sentFields,
  toldOf,
  valuesOfNewActor,
} from './new-actor.ts'
import { planLink } from './plan.ts'

const field = (key: string, more: Partial<NewActorField> = {}): NewActorField => ({
  key,
  shape: { type: 'text', maxLength: 20 },
  ask: false,
  mandatory: false,
  ...more,
})

const mapped = (erpField: string, crmField: string, more: Partial<MappedField> = {}): MappedField => ({
  erpField,
  crmField,
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp: { type: 'text', maxLength: 20 },
  crm: { type: 'text' },
  ...more,
})

const list = mapped('COUNTRY', 'country', {
  erp: { type: 'list' },
  crm: { type: 'list' },
  list: { toCrm: new Map([['NL', '7']]), toErp: new Map([['7', 'NL']]) },
})
const country = field('COUNTRY', { shape: { type: 'list' }, items: new Set(['NL', 'BE']) })

function values(more: Partial<NewActor>) {
  return valuesOfNewActor({ fields: [], mapped: [], record: {}, given: {}, without: [], ...more })
}

function only(more: Partial<NewActor>) {
  const [value] = values(more)
  assert.ok(value)
  return value
}

describe('a mapped field of a new actor', () => {
  test('has the value of the record, whichever way it travels afterwards', () => {
    for (const direction of ['toErp', 'toCrm', 'both'] satisfies Direction[]) {
      const name = mapped('NAME', 'name', { direction })
      const value = only({ fields: [field('NAME')], mapped: [name], record: { name: 'Acme' } })
      assert.deepEqual([value.value, value.from, value.open], ['Acme', 'record', false])
    }
  })

  test('is not what somebody fills in, as long as the record has a value', () => {
    const value = only({
      fields: [field('NAME', { ask: true })],
      mapped: [mapped('NAME', 'name')],
      record: { name: 'Acme' },
      given: { NAME: 'Other' },
    })
    assert.equal(value.value, 'Acme')
  })

  test('has the item that stands for the item of the record', () => {
    assert.equal(only({ fields: [country], mapped: [list], record: { country: '7' } }).value, 'NL')
  })

  test('says why the value does not fit', () => {
    const long = {
      fields: [field('NAME')],
      mapped: [mapped('NAME', 'name')],
      record: { name: 'x'.repeat(21) },
    }
    assert.deepEqual(only(long).error, { kind: 'tooLong', length: 21, limit: 20 })
    const unmapped = { fields: [country], mapped: [list], record: { country: '8' } }
    assert.deepEqual(only(unmapped).error, { kind: 'unmappedItem', item: '8' })
  })

  test('can be left out where the value does not fit, unless it is mandatory', () => {
    const given = { mapped: [list], record: { country: '8' }, without: ['COUNTRY'] }
    const without = only({ ...given, fields: [country] })
    assert.deepEqual([without.from, without.error], ['leftOut', null])
    assert.ok(only({ ...given, fields: [{ ...country, mandatory: true }] }).error)
  })

  test('takes the default where the record has nothing', () => {
    const value = only({
      fields: [field('NAME', { preset: { value: 'Preset' } })],
      mapped: [mapped('NAME', 'name')],
      record: { name: null },
    })
    assert.deepEqual([value.value, value.from], ['Preset', 'preset'])
  })
})

describe('a field without a record behind it', () => {
  test('has its default, which somebody may change only where they are asked', () => {
    const preset = { value: 'Preset' }
    const given = { TERMS: 'Mine' }
    assert.equal(only({ fields: [field('TERMS', { preset })], given }).value, 'Preset')
    assert.equal(only({ fields: [field('TERMS', { preset, ask: true })], given }).value, 'Mine')
    assert.equal(only({ fields: [field('TERMS', { preset, ask: true })] }).value, 'Preset')
  })

  test('can be emptied by whoever is asked', () => {
    const fields = [field('TERMS', { preset: { value: 'Preset' }, ask: true })]
    assert.equal(only({ fields, given: { TERMS: null } }).value, null)
  })

  test('is asked for when it is mandatory and has no default', () => {
    const fields = [field('TERMS', { mandatory: true })]
    const missing = only({ fields })
    assert.deepEqual([missing.open, missing.error], [true, { kind: 'mandatory' }])
    assert.deepEqual(only({ fields, given: { TERMS: ' a ' } }).value, 'a')
    assert.deepEqual(only({ fields, given: { TERMS: '  ' } }).error, { kind: 'mandatory' })
  })

  test('takes only items of its list', () => {
    const fields = [{ ...country, ask: true }]
    assert.deepEqual(only({ fields, given: { COUNTRY: 'XX' } }).error, { kind: 'unknownItem', item: 'XX' })
    assert.equal(only({ fields, given: { COUNTRY: 'BE' } }).value, 'BE')
  })

  test('keeps no more digits than the ERP', () => {
    const fields = [field('LIMIT', { shape: { type: 'decimal', decimals: 2 }, ask: true })]
    assert.equal(only({ fields, given: { LIMIT: '10.005' } }).value, '10.01')
    assert.deepEqual(only({ fields, given: { LIMIT: 'ten' } }).error, { kind: 'notANumber' })
  })
})

test('blank values are not sent, and what nobody may fill in is not taken from outside', () => {
  const found = values({
    fields: [field('NAME'), field('PHONE', { ask: true }), field('CODE')],
    given: { CODE: 'injected', constructor: 'x', PHONE: '' },
  })
  assert.deepEqual(sentFields(found), {})
})

describe('the link of an actor that was just made', () => {
  const name = mapped('NAME', 'name')
  const told = (
    mappedFields: readonly MappedField[],
    record: Record<string, Value>,
    more: Partial<NewActor> = {},
  ) =>
    toldOf(
      values({ fields: [field('NAME'), country], mapped: mappedFields, record, ...more }),
      mappedFields,
      record,
    )

  test('has what came back as the ERP half and what the record had as the CRM half', () => {
    const { base, start } = beginningOf([name], told([name], { name: 'Acme' }), { NAME: 'ACME' }, true)
    assert.deepEqual([base, start], [{ NAME: ['ACME', 'Acme'] }, {}])
  })

  test('takes only what is like it for what the ERP made, if it was found later', () => {
    const credit = mapped('CREDIT', 'credit', {
      erp: { type: 'decimal', decimals: 2 },
      crm: { type: 'decimal' },
    })
    const fields = [field('NAME'), field('CREDIT', { shape: credit.erp })]
    const record = { name: 'Acme', credit: '7.005' }
    const saying = told([name, credit], record, { fields })
    const found = (NAME: string, CREDIT: string) =>
      beginningOf([name, credit], saying, { NAME, CREDIT }, false).base
    assert.deepEqual(found(' ACME', '7.01'), { NAME: [' ACME', 'Acme'], CREDIT: ['7.01', '7.005'] })
    const edited = found('Acme & Sons', '9')
    assert.deepEqual(edited, { NAME: ['Acme', 'Acme'], CREDIT: ['7.01', '7.005'] })
    const actor = { NAME: 'Acme & Sons', CREDIT: '9' }
    const plan = planLink({ fields: [name, credit], base: edited, start: {}, actor, record, times: {} })
    assert.deepEqual([plan.toCrm, plan.sent], [{ name: 'Acme & Sons', credit: '9' }, {}])
  })

  test('lets an edit of the record stand over what the ERP filled in, by the rule of the field', () => {
    const code = mapped('CODE', 'code', { conflictRule: 'crm' })
    const begun = beginningOf([code], told([code], { code: null }), { CODE: 'K1' }, true)
    const now = { actor: { CODE: 'K1' }, record: { code: 'mine' }, times: {} }
    assert.deepEqual(planLink({ fields: [code], ...begun, ...now }).sent, { CODE: ['mine', 'mine'] })
  })

  test('brings what the ERP filled in to the record, but empties nothing', () => {
    const code = mapped('CODE', 'code', { direction: 'toCrm', erp: { type: 'text', readOnly: true } })
    const saying = told([code], { code: 'old' })
    const filled = beginningOf([code], saying, { CODE: 'K1' }, true)
    assert.deepEqual(filled, { base: { CODE: [null, 'old'] }, start: {} })
    const plan = planLink({
      ...{ ...filled, fields: [code], actor: { CODE: 'K1' }, record: { code: 'old' }, times: {} },
    })
    assert.deepEqual([plan.toCrm, plan.sent], [{ code: 'K1' }, {}])
    assert.deepEqual(beginningOf([code], saying, { CODE: null }, true), filled)
  })

  test('leaves a default alone where only the CRM tells the ERP', () => {
    const oneWay = mapped('NAME', 'name', { direction: 'toErp' })
    const fields = [field('NAME', { preset: { value: 'Preset' } })]
    const saying = told([oneWay], { name: null }, { fields })
    assert.deepEqual(beginningOf([oneWay], saying, { NAME: 'Preset' }, true).base, { NAME: ['Preset', null] })
  })

  test('sends a value that was left out as soon as it fits', () => {
    const saying = told([list], { country: '8' }, { without: ['COUNTRY'] })
    assert.deepEqual(beginningOf([list], saying, { COUNTRY: null }, true).start, { COUNTRY: 'crm' })
    const fromErp: MappedField = { ...list, direction: 'toCrm' }
    assert.deepEqual(beginningOf([fromErp], saying, { COUNTRY: null }, true).base, { COUNTRY: [null, '8'] })
  })

  test('says nothing of a field that was mapped otherwise when the actor was made', () => {
    const saying = told([name], { name: 'Acme' })
    assert.deepEqual(beginningOf([mapped('NAME', 'other')], saying, { NAME: 'Acme' }, true), {
      base: {},
      start: {},
    })
  })
})

test('whatever the ERP makes of the values, nothing of a record is written anywhere because it was made', () => {
  const direction = fc.constantFrom<Direction>('toErp', 'toCrm', 'both')
  const text = fc.option(
    fc.string({ maxLength: 8 }).map((value) => value.trim().normalize('NFC')),
    { nil: null },
  )
  const changed = fc.constantFrom(
    (value: string) => value,
    (value: string) => value.toUpperCase(),
    (value: string) => value.slice(0, 3),
    (value: string) => ` ${value}`,
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(direction, text, changed), { maxLength: 5 }), (lines) => {
      const keys = lines.map((_, index) => `F${index}`)
      const all = lines.map(([to], index) => mapped(`F${index}`, `f${index}`, { direction: to }))
      const record = Object.fromEntries(
        lines.map(([, value], index) => [
          `f${index}`,
          value === null || /[\0\ud800-\udfff]/.test(value) ? null : value || null,
        ]),
      )
      const made = values({ fields: keys.map((key) => field(key)), mapped: all, record })
      assert.deepEqual(
        made.filter(({ error }) => error),
        [],
      )
      const sent = sentFields(made)
      const returned = Object.fromEntries(
        lines.map(([, , change], index) => {
          const value = sent[`F${index}`]
          return [`F${index}`, typeof value === 'string' ? change(value) : null]
        }),
      )
      const { base, start } = beginningOf(all, toldOf(made, all, record), returned, true)
      assert.deepEqual(start, {})
      const plan = planLink({ fields: all, base, start, actor: returned, record, times: {} })
      assert.deepEqual([plan.toCrm, plan.sent], [{}, {}])
    }),
  )
})
