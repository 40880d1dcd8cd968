import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { checkConnector } from '@koppel/sdk/conformance'
import { startApart } from '../../examples/apart.ts'
import { askAbout, remoteConnector } from '../src/erp/remote/connector.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'
import { bothWays, done, map, useDesk } from './erp-desk.ts'

const apart = await startApart(['Bakkerij Jansen', 'Drukkerij De Vries'])
const desk = useDesk()
after(() => apart[Symbol.asyncDispose]())

test('a connector of somebody else, in a process of its own with nothing but the packed SDK, syncs both ways', async () => {
  const { url, secret } = apart
  const connector = done(await desk.call('POST', '/connectors', { name: 'Ons adresboek', url, secret }))
  assert.deepEqual(
    connector.offers.map(({ actorType }: { actorType: string }) => actorType),
    ['customer'],
  )

  const refused = { connectorId: connector.id, settings: { password: 'shut' } }
  assert.deepEqual(done(await desk.call('POST', '/connection-tests', refused)).code, 'unauthorized')
  const settings = { password: 'open' }
  const tested = done(await desk.call('POST', '/connection-tests', { connectorId: connector.id, settings }))
  const connection = { name: 'Adressen', scope: { kind: 'everyone' }, connectorId: connector.id, settings }
  const { id } = done(await desk.call('POST', '/connections', { ...connection, proof: tested.proof }))
  done(await map(desk, id, 'customer', { NAME: bothWays, PHONE: bothWays, STREETCITY: bothWays }))
  done(await desk.call('PUT', `/connections/${id}/activation`))

  const { hits } = done(
    await desk.call('POST', `/connections/${id}/actor-searches`, { actorType: 'customer', text: 'jansen' }),
  )
  const companyId = await desk.record('company', { name: 'Jansen', phone: '015 123 45 67' })
  const link = { connectionId: id, actorType: 'customer', actorKey: hits[0].key }
  done(
    await desk.call('POST', `/records/company/${companyId}/links`, {
      ...link,
      choices: { NAME: 'erp', STREETCITY: 'erp', PHONE: 'crm' },
    }),
  )

  const company = await desk.db.db
    .selectFrom('company')
    .select('name')
    .where('id', '=', companyId)
    .executeTakeFirst()
  assert.equal(company?.name, 'Bakkerij Jansen')
  const entry = (await apart.book()).find(({ name }) => name === 'Bakkerij Jansen')
  assert.equal(entry?.phone, '015 123 45 67')
})

const { signal } = new AbortController()
const door = createHost({ policy: networkPolicy(['127.0.0.0/8']), log: () => undefined, signal })
const remote = { url: apart.url, secret: () => apart.secret }
const connector = remoteConnector({ ...remote, about: await askAbout(remote, door) })

describe('the example', () => {
  after(() => door.close())

  checkConnector(connector, { password: 'open' }, { fetch: door.fetch, impatient: true })
})
