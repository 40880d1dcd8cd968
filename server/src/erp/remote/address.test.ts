import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { remoteAddress } from './address.ts'

describe('the address of a remote connector', () => {
  test('is kept in one spelling', () => {
    assert.equal(remoteAddress(' HTTPS://Erp.Example.com:443/koppel/ '), 'https://erp.example.com/koppel')
    assert.equal(remoteAddress('https://erp.example.com'), 'https://erp.example.com')
  })

  test('is on this very machine when it is not encrypted', () => {
    for (const url of [
      'http://127.0.0.1:4100',
      'http://localhost:4100',
      'http://[::1]:4100/a',
      'http://2130706433',
    ])
      assert.ok(remoteAddress(url), url)
    for (const url of [
      'http://erp.example.com',
      'http://10.0.0.7',
      'http://127.0.0.1.example.com',
      'http://0.0.0.0',
    ])
      assert.equal(remoteAddress(url), undefined, url)
  })

  test('holds nothing but where to knock', () => {
    for (const url of [
      'https://user:secret@erp.example.com',
      'https://erp.example.com/?a=b',
      'https://erp.example.com/#a',
    ])
      assert.equal(remoteAddress(url), undefined, url)
  })

  test('is a web address', () => {
    for (const url of [
      '',
      'erp.example.com',
      'ftp://erp.example.com',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ])
      assert.equal(remoteAddress(url), undefined, url)
  })
})
