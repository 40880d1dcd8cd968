import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { keyFor } from './key.ts'

describe('the key of a field or list', () => {
  test('is made of its name', () => {
    assert.equal(keyFor('Contract – nummer', new Set()), 'xContractNummer')
    assert.equal(keyFor('Ingeschätzter Wert (€)', new Set()), 'xIngeschatzterWert')
  })

  test('is of its own even where no letter can be used', () => {
    assert.equal(keyFor('合同', new Set()), 'xField')
    assert.equal(keyFor('契約', new Set(['xField'])), 'xField2')
  })

  test('is never one that is taken, and always one the database takes', () => {
    const names = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 30 })
    fc.assert(
      fc.property(names, (all) => {
        const taken = new Set<string>()
        for (const name of all) {
          const key = keyFor(name, taken)
          assert.ok(!taken.has(key))
          assert.match(key, /^[a-z][A-Za-z0-9]*$/)
          taken.add(key)
        }
      }),
    )
  })
})
