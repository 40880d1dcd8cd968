import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, useWholeApp } from './whole-app.ts'

let chief = ''
const world = useWholeApp({
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
  },
})

test('a request that is refused is told with the name the CRM has here, in its title and in each fault', async () => {
  const items = ['T', 'X'].map((erpItem) => ({ erpItem, crmItem: '1' }))
  const answer = await world.request('PUT', '/api/v1/connections/1/list-mappings/a/b', {
    cookie: chief,
    body: { version: 0, items },
    headers: { 'accept-language': 'en' },
  })

  const { title, faults } = await bodyOf(answer)
  assert.match(title, /^Each SuperCRM item can be mapped/)
  assert.deepEqual(
    faults.map((fault: { title: string }) => fault.title),
    [title, title],
  )
})
