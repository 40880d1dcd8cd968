import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localPath } from './local-path.ts'

test('after signing in one is where one was', () => {
  assert.equal(localPath('/records/company/7?tab=erp'), '/records/company/7?tab=erp')
})

test('a link cannot lead to another site after signing in', () => {
  for (const from of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
  ]) {
    assert.equal(localPath(from), '/', from)
  }
})

test('without a place to go one starts at the beginning', () => {
  assert.equal(localPath(undefined), '/')
})
