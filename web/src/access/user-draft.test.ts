import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginUser, changesIn } from './user-draft.ts'

const anna = beginUser({
  id: 'anna',
  name: 'Anna',
  email: 'anna@voorbeeld.nl',
  role: 'user',
  licences: ['import', 'erpSync'],
  disabled: false,
  createdAt: '2026-01-01T00:00:00Z',
  lastSeenAt: null,
  hasPassword: true,
  linkExpiresAt: null,
  twoFactor: false,
})

test('somebody new begins as a user who may synchronise', () => {
  assert.deepEqual(beginUser(undefined), { name: '', email: '', role: 'user', licences: ['erpSync'] })
})

test('only what was changed is sent, so that nothing of another administrator is overwritten', () => {
  assert.deepEqual(changesIn(anna, anna), {})
  assert.deepEqual(changesIn(anna, { ...anna, name: 'Anna de Wit' }), { name: 'Anna de Wit' })
  assert.deepEqual(changesIn(anna, { ...anna, role: 'readOnly', email: 'a@voorbeeld.nl' }), {
    role: 'readOnly',
    email: 'a@voorbeeld.nl',
  })
})

test('licences are sent whole when one was ticked or cleared', () => {
  assert.deepEqual(changesIn(anna, { ...anna, licences: ['erpSync'] }), { licences: ['erpSync'] })
  assert.deepEqual(changesIn(anna, { ...anna, licences: [] }), { licences: [] })
})
