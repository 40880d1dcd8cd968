import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Field, Value } from '@koppel/sdk'
import { valueText } from './value-text.ts'

function shown(type: Field['type'], value: Value, language = 'nl'): string {
  return valueText(
    { type, list: 'colour' },
    value,
    (_, key) => (key === '1' ? { nl: 'Rood', en: 'Red' } : undefined),
    language,
  )
}

describe('a value as a person reads it', () => {
  test('is in their language', () => {
    assert.equal(shown('checkbox', true), 'Ja')
    assert.equal(shown('checkbox', false, 'en'), 'No')
    assert.equal(shown('list', '1'), 'Rood')
    assert.equal(shown('date', '2026-02-03'), '3 feb 2026')
    assert.equal(shown('datetime', '2026-02-03T10:00:00Z', 'en'), '3 Feb 2026, 10:00 UTC')
  })

  test('keeps every digit of a number', () => {
    assert.equal(shown('decimal', '12345.50'), '12.345,50')
    assert.equal(shown('decimal', '0.1234567890123456789', 'en'), '0.1234567890123456789')
    assert.equal(shown('decimal', '90071992547409931.01', 'en'), '90,071,992,547,409,931.01')
    assert.equal(shown('integer', 1234, 'en'), '1234')
  })

  test('is empty for a blank, the key for an unknown item, and never a password', () => {
    assert.equal(shown('text', null), '')
    assert.equal(shown('list', '9'), '9')
    assert.equal(shown('password', 'hunter2'), '•••')
  })

  test('is shown as it is where it is not what its type says', () => {
    assert.equal(shown('date', 'soon'), 'soon')
    assert.equal(shown('decimal', 'a lot'), 'a lot')
  })
})
