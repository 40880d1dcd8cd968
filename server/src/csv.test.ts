import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { harmless, line } from './csv.ts'

describe('a cell of an exported list', () => {
  for (const formula of ['=1+1', '+31612345678', '-cmd|calc', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1']) {
    test(`is no formula: ${JSON.stringify(formula)}`, () => {
      assert.equal(harmless(formula), `'${formula}`)
    })
  }

  test('that is a number stays one', () => {
    for (const number of ['-5', '12.50', '-0,75', '7']) assert.equal(harmless(number), number)
  })

  test('never begins like a formula, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cell = harmless(text)
        assert.ok(!/^[=+@\t\r\n]/.test(cell), JSON.stringify(cell))
        assert.ok(!cell.startsWith('-') || /^-\d+([.,]\d+)?$/.test(cell))
      }),
    )
  })
})

describe('a line of an exported list', () => {
  test('separates as spreadsheets of the language expect', () => {
    assert.equal(line(['a', 'b'], 'nl'), 'a;b\r\n')
    assert.equal(line(['a', 'b'], 'en'), 'a,b\r\n')
  })

  test('holds separators, quotes and new lines of a value inside it', () => {
    assert.equal(line(['a;b', 'c"d', 'e\nf', 'g,h'], 'nl'), '"a;b";"c""d";"e\nf";"g,h"\r\n')
  })
})
