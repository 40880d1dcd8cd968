import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hrefOf } from './href.ts'

test('a web address opens, with or without its scheme', () => {
  assert.equal(hrefOf('web', 'www.nordlicht.example'), 'https://www.nordlicht.example')
  assert.equal(hrefOf('web', 'http://nordlicht.example/a?b=1'), 'http://nordlicht.example/a?b=1')
})

test('an e-mail address writes a letter, a telephone number calls', () => {
  assert.equal(hrefOf('email', 'info@nordlicht.example'), 'mailto:info@nordlicht.example')
  assert.equal(hrefOf('phone', '+31 (0)20 123-4567'), 'tel:+310201234567')
})

test('what is no address stays text', () => {
  for (const value of [
    'javascript:alert(1)',
    'data:text/html,x',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'see note',
  ]) {
    assert.equal(hrefOf('web', value), undefined, value)
  }
  assert.equal(hrefOf('email', 'a@b.example?bcc=all@b.example'), undefined)
  assert.equal(hrefOf('phone', 'ask Jan'), undefined)
})

test('other fields never become links', () => {
  assert.equal(hrefOf('note', 'https://nordlicht.example'), undefined)
})
