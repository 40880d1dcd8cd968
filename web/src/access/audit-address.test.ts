import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditExportAddress, auditQueryOf, readAuditAddress } from './audit-address.ts'

test('an address that says nothing, or nothing that is known, filters nothing', () => {
  const nothing = {
    ...{ user: undefined, key: undefined, kind: undefined },
    ...{ subject: undefined, from: undefined, to: undefined },
  }

  assert.deepEqual(readAuditAddress({}), nothing)
  assert.deepEqual(readAuditAddress({ kind: 'spying', from: 'yesterday', user: '', key: '1e3' }), nothing)
})

test('days are those of the browser, the last one whole', () => {
  const { from, to } = auditQueryOf({ from: '2026-03-01', to: '2026-03-01' })

  assert.equal(from, new Date(2026, 2, 1).toISOString())
  assert.equal(to, new Date(2026, 2, 2).toISOString())
})

test('the export asks for what the screen shows', () => {
  assert.equal(
    auditExportAddress({ user: 'u 1', key: '7', kind: 'keys', subject: 'apiKey/3' }),
    '/api/v1/audit/export?userId=u+1&apiKeyId=7&kind=keys&subject=apiKey%2F3',
  )
})
