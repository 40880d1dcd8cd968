import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '@koppel/sdk'
import { convert, type FieldType, fits, type MappedField, type Shape } from './index.ts'

const types = ['text', 'password', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime'] as const

const field = (erp: Shape, crm: Shape): MappedField => ({
  erpField: 'E',
  crmField: 'c',
  direction: 'both',
  conflictRule: 'newest',
  keepOnBlank: false,
  erp,
  crm,
  list: { toCrm: new Map([['DE', '7']]), toErp: new Map([['7', 'DE']]) },
})

const becomes = (from: FieldType, to: FieldType, value: Value) => {
  const read = convert(field({ type: from }, { type: to }), 'crm', value)
  return read.ok ? read.value : read.error
}

test('only a type that loses nothing is offered', () => {
  const fitting: Record<FieldType, readonly FieldType[]> = {
    text: ['text'],
    password: [],
    integer: ['text', 'integer', 'decimal'],
    decimal: ['text', 'decimal'],
    checkbox: ['text', 'checkbox'],
    list: ['list'],
    date: ['text', 'date', 'datetime'],
    datetime: ['text', 'datetime'],
  }
  for (const from of types)
    assert.deepEqual(
      types.filter((to) => fits(from, to)),
      fitting[from],
      from,
    )
})

test('a type that does not fit is an error, not a guess', () => {
  assert.deepEqual(becomes('text', 'integer', '7'), { kind: 'typesDoNotFit', from: 'text', to: 'integer' })
  assert.deepEqual(becomes('text', 'checkbox', null), { kind: 'typesDoNotFit', from: 'text', to: 'checkbox' })
})

test('values take the form of the other type', () => {
  assert.equal(becomes('integer', 'decimal', 5), '5')
  assert.equal(becomes('decimal', 'text', '-12.5'), '-12.5')
  assert.equal(becomes('checkbox', 'text', true), 'true')
  assert.equal(becomes('checkbox', 'checkbox', false), false)
  assert.equal(becomes('integer', 'integer', 0), 0)
  assert.equal(becomes('date', 'datetime', '2026-11-21'), '2026-11-21T00:00:00Z')
  assert.equal(becomes('date', 'text', '2026-11-21'), '2026-11-21')
})

test('blank stays blank', () => {
  for (const [from, to] of types.flatMap((from) => types.map((to) => [from, to] as const)))
    if (fits(from, to)) assert.equal(becomes(from, to, null), null)
})

describe('text of limited length', () => {
  const limited = field({ type: 'text', maxLength: 3 }, { type: 'text' })
  test('is counted in characters, not in bytes or halves', () => {
    assert.deepEqual(convert(limited, 'erp', '🚲🚲🚲'), { ok: true, value: '🚲🚲🚲' })
  })
  test('is never cut', () => {
    const error = { kind: 'tooLong', length: 4, limit: 3 }
    assert.deepEqual(convert(limited, 'erp', '🚲🚲🚲x'), { ok: false, error })
  })
  test('is not limited on the way to the other side', () => {
    assert.deepEqual(convert(limited, 'crm', 'long'), { ok: true, value: 'long' })
  })
  test('limits what a number becomes', () => {
    const read = convert(field({ type: 'decimal' }, { type: 'text', maxLength: 3 }), 'crm', '1234')
    assert.equal(read.ok, false)
  })
})

test('a decimal is rounded to the digits the target keeps', () => {
  const price = field({ type: 'decimal', decimals: 2 }, { type: 'decimal' })
  assert.deepEqual(convert(price, 'erp', '2.345'), { ok: true, value: '2.35' })
  assert.deepEqual(convert(price, 'crm', '2.345'), { ok: true, value: '2.345' })
})

describe('a list item', () => {
  const list = field({ type: 'list' }, { type: 'list' })
  test('is mapped both ways', () => {
    assert.deepEqual(convert(list, 'crm', 'DE'), { ok: true, value: '7' })
    assert.deepEqual(convert(list, 'erp', '7'), { ok: true, value: 'DE' })
  })
  test('without a counterpart is named', () => {
    assert.deepEqual(convert(list, 'erp', '8'), { ok: false, error: { kind: 'unmappedItem', item: '8' } })
    const { list: _, ...without } = list
    assert.deepEqual(convert(without, 'crm', 'DE'), {
      ok: false,
      error: { kind: 'unmappedItem', item: 'DE' },
    })
  })
})
