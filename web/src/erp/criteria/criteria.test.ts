import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addRow,
  criteriaOf,
  faultOf,
  firstRows,
  knownRows,
  type SearchField,
  shapeOf,
  withField,
  withOperator,
} from './criteria.ts'

const text = (key: string): SearchField => ({
  ...{ key, label: key, type: 'text', identifies: false, items: null },
  operators: ['contains', 'begins', 'equals', 'between'],
})
const name = text('NAME')
const city = text('CITY')
const amount: SearchField = {
  ...{ key: 'AMOUNT', label: 'Amount', type: 'decimal', identifies: false, items: null },
  operators: ['equals', 'less', 'between'],
}
const visit: SearchField = {
  ...{ key: 'VISIT', label: 'Visit', type: 'datetime', identifies: false, items: null },
  operators: ['equals', 'before', 'after', 'between'],
}
const terms: SearchField = {
  ...{ key: 'TERMS', label: 'Terms', type: 'list', identifies: false, operators: ['oneOf', 'notOneOf'] },
  items: [{ key: '14', label: '14 days', inactive: false }],
}
const blocked: SearchField = {
  ...{ key: 'BLOCKED', label: 'Blocked', type: 'checkbox', identifies: false, items: null },
  operators: ['equals'],
}
const row = { id: 1, field: 'NAME', operator: 'contains', values: ['korst'] }

describe('a row of an advanced search', () => {
  test('begins with what was looked for before, in the first text that is no number of the ERP', () => {
    const number = { ...text('NUMBER'), identifies: true }
    assert.deepEqual(firstRows([number, name, city], 'korst'), [row])
    assert.deepEqual(firstRows([number, name], ''), [{ ...row, field: 'NUMBER', values: [null] }])
  })

  test('is added for the first field that has none yet', () => {
    const [, second] = addRow([row], [name, city])
    assert.deepEqual(second, { id: 2, field: 'CITY', operator: 'contains', values: [null] })
  })

  test('keeps what was typed when the field changes to one that is compared alike', () => {
    assert.deepEqual(withField({ ...row, operator: 'begins' }, name, city).values, ['korst'])
    assert.equal(withField({ ...row, operator: 'begins' }, name, city).operator, 'begins')
    assert.deepEqual(withField(row, name, amount), {
      ...row,
      field: 'AMOUNT',
      operator: 'equals',
      values: [null],
    })
    assert.deepEqual(withField(row, name, blocked).values, [true])
    assert.deepEqual(withField(row, name, terms).values, [])
  })

  test('has two values when it is between, and keeps the first', () => {
    assert.deepEqual(withOperator(row, name, 'between').values, ['korst', null])
    assert.deepEqual(withOperator(withOperator(row, name, 'between'), name, 'equals').values, ['korst'])
  })

  test('is gone when the ERP no longer has its field', () => {
    assert.deepEqual(knownRows([row], [city]), [])
  })
})

describe('a row cannot be asked', () => {
  const amounts = (operator: string, ...values: (string | null)[]) =>
    faultOf({ id: 1, field: 'AMOUNT', operator, values }, amount)

  test('without a value, or with one of two', () => {
    assert.equal(faultOf({ ...row, values: [''] }, name), 'missing')
    assert.equal(amounts('between', '1', null), 'missing')
    assert.equal(faultOf({ id: 1, field: 'TERMS', operator: 'oneOf', values: [] }, terms), 'missing')
    assert.equal(faultOf(row, name), undefined)
  })

  test('with a value that is none of its type', () => {
    assert.equal(amounts('equals', 'veel'), 'misread')
    assert.equal(faultOf({ id: 1, field: 'VISIT', operator: 'before', values: ['morgen'] }, visit), 'misread')
  })

  test('from more to less, to the last digit', () => {
    assert.equal(amounts('between', '10', '9.99'), 'reversed')
    assert.equal(amounts('between', '0.10000000000000000001', '0.1'), 'reversed')
    assert.equal(amounts('between', '-2', '1.5'), undefined)
    assert.equal(amounts('between', '-0.5', '-0.25'), undefined)
  })
})

test('a time that is on a day is asked for as the whole of that day', () => {
  const on = { id: 1, field: 'VISIT', operator: 'equals', values: ['2026-11-30'] }
  assert.equal(faultOf(on, visit), undefined)
  assert.deepEqual(withOperator(on, visit, 'before').values, [null])
  assert.equal(shapeOf(visit, 'equals').type, 'date')
  const [asked] = criteriaOf([on], [visit])
  const [from, to] = (asked?.values ?? []).map((value) => new Date(String(value)).getTime())
  assert.equal(asked?.operator, 'between')
  assert.equal(from, new Date(2026, 10, 30).getTime())
  assert.equal(to, new Date(2026, 11, 1).getTime() - 1)
})
