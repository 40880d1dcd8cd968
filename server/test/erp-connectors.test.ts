import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { demo } from '@koppel/connector-demo'
import { type Connector, defineConnector } from '@koppel/sdk'
import { type Served, serve } from '@koppel/sdk/serve'
import { connection, done, map, nowhere, refused, settingsOf, useDesk } from './erp-desk.ts'

const desk = useDesk()
const secret = 'known-to-both-sides-4711'
const serving: Served[] = []
after(() => Promise.all(serving.map((one) => one.close())))

async function served(
  connector: Connector = demo as unknown as Connector,
  more: object = {},
): Promise<string> {
  const one = await serve(connector, { port: 0, secret, ...more })
  serving.push(one)
  return one.url
}

const add = (body: object) => desk.call('POST', '/connectors', body)
const list = async (deleted = false) =>
  done(await desk.call('GET', `/connectors?deleted=${deleted}`)) as {
    id: number
    name: string
    url: string
  }[]
const auditOf = (id: number) =>
  desk.db.db
    .selectFrom('audit')
    .select(['action', 'newValue'])
    .where('subject', '=', `connector/${id}`)
    .execute()

describe('the list of Sync Connectors', () => {
  test('shows what is shipped, with its version and what it supports', async () => {
    const [one] = (await list()) as unknown[]
    const { name, kind, version, offers, available, connections } = one as Record<string, unknown>
    assert.deepEqual(
      { name, kind, version, available, connections },
      { name: 'Demo ERP', kind: 'shipped', version: '0.1.0', available: true, connections: 0 },
    )
    assert.deepEqual((offers as object[])[0], {
      actorType: 'customer',
      create: true,
      update: true,
      deletions: true,
    })
  })
})

describe('adding a Sync Connector', () => {
  test('takes one that answers, with what it says of itself, and never tells the secret', async () => {
    const url = await served()
    const answer = await add({ name: 'Demo elsewhere', url: `${url}/`, secret })
    const { id, ...added } = done(answer)
    assert.deepEqual(
      [added.url, added.kind, added.version, added.secretSet, added.problem],
      [url, 'remote', '0.1.0', true, null],
    )
    assert.deepEqual(
      added.settings.map(({ key }: { key: string }) => key),
      ['url', 'user', 'password', 'administration'],
    )
    assert.ok(!answer.text.includes(secret))
    assert.deepEqual(await auditOf(id), [
      { action: 'createConnector', newValue: { name: 'Demo elsewhere', url } },
    ])
    const row = await desk.db.db.selectFrom('connector').selectAll().where('id', '=', id).executeTakeFirst()
    assert.ok(!JSON.stringify(row).includes(secret))
  })

  test('keeps the order in which a connector wants its form filled in', async () => {
    const settings = {
      longestOfAll: { kind: 'text', label: 'First' },
      zz: { kind: 'text', label: 'Second' },
      a: { kind: 'text', label: 'Third' },
    } as const
    const unsorted = defineConnector({ ...(demo as unknown as Connector), id: 'unsorted', settings })
    const added = done(await add({ name: 'Unsorted', url: await served(unsorted), secret }))
    assert.deepEqual(
      added.settings.map(({ label }: { label: string }) => label),
      ['First', 'Second', 'Third'],
    )
  })

  test('is refused with a sentence when the secret could not be sent', async () => {
    const refusal = await add({ name: 'Geheim', url: await served(), secret: 'een geheim met spaties' })
    const { faults } = refused(refusal, 422, 'connectorSecretInvalid')
    assert.deepEqual(
      faults.map(({ at }) => at),
      ['secret'],
    )
  })

  test('is refused with the reason when nothing answers', async () => {
    const problem = refused(
      await add({ name: 'Nobody', url: await nowhere(), secret }),
      422,
      'connectorSilent',
    )
    assert.match(problem.title, /sync connector at 127\.0\.0\.1:\d+ does not answer.*refuses the connection/)
    assert.ok(!(await list()).some(({ name }) => name === 'Nobody'))
  })

  test('is refused when the secret is wrong, or something else answers', async () => {
    const url = await served()
    const wrong = refused(
      await add({ name: 'Wrong', url, secret: 'another secret of sorts'.replaceAll(' ', '-') }),
      422,
      'connectorSilent',
    )
    assert.match(wrong.title, /refuses the shared secret/)
    const erp = refused(await add({ name: 'An ERP', url: desk.erp.url }), 422, 'connectorSilent')
    assert.match(erp.title, /No sync connector answers at this address|refuses the shared secret/)
  })

  test('is refused where secrets could be overheard, and for a connector that is not there', async () => {
    for (const url of [
      'http://erp.example.com',
      'ftp://erp.example.com',
      'erp',
      'https://a:b@erp.example.com',
    ])
      refused(await add({ name: 'Open', url }), 422, 'connectorUrlInvalid')
    refused(await add({ name: 'Open', url: 'builtin:nothing' }), 422, 'connectorUnknown')
  })

  test('is refused for a URL or a name that is there already', async () => {
    refused(await add({ name: 'Demo again', url: 'builtin:demo' }), 409, 'connectorTaken')
    refused(await add({ name: 'demo erp', url: await served(), secret }), 409, 'connectorNameTaken')
  })

  test('is for administrators', async () => {
    const somebody = await desk.user('seller')
    const answer = await desk.call('POST', '/connectors', { name: 'X', url: 'builtin:demo' }, somebody)
    assert.equal(answer.status, 403)
  })
})

