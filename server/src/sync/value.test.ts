import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '@koppel/sdk'
import fc from 'fast-check'
import { canonical, compareTimes, type FieldType, rounded } from './index.ts'

function reads(type: FieldType, value: Value, expected: Value): void {
  assert.deepEqual(canonical(type, value), { ok: true, value: expected })
}

function refuses(type: FieldType, values: readonly Value[], kind: string): void {
  for (const value of values)
    assert.deepEqual(canonical(type, value), { ok: false, error: { kind } }, String(value))
}

test('blank is one value in every type', () => {
  for (const type of ['text', 'integer', 'decimal', 'checkbox', 'list', 'date', 'datetime'] as const) {
    reads(type, null, null)
    reads(type, '', null)
  }
})

describe('text', () => {
  test('is compared in one Unicode form', () => reads('text', 'Cafe\u0301', 'Caf\u00e9'))
  test('keeps blanks around it and emoji whole', () => reads('text', ' 👩‍👩‍👧 ', ' 👩‍👩‍👧 '))
  test('with NUL or half a character is refused', () =>
    refuses('text', ['a\0', '\uD83D', 'x\uDC00y'], 'invalidText'))
  test('is never made of another kind of value', () => refuses('text', [5, true], 'invalidText'))
})

describe('a number', () => {
  test('that is whole may come as text', () => reads('integer', '007', 7))
  test('that is whole has no negative zero', () => reads('integer', -0, 0))
  test('that is whole must be exact', () =>
    refuses('integer', [1.5, '1.5', 2 ** 53, '9007199254740993', 'x', Number.NaN, true], 'notANumber'))
  test('that is decimal has one way of writing', () => {
    for (const [
      value,
      plain,
    ] of [['-12.50', '-12.5'], ['+1', '1'], ['.5', '0.5'], ['-0.00', '0'], ['1E+3', '1000'], [7, '7']] as const) // biome-ignore format: a table
      reads('decimal', value, plain)
  })
  test('that is decimal keeps all its digits', () =>
    reads(
      'decimal',
      '12345678901234567890.123456789012345678901',
      '12345678901234567890.123456789012345678901',
    ))
  test('that is decimal is never taken from a binary fraction', () =>
    refuses('decimal', [0.1, '1,5', '1e9999', 'Infinity', '0x1f', '.', ' 1'], 'notANumber'))
  test('is rounded half away from zero', () => {
    assert.deepEqual(['2.345', '-2.345', '2.3449', '-0.001'].map((one) => rounded(one, 2)), ['2.35', '-2.35', '2.34', '0']) // biome-ignore format: a row
  })
  test('that is decimal reads the same once it is canonical', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({ max: 99 }), (whole, part) => {
        const once = canonical('decimal', `${whole}.${part}0`)
        assert.ok(once.ok)
        assert.deepEqual(canonical('decimal', once.value), once)
      }),
    )
  })
})

describe('a date', () => {
  test('is a day of the calendar', () => {
    reads('date', '2024-02-29', '2024-02-29')
    refuses(
      'date',
      ['2026-02-29', '1900-02-29', '2026-13-01', '2026-04-31', '2026-01-00', '0000-01-01'],
      'notADate',
    )
  })
  test('is written the ISO way', () => refuses('date', ['21-11-2026', '2026-1-1', 20261121], 'notADate'))
})

describe('a time', () => {
  test('has one way of writing its fraction', () => {
    reads('datetime', '2026-11-21T10:00:00.120000Z', '2026-11-21T10:00:00.12Z')
    reads('datetime', '2026-11-21T10:00:00.000Z', '2026-11-21T10:00:00Z')
    reads('datetime', '2026-11-21T10:00:00.123456Z', '2026-11-21T10:00:00.123456Z')
    reads('datetime', '2026-11-21T10:00:10Z', '2026-11-21T10:00:10Z')
  })
  test('is UTC', () => refuses('datetime', ['2026-11-21T10:00:00', '2026-11-21T10:00:00+01:00'], 'notADate'))
  test('exists', () =>
    refuses('datetime', ['2026-02-30T10:00:00Z', '2026-11-21T24:00:00Z', 'soon'], 'notADate'))
})

test('times are ordered also when their fractions differ in length', () => {
  const [a, b, c] = ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.05Z', '2026-11-21T10:00:00.5Z']
  assert.ok(Number(compareTimes(a, b)) < 0)
  assert.ok(Number(compareTimes(c, b)) > 0)
  assert.equal(compareTimes(c, '2026-11-21T10:00:00.500Z'), 0)
  for (const unknown of [null, undefined, 'yesterday']) assert.equal(compareTimes(a, unknown), undefined)
})

test('a list item is told by its key, also where a key is a number', () => reads('list', 7, '7'))

test('a checkbox is on or off', () => {
  reads('checkbox', false, false)
  refuses('checkbox', ['true', 1, 0], 'notACheckbox')
})
