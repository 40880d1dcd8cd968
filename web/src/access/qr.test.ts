import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { qrMatrix, qrPath, remainder, times } from './qr.ts'

const uri =
  'otpauth://totp/SuperCRM:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SuperCRM'
const printOf = (text: string) =>
  createHash('sha256')
    .update(qrPath(qrMatrix(text)))
    .digest('hex')
    .slice(0, 16)

describe('a QR code', () => {
  // Each of these was read back letter by letter by a scanner (zbar 0.23); whatever changes them has to be scanned again.
  const scanned: readonly (readonly [what: string, text: string, size: number, print: string])[] = [
    ['a word', 'hello', 21, '3f655cd6b261ff4d'],
    ['the address of a secret', uri, 41, 'e635f4bf42f8f963'],
    ['a long text with letters of two bytes', `${'x'.repeat(300)}ÿé`, 69, '9fe482c4dd69f03a'],
    ['nearly all that fits', 'y'.repeat(600), 93, 'ef93dccc2ea791b9'],
  ]
  for (const [what, text, size, print] of scanned) {
    test(`is the one a scanner has read: ${what}`, () => {
      assert.equal(qrMatrix(text).length, size)
      assert.equal(printOf(text), print)
    })
  }

  test('has its three corners and is square, whatever it holds', () => {
    const corner = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
    fc.assert(
      fc.property(fc.string({ maxLength: 160 }), (text) => {
        const matrix = qrMatrix(text)
        const at = (x: number, y: number) =>
          matrix.slice(y, y + 7).map((row) =>
            row
              .slice(x, x + 7)
              .map(Number)
              .join(''),
          )
        assert.ok(matrix.every((row) => row.length === matrix.length))
        for (const [x, y] of [
          [0, 0],
          [matrix.length - 7, 0],
          [0, matrix.length - 7],
        ] as const) {
          assert.deepEqual(at(x, y), corner)
        }
      }),
      { numRuns: 10 },
    )
  })

  test('is not drawn when the text is too long', () => {
    assert.throws(() => qrMatrix('z'.repeat(667)), RangeError)
  })
})

test('the correction bytes make every block divisible by the generator, so that a scanner can mend it', () => {
  const valueAt = (block: readonly number[], x: number) =>
    block.reduce((sum, byte) => times(sum, x) ^ byte, 0)
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 2, max: 30 }),
      (block, degree) => {
        const whole = [...block, ...remainder(block, degree)]
        let root = 1
        for (let step = 0; step < degree; step += 1) {
          assert.equal(valueAt(whole, root), 0)
          root = times(root, 2)
        }
      },
    ),
  )
})
