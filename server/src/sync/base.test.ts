import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { baseFrom, storedBase } from './base.ts'
import type { Base, Pair } from './mapping.ts'

const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor'))
const pair = fc.oneof(
  fc.tuple(value, value),
  value.map((one): Pair => [one, one]),
)
const bases = fc.array(fc.tuple(key, pair)).map((pairs): Base => Object.fromEntries(pairs))

describe('a base as it is kept', () => {
  test('is read back as it was', () => {
    fc.assert(
      fc.property(bases, (base) => {
        const kept = JSON.parse(JSON.stringify(storedBase(base)))
        assert.deepEqual(Object.entries(baseFrom(kept)), Object.entries(base))
      }),
    )
  })

  test('has one value where both halves are the same', () => {
    assert.deepEqual(storedBase({ NAME: ['Acme', 'Acme'], FAX: [null, null], CITY: ['KIEL', 'Kiel'] }), {
      NAME: 'Acme',
      FAX: null,
      CITY: ['KIEL', 'Kiel'],
    })
  })

  test('may have pairs of equal halves: an older release kept them', () => {
    assert.deepEqual(baseFrom({ NAME: ['Acme', 'Acme'], FAX: [null, null] }), {
      NAME: ['Acme', 'Acme'],
      FAX: [null, null],
    })
  })
})
