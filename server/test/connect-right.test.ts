import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activeConnection, done, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

test('the right to connect is one of its own: without it somebody sees the tab, and links nothing', async () => {
  const onlooker = await desk.user('onlooker')
  const scope = { kind: 'selected', users: [{ id: onlooker, canConnect: false, canCreate: true }] }
  const id = await activeConnection(desk, 'To look at', { scope })
  const record = await desk.record('company', { name: 'Looked at BV' })
  const { connections } = done(await desk.call('GET', `/records/company/${record}/erp`, undefined, onlooker))
  assert.match(connections[0].actorTypes[0].connectBlocked, /no right to connect/)

  const search = { actorType: 'customer' }
  const { hits } = done(await desk.call('POST', `/connections/${id}/actor-searches`, search, onlooker))
  const link = { connectionId: id, actorType: 'customer', actorKey: hits[0].key, choices: {} }
  const connect = () => desk.call('POST', `/records/company/${record}/links`, link, onlooker)
  refused(await connect(), 403, 'connectNotAllowed')

  const { version, scope: stored } = done(await desk.call('GET', `/connections/${id}`))
  assert.deepEqual(stored.users, [{ id: onlooker, canConnect: false, canCreate: true }])
  const granted = { kind: 'selected', users: [{ id: onlooker, canConnect: true, canCreate: false }] }
  done(await desk.call('PATCH', `/connections/${id}`, { version, scope: granted }))
  done(await connect())
})
