import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ActorType, type Connector, ConnectorError } from '@koppel/sdk'
import { sql } from 'kysely'
import { activeConnection, connection, done, refused, useDesk } from './erp-desk.ts'

// A connector somebody else wrote: it does what `behaviour` says, and knows a secret.

const token = 'horse"battery/staple ö'
const actor = { key: '7', title: 'Nordlicht', fields: { NAME: 'Nordlicht', SECRET: 'not asked for' } }
const customers: ActorType = {
  type: 'customer',
  capabilities: { update: true },
  fields: [{ key: 'NAME', label: 'Name', type: 'text' }],
}

interface Behaviour {
  describe: () => Promise<unknown>
  get: () => Promise<unknown>
  write: () => Promise<unknown>
}
const wellBehaved: Behaviour = {
  describe: async () => [customers],
  get: async () => [actor],
  write: async () => [{ kind: 'written', actor }],
}
let behaviour = wellBehaved

async function behaving<T>(how: Partial<Behaviour>, work: () => Promise<T>): Promise<T> {
  behaviour = { ...wellBehaved, ...how }
  return await work().finally(() => {
    behaviour = wellBehaved
  })
}

const stranger = {
  id: 'stranger',
  name: 'Stranger',
  version: '1',
  settings: { token: { kind: 'secret', label: 'Token', mandatory: true } },
  connect: async (settings: { token: string }, host: { log: (message: string, detail: object) => void }) => {
    host.log(`Signing in with ${settings.token}`, { headers: { authorization: `Bearer ${settings.token}` } })
    return {
      describe: () => behaviour.describe(),
      get: () => behaviour.get(),
      write: () => behaviour.write(),
      search: async () => ({ actors: [actor] }),
      async *changes() {
        yield { actors: [], cursor: '1' }
      },
    }
  },
} as unknown as Connector

const desk = useDesk({ connectors: [stranger] })

async function strangerId(): Promise<number> {
  const connectors = done(await desk.call('GET', '/connectors'))
  return connectors.find(({ url }: { url: string }) => url === 'builtin:stranger').id
}

async function testIt(as = 'chief') {
  return await desk.call(
    'POST',
    '/connection-tests',
    { connectorId: await strangerId(), settings: { token } },
    as,
  )
}

/** An active connection of the stranger, in which the name goes both ways. */
async function strangeConnection(name: string): Promise<number> {
  const { proof } = done(await testIt())
  const body = {
    name,
    scope: { kind: 'everyone' },
    connectorId: await strangerId(),
    settings: { token },
    proof,
  }
  const { id } = done(await desk.call('POST', '/connections', body))
  const [mapping] = done(await desk.call('GET', `/connections/${id}/mappings`))
  const fields = [{ ...mapping.fields[0], crmField: 'name', toCrm: true, toErp: true }]
  const change = { version: mapping.version, enabled: true, fields }
  done(await desk.call('PUT', `/connections/${id}/mappings/customer`, change))
  done(await desk.call('PUT', `/connections/${id}/activation`))
  return id
}