describe('changing a Sync Connector', () => {
  async function added(name: string) {
    return done(await add({ name, url: await served(), secret })) as { id: number; revision: number }
  }

  test('renames it, and keeps the name over a restart', async () => {
    const { id, revision } = await added('To be renamed')
    const renamed = done(await desk.call('PATCH', `/connectors/${id}`, { revision, name: 'Renamed' }))
    assert.deepEqual([renamed.name, renamed.revision], ['Renamed', revision + 1])
    refused(
      await desk.call('PATCH', `/connectors/${id}`, { revision, name: 'Late' }),
      409,
      'connectorChanged',
    )
  })

  test('asks for the secret again when the host changes', async () => {
    const { id, revision } = await added('Moving')
    const url = await served()
    refused(await desk.call('PATCH', `/connectors/${id}`, { revision, url }), 422, 'secretsCleared')
    const moved = done(await desk.call('PATCH', `/connectors/${id}`, { revision, url, secret }))
    assert.equal(moved.url, url)
  })

  test('forgets the passwords of its connections when the host changes, and not while one is active', async () => {
    const { id, revision } = await added('With a connection')
    const connectionId = await remoteConnection(id, 'Behind it')
    done(await map(desk, connectionId, 'customer', { NAME: { toCrm: true } }))
    done(await desk.call('PUT', `/connections/${connectionId}/activation`))
    const elsewhere = { revision, url: await served(), secret }
    const active = refused(await desk.call('PATCH', `/connectors/${id}`, elsewhere), 409, 'connectorActive')
    assert.match(active.title, /Behind it/)

    done(await desk.call('DELETE', `/connections/${connectionId}/activation`))
    done(await desk.call('PATCH', `/connectors/${id}`, elsewhere))
    const { secretsSet, settings } = done(await desk.call('GET', `/connections/${connectionId}`))
    assert.deepEqual(secretsSet, [])
    assert.equal(settings.user, 'koppel')
  })

  test('is refused when another connector answers at the new address', async () => {
    const { id, revision } = await added('The right one')
    const other = defineConnector({ ...(demo as unknown as Connector), id: 'other' })
    const change = { revision, url: await served(other), secret }
    refused(await desk.call('PATCH', `/connectors/${id}`, change), 422, 'connectorDiffers')
  })

  test('keeps what a connector said when it answers no longer, and tells why', async () => {
    const url = await served()
    const { id } = done(await add({ name: 'Goes away', url, secret }))
    await serving.at(-1)?.close()
    const gone = done(await desk.call('POST', `/connectors/${id}/checks`))
    assert.match(gone.problem.title, /does not answer/)
    assert.equal(gone.version, '0.1.0')
    assert.ok(gone.settings.length > 0)

    // Looking again and again whether it is back takes nothing from the tries of testing an address.
    for (let count = 0; count < 11; count += 1) done(await desk.call('POST', `/connectors/${id}/checks`))
    await added('While the other is gone')
  })
})

