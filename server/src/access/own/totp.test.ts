import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base32, codeAt, matchingStep, otpauthUri, stepAt } from './totp.ts'

// RFC 6238, appendix B, for SHA-1; the last six of the eight digits it gives.
const secret = Buffer.from('12345678901234567890')
const known: readonly (readonly [second: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]

describe('a code', () => {
  for (const [second, code] of known) {
    test(`is the one every authenticator app shows at second ${second}`, () => {
      assert.equal(codeAt(secret, stepAt(second * 1_000)), code)
    })
  }

  test('is good in its own half minute and the ones beside it, and in no other', () => {
    const now = 1_234_567_890_000
    const off = (steps: number) => matchingStep(secret, '005924', now + steps * 30_000, 0) !== undefined

    assert.deepEqual([-2, -1, 0, 1, 2].map(off), [false, true, true, true, false])
  })

  test('is good once: not again, and none from before it', () => {
    const now = 1_234_567_890_000
    const step = matchingStep(secret, '005924', now, 0) ?? 0

    assert.equal(matchingStep(secret, '005924', now, step), undefined)
    assert.equal(matchingStep(secret, codeAt(secret, step - 1), now, step), undefined)
    assert.equal(matchingStep(secret, codeAt(secret, step + 1), now, step), step + 1)
  })

  test('may be typed with a space, as apps show it, and is nothing else', () => {
    const now = 1_234_567_890_000

    assert.ok(matchingStep(secret, ' 005 924', now, 0))
    for (const wrong of ['', '5924', '0059240', '００５９２４', 'abcdef']) {
      assert.equal(matchingStep(secret, wrong, now, 0), undefined, wrong)
    }
  })
})

test('an app is told the secret in base32, and the name it shows', () => {
  assert.equal(base32(secret), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  assert.equal(
    otpauthUri(secret, 'Super CRM', 'ann@example.com'),
    'otpauth://totp/Super%20CRM:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Super%20CRM',
  )
})