async function everythingStored(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`.execute(desk.db.db)
  const texts = await Promise.all(
    tables.map(async ({ name }) => (await desk.db.pool.query(`select t::text from ${name} t`)).rows),
  )
  return JSON.stringify(texts)
}

describe('a connector somebody else wrote', () => {
  const slips: readonly (readonly [what: string, how: Partial<Behaviour>, says: RegExp])[] = [
    ['describes nothing', { describe: async () => undefined }, /undefined as actor types/],
    ['throws a text', { describe: () => Promise.reject('gone fishing') }, /gone fishing/],
    ['names a field __proto__', { describe: async () => [withField('__proto__')] }, /__proto__/],
  ]
  for (const [what, how, says] of slips) {
    test(`fails its test with what it did wrong when it ${what}`, async () => {
      const answer = await behaving(how, () => testIt())
      assert.equal(done(answer).code, 'connectorBug')
      assert.match(answer.body.detail, says)
    })
  }

  function withField(key: string): ActorType {
    return { ...customers, fields: [{ key, label: 'Odd', type: 'text' }] }
  }

  test('spoils no comparison: it is refused with what is wrong', async () => {
    const id = await strangeConnection('Shapes')
    const recordId = await desk.record('company', { name: 'Nordlicht' })
    const pair = { recordType: 'company', recordId, actorType: 'customer', actorKey: '7' }
    const answers: readonly unknown[] = [
      5,
      [null],
      [{ ...actor, key: 7 }],
      [{ ...actor, fields: { NAME: NaN } }],
    ]
    for (const given of answers) {
      const compared = await behaving({ get: async () => given }, () =>
        desk.call('POST', `/connections/${id}/comparisons`, pair),
      )
      refused(compared, 502, 'connectorBug')
    }
    done(await desk.call('POST', `/connections/${id}/comparisons`, pair))
  })

  test('delivers to the screen nothing that was not asked for', async () => {
    const id = await strangeConnection('Asked')
    const answer = await desk.call('POST', `/connections/${id}/actor-searches`, { actorType: 'customer' })
    assert.equal(done(answer).hits[0].title, 'Nordlicht')
    assert.doesNotMatch(answer.text, /not asked for/)
  })
})

describe('a secret of a connection', () => {
  test('is in no answer, no line of the log and nothing stored, whatever the connector says', async () => {
    const id = await strangeConnection('Told')
    const told = `wrong token ${token} ${JSON.stringify({ token })} ${encodeURIComponent(token)}`
    const failures: readonly unknown[] = [
      new Error(told),
      new ConnectorError('unauthorized', { en: told, nl: told }, { detail: told }),
      { told, headers: { token } },
    ]
    const texts: string[] = []
    for (const failure of failures) {
      // A refused password stops the connection; here it is mended each time.
      await desk.db.db.updateTable('connection').set({ state: 'ok', stateReason: null }).execute()
      texts.push((await behaving({ describe: () => Promise.reject(failure) }, () => testIt())).text)
      const company = await desk.record('company', { name: 'Other' })
      const body = { connectionId: id, actorType: 'customer', actorKey: '7', choices: { NAME: 'crm' } }
      const path = `/records/company/${company}/links`
      texts.push(
        (await behaving({ get: () => Promise.reject(failure) }, () => desk.call('POST', path, body))).text,
      )
      await desk.db.db.updateTable('connection').set({ state: 'ok', stateReason: null }).execute()
      const linked = await behaving({ write: () => Promise.reject(failure) }, () =>
        desk.call('POST', path, body),
      )
      texts.push(linked.text, (await desk.call('GET', `/records/company/${company}/erp`)).text)
      done(await desk.call('DELETE', `/links/${done(linked).linkId}`))
    }
    texts.push(desk.said.join('\n'), await everythingStored())
    assert.match(texts.join(), /•••/)
    for (const part of ['battery', encodeURIComponent(token), Buffer.from(token).toString('base64')]) {
      for (const text of texts)
        assert.ok(!text.includes(part), text.slice(Math.max(0, text.indexOf(part) - 300)))
    }
  })
})

test('after ten failed tests within a minute an administrator has to wait, others do not', async () => {
  const hasty = await desk.user('hasty', 'administrator')
  await behaving({ describe: () => Promise.reject(new Error('no')) }, async () => {
    for (let count = 0; count < 10; count += 1) assert.equal(done(await testIt(hasty)).ok, false)
    refused(await testIt(hasty), 429, 'tooManyTries')
  })
  refused(await testIt(hasty), 429, 'tooManyTries')
  assert.equal(done(await testIt()).ok, true)
})

describe('what a connection does not synchronise', () => {
  test('cannot be looked up in the ERP either', async () => {
    const id = await activeConnection(desk, 'Customers only')
    const search = (actorType: string) =>
      desk.call('POST', `/connections/${id}/actor-searches`, { actorType })
    done(await search('customer'))
    refused(await search('person'), 404, 'notFound')
  })
})

describe('the detail for the operator', () => {
  test('is not shown to users on the ERP tab', async () => {
    const id = await activeConnection(desk, 'In trouble')
    const company = await desk.record('company', { name: 'Curious BV' })
    const problem = { code: 'connectorBug', explanation: 'It failed.', detail: 'TypeError: x is undefined' }
    await sql`update connection set state = 'stopped', state_reason = ${JSON.stringify(problem)} where id = ${id}`.execute(
      desk.db.db,
    )
    const asUser = await desk.call(
      'GET',
      `/records/company/${company}/erp`,
      undefined,
      await desk.user('curious'),
    )
    assert.match(asUser.text, /It failed/)
    assert.doesNotMatch(asUser.text, /TypeError/)
    assert.match((await desk.call('GET', `/records/company/${company}/erp`)).text, /TypeError/)
  })
})

describe('a connection deleted while its dialog is open', () => {
  test('cannot be saved, mapped or activated any more', async () => {
    const id = await connection(desk, 'Gone')
    const [{ version, fields }] = done(await desk.call('GET', `/connections/${id}/mappings`))
    done(await desk.call('DELETE', `/connections/${id}`))
    refused(await desk.call('PATCH', `/connections/${id}`, { version: 1, name: 'Still' }), 404, 'notFound')
    refused(await desk.call('PUT', `/connections/${id}/activation`), 404, 'notFound')
    const change = { version, enabled: true, fields }
    refused(await desk.call('PUT', `/connections/${id}/mappings/customer`, change), 404, 'notFound')
  })
})