describe('deleting a Sync Connector', () => {
  test('is refused while a connection uses it, and says which', async () => {
    const { id } = done(await add({ name: 'In use', url: await served(), secret }))
    const connectionId = await remoteConnection(id, 'Uses it')
    const problem = refused(await desk.call('DELETE', `/connectors/${id}`), 409, 'connectorInUse')
    assert.match(problem.title, /Uses it/)
    assert.deepEqual(
      problem.faults.map(({ at }) => at),
      [`connection/${connectionId}`],
    )

    done(await desk.call('DELETE', `/connections/${connectionId}`))
    done(await desk.call('DELETE', `/connectors/${id}`))
    refused(await desk.call('DELETE', `/connections/${connectionId}/deletion`), 409, 'connectorDeleted')
  })

  test('can be undone', async () => {
    const { id } = done(await add({ name: 'Comes back', url: await served(), secret }))
    done(await desk.call('DELETE', `/connectors/${id}`))
    assert.ok(!(await list()).some((one) => one.id === id))
    assert.ok((await list(true)).some((one) => one.id === id))
    done(await desk.call('DELETE', `/connectors/${id}/deletion`))
    assert.ok((await list()).some((one) => one.id === id))
    assert.deepEqual(
      (await auditOf(id)).map(({ action }) => action),
      ['createConnector', 'deleteConnector', 'restoreConnector'],
    )
  })

  test('leaves its name and URL to another, which then keeps them', async () => {
    const url = await served()
    const { id } = done(await add({ name: 'Twice', url, secret }))
    done(await desk.call('DELETE', `/connectors/${id}`))
    done(await add({ name: 'Twice', url, secret }))
    const { code, status } = (await desk.call('DELETE', `/connectors/${id}/deletion`)).body
    assert.equal(status, 409)
    assert.match(code, /connectorTaken|connectorNameTaken/)
  })
})

describe('an ERP connection through a remote connector', () => {
  test('is tested, saved, described and searched like any other', async () => {
    const { id } = done(await add({ name: 'Remote demo', url: await served(), secret }))
    const connectionId = await remoteConnection(id, 'Far away')
    const [mapping] = done(await desk.call('GET', `/connections/${connectionId}/mappings`))
    assert.equal(mapping.actorType, 'customer')
    done(await map(desk, connectionId, 'customer', { NAME: { toCrm: true, toErp: true } }))
    done(await desk.call('PUT', `/connections/${connectionId}/activation`))
    const search = { actorType: 'customer', text: 'Bakkerij' }
    const { hits } = done(await desk.call('POST', `/connections/${connectionId}/actor-searches`, search))
    assert.ok(hits.length > 0)
  })

  test('offers the choices of a list setting from what is typed so far', async () => {
    const { id } = done(await add({ name: 'With choices', url: await served(), secret }))
    const { administration, ...values } = settingsOf(desk)
    const ask = { setting: 'administration', values }
    const items = done(await desk.call('POST', `/connectors/${id}/setting-items`, ask))
    assert.ok(items.some(({ key }: { key: string }) => key === administration))
  })
})

async function remoteConnection(connectorId: number, name: string): Promise<number> {
  const settings = settingsOf(desk)
  const test = done(await desk.call('POST', '/connection-tests', { connectorId, settings }))
  assert.equal(test.ok, true, JSON.stringify(test))
  return await connection(desk, name, { connectorId, proof: test.proof })
}
