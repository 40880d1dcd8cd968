import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { type ActorType, ConnectorError, defineConnector, type Field } from '@koppel/sdk'
import { bothWays, connection, type Directions, done, map, refused, useDesk } from './erp-desk.ts'

// An ERP that offers other things tomorrow than it does today.

const name: Field = { key: 'NAME', label: 'Name', type: 'text' }
const phone: Field = { key: 'PHONE', label: 'Phone', type: 'text' }
const customers = (...fields: Field[]): ActorType => ({
  type: 'customer',
  capabilities: { create: true, update: true },
  fields,
})
let offered: readonly ActorType[] = []
let mayDescribe = true

const shifting = defineConnector({
  id: 'shifting',
  name: 'Shifting',
  version: '1.0.0',
  settings: {},
  connect: async () => ({
    async describe() {
      if (!mayDescribe) throw new ConnectorError('unauthorized', 'This user may not read the fields.')
      return [...offered]
    },
    get: async () => [],
    search: async () => ({ actors: [] }),
    write: async () => [],
    async *changes() {
      yield { actors: [], cursor: '1' }
    },
  }),
})
const desk = useDesk({ connectors: [shifting] })

beforeEach(() => {
  offered = [customers(name, phone)]
  mayDescribe = true
})

async function shiftingConnection(title: string, directions?: Directions): Promise<number> {
  const connectors = done(await desk.call('GET', '/connectors'))
  const { id: connectorId } = connectors.find(({ url }: { url: string }) => url === 'builtin:shifting')
  const { proof } = done(await desk.call('POST', '/connection-tests', { connectorId, settings: {} }))
  const id = await connection(desk, title, { connectorId, settings: {}, proof })
  if (directions) done(await map(desk, id, 'customer', directions))
  return id
}

async function faultsOf(id: number) {
  const { faults } = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
  return faults.map(({ code, at, title }) => ({ code, at, title }))
}

const isActive = async (id: number) => done(await desk.call('GET', `/connections/${id}`)).active

describe('activating asks the ERP what it offers now', () => {
  test('and is refused for a field that vanished there, which the screens then show as well', async () => {
    const id = await shiftingConnection('Vanished', { NAME: bothWays, PHONE: bothWays })
    offered = [customers(name)]

    assert.deepEqual(
      (await faultsOf(id)).map(({ code, at }) => [code, at]),
      [['notInErp', 'customer/PHONE']],
    )
    const { active, synchronised } = done(await desk.call('GET', `/connections/${id}`))
    assert.equal(active, false)
    assert.deepEqual(
      synchronised[0].fields.map((field: { erp: string; inErp: boolean }) => [field.erp, field.inErp]),
      [
        ['Name', true],
        ['Phone', false],
      ],
    )
    offered = [customers(name, phone)]
    done(await desk.call('PUT', `/connections/${id}/activation`))
  })

  test('and is refused for an actor type it no longer offers, at that actor type', async () => {
    const id = await shiftingConnection('No customers', { NAME: bothWays })
    offered = []

    assert.deepEqual(
      (await faultsOf(id)).map(({ code, at }) => [code, at]),
      [['actorTypeNotInErp', 'customer']],
    )
  })

  test('and is refused when whoever signs in may not see that', async () => {
    const id = await shiftingConnection('Blindfolded', { NAME: bothWays })
    mayDescribe = false

    assert.deepEqual(await faultsOf(id), [
      { code: 'unauthorized', at: 'settings', title: 'This user may not read the fields.' },
    ])
    assert.equal(await isActive(id), false)
  })
})

describe('what keeps a connection from being activated', () => {
  test('leads to the default values where nothing could be mapped', async () => {
    const number: Field = {
      key: 'NUMBER',
      label: 'Number',
      type: 'text',
      access: 'mandatory',
      identifies: true,
    }
    offered = [customers(name, number)]
    const id = await shiftingConnection('Numbered', { NAME: bothWays })

    const [fault] = await faultsOf(id)
    assert.equal(fault?.at, 'defaults/customer/NUMBER')
    assert.match(String(fault?.title), /Number is mandatory in the ERP\. Give it a default value\./)
  })

  test('names the other connection that writes the field already', async () => {
    const guest = await shiftingConnection('Guest', { NAME: bothWays, PHONE: { toCrm: true } })
    const owner = await shiftingConnection('Owner', { NAME: bothWays, PHONE: { toCrm: true } })
    done(await desk.call('PUT', `/connections/${owner}/activation`))

    const [fault] = await faultsOf(guest)
    assert.match(String(fault?.title), /"Owner" already writes/)
    done(await desk.call('DELETE', `/connections/${owner}/activation`))
  })
})

test('a connection whose ERP offers no actor types has nothing to rank and no default values', async () => {
  offered = []
  const id = await shiftingConnection('Nothing')

  for (const screen of ['ranks', 'defaults', 'mappings']) {
    assert.deepEqual(done(await desk.call('GET', `/connections/${id}/${screen}`)), [], screen)
    refused(await desk.call('GET', `/connections/999999/${screen}`), 404, 'notFound')
  }
})

test('lists that fields of one name use are told apart by the actor type', async () => {
  const category: Field = { key: 'GROUP', label: 'Group', type: 'list', list: 'groups' }
  offered = [
    customers(name, category),
    { type: 'supplier', capabilities: {}, fields: [{ ...category, list: 'supplierGroups' }] },
  ]
  const id = await shiftingConnection('Two groups', { GROUP: { crmField: 'category', toCrm: true } })
  const all = async () =>
    done(await desk.call('GET', `/connections/${id}/list-mappings`)).map(
      ({ label }: { label: string }) => label,
    )
  assert.deepEqual(await all(), ['Group'])

  done(await map(desk, id, 'supplier', { GROUP: { crmField: 'category', toErp: false, toCrm: true } }))
  assert.deepEqual(await all(), ['Group (Customer)', 'Group (Supplier)'])
})

test('what is deleted and whose name is taken says which to rename before it is restored', async () => {
  const id = await shiftingConnection('North')
  done(await desk.call('DELETE', `/connections/${id}`))
  const other = await shiftingConnection('NORTH')

  const { title } = refused(await desk.call('DELETE', `/connections/${id}/deletion`), 409, 'nameTaken')
  assert.match(title, /"NORTH".*another name first/)
  done(await desk.call('PATCH', `/connections/${other}`, { version: 1, name: 'South' }))
  done(await desk.call('DELETE', `/connections/${id}/deletion`))
})
