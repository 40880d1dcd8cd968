import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { open, SecretError, seal } from './secrets.ts'

const key = randomBytes(32)
const place = { table: 'connection', row: 7, field: 'password' }

describe('a sealed secret', () => {
  test('opens where it was sealed', () => {
    for (const text of ['', 'open sesame', 'wachtwoord €ß漢😀', 'x'.repeat(100_000)]) {
      assert.equal(open(key, place, seal(key, place, text)), text)
    }
  })

  test('never looks the same twice and does not show its text', () => {
    const sealed = seal(key, place, 'open sesame')
    assert.notEqual(sealed, seal(key, place, 'open sesame'))
    assert.doesNotMatch(sealed, /sesame/)
  })

  test('does not open in another row, table or field', () => {
    const sealed = seal(key, place, 'open sesame')
    for (const other of [{ row: 8 }, { table: 'connector' }, { field: 'token' }]) {
      assert.throws(() => open(key, { ...place, ...other }, sealed), SecretError)
    }
  })

  test('does not open with another master key', () => {
    assert.throws(() => open(randomBytes(32), place, seal(key, place, 'open sesame')), SecretError)
  })

  test('does not open with the key of another secret', () => {
    const [version, , text] = seal(key, place, 'one').split('.')
    const [, otherKey] = seal(key, place, 'two').split('.')
    assert.throws(() => open(key, place, [version, otherKey, text].join('.')), SecretError)
  })

  test('does not open when any single character of it differs', () => {
    const sealed = seal(key, place, 'open sesame')
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
      assert.throws(() => open(key, place, changed), SecretError, `character ${at}`)
    }
  })

  test('does not open when it is cut short', () => {
    const sealed = seal(key, place, 'open sesame')
    for (let length = 0; length < sealed.length; length += 1) {
      assert.throws(() => open(key, place, sealed.slice(0, length)), SecretError, `length ${length}`)
    }
  })
})
