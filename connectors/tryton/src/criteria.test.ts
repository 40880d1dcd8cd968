import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Field, type Operator, operatorsOf, type Value } from '@koppel/sdk'
import { meets } from './criteria.ts'

const field = (type: Field['type']): Field => ({ key: 'F', label: 'F', type, searchable: true })

const negative: readonly Operator[] = ['notBegins', 'notContains', 'notEnds', 'notEquals', 'notOneOf']

describe('a blank value', () => {
  for (const type of ['text', 'integer', 'decimal', 'date', 'list'] as const) {
    test(`of type ${type} meets only the negations`, () => {
      const met = operatorsOf[type].filter((operator) =>
        meets(field(type), null, { field: 'F', operator, values: ['1', '9'] }),
      )
      assert.deepEqual(met.toSorted(), operatorsOf[type].filter((one) => negative.includes(one)).toSorted())
    })
  }
})

describe('a value', () => {
  const met = (type: Field['type'], value: Value, operator: Operator, ...values: Value[]) =>
    meets(field(type), value, { field: 'F', operator, values })

  test('of text is compared without regard to letter case or Unicode form', () => {
    assert.ok(met('text', 'Zoë', 'equals', 'ZOE\u0308'))
    assert.ok(met('text', 'Zoë', 'between', 'z', 'zz'))
    assert.ok(!met('text', 'Zoë', 'notContains', 'OË'))
  })

  test('of numbers is compared as a number', () => {
    assert.ok(met('decimal', '12.50', 'equals', '12.5'))
    assert.ok(met('decimal', '9', 'less', '10'))
    assert.ok(met('decimal', '10', 'between', '10', '10'))
    assert.ok(!met('decimal', '10', 'greater', '10'))
  })

  test('of dates is before, after or within both ends', () => {
    assert.ok(met('date', '2026-02-01', 'before', '2026-02-02'))
    assert.ok(!met('date', '2026-02-01', 'after', '2026-02-01'))
    assert.ok(met('date', '2026-02-01', 'between', '2026-02-01', '2026-02-01'))
  })

  test('of lists is one of none only by negation', () => {
    assert.ok(!met('list', '1', 'oneOf'))
    assert.ok(met('list', '1', 'notOneOf'))
  })
})
