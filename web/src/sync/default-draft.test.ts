import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  afterChange,
  type Behaviour,
  behaviourOf,
  type DefaultField,
  isSet,
  missingIn,
  nothingSet,
  withDefault,
} from './default-draft.ts'
import type { Defaults } from './defaults-query.ts'

function field(key: string, more: Partial<DefaultField> = {}): DefaultField {
  return {
    ...{
      key,
      label: key,
      help: null,
      type: 'text',
      maxLength: null,
      items: null,
      list: null,
      crmField: null,
    },
    ...{ hasDefault: false, value: null, text: '', problem: null, askUser: false, mandatory: false },
    locked: false,
    ...more,
  }
}

function defaults(fields: readonly DefaultField[]): Defaults {
  return { actorType: 'customer', recordType: 'company', canCreate: true, version: 1, fields: [...fields] }
}

describe('how a field of a new actor behaves', () => {
  test('a default value has to be filled in, but a checkbox is yes or no at once', () => {
    const text = field('FAX')
    assert.equal(missingIn(text, withDefault(text, nothingSet, true)), 'value')
    assert.equal(missingIn(text, { ...nothingSet, hasDefault: true, value: ' ' }), 'value')
    const box = field('BLOCKED', { type: 'checkbox' })
    assert.equal(missingIn(box, withDefault(box, nothingSet, true)), undefined)
  })

  test('mandatory needs a value or a question, unless the ERP itself says that it is mandatory', () => {
    const mandatory = { ...nothingSet, mandatory: true }
    assert.equal(missingIn(field('FAX'), mandatory), 'oneOfTwo')
    assert.equal(missingIn(field('FAX'), { ...mandatory, askUser: true }), undefined)
    assert.equal(missingIn(field('NAME', { locked: true }), mandatory), undefined)
  })

  test('something has to be chosen', () => {
    assert.equal(missingIn(field('FAX'), nothingSet), 'behaviour')
  })
})

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  hasDefault: fc.boolean(),
  value: fc.constantFrom(null, 'a', '12.5', true),
  askUser: fc.boolean(),
  mandatory: fc.boolean(),
})
const fields = fc
  .uniqueArray(fc.constantFrom('NAME', 'FAX', 'PHONE', 'CITY'), { minLength: 1 })
  .chain((keys) => fc.tuple(...keys.map((key) => behaviour.map((set) => field(key, set)))))

test('a change of one field leaves what is set for the others as it is', () => {
  fc.assert(
    fc.property(fields, fc.nat(), fc.option(behaviour, { nil: undefined }), (all, at, change) => {
      const key = all[at % all.length]?.key ?? ''
      const sent = afterChange(defaults(all), { key, behaviour: change })
      const others = all.filter((one) => one.key !== key && isSet(one))
      assert.deepEqual(
        sent.filter((one) => one.key !== key),
        others.map((one) => ({
          key: one.key,
          ...behaviourOf(one),
          value: one.hasDefault ? one.value : null,
        })),
      )
      assert.equal(
        sent.some((one) => one.key === key),
        change !== undefined && isSet(change),
      )
    }),
  )
})
