import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineConnector } from '@koppel/sdk'
import {
  activeConnection,
  bothWays,
  connection,
  connectorId,
  done,
  map,
  nowhere,
  password,
  proofFor,
  refused,
  settingsOf,
  useDesk,
} from './erp-desk.ts'

const clumsy = defineConnector({
  id: 'clumsy',
  name: 'Clumsy',
  version: '1.0.0',
  settings: { secret: { kind: 'secret', label: 'Secret', mandatory: true } },
  connect: async ({ secret }) => {
    throw new TypeError(`cannot read ${secret}`)
  },
})
const desk = useDesk({ connectors: [clumsy] })
const everyone = { kind: 'everyone' }

async function tried(change: object, language = 'en') {
  const body = { connectorId: await connectorId(desk), settings: { ...settingsOf(desk), ...change } }
  return done(await desk.call('POST', '/connection-tests', body, 'chief', language))
}

describe('the list of Sync Connectors', () => {
  test('names what a connection needs, in the language of the reader', async () => {
    const [demo] = done(await desk.call('GET', '/connectors', undefined, 'chief', 'nl')).filter(
      ({ url }: { url: string }) => url === 'builtin:demo',
    )
    const labels = demo.settings.map(({ label }: { label: string }) => label)
    assert.deepEqual(labels, ['Adres', 'Gebruiker', 'Wachtwoord', 'Administratie'])
    assert.equal(demo.available, true)
  })

  test('offers the choices of a list once enough is filled in', async () => {
    const { administration: _, ...values } = settingsOf(desk)
    const path = `/connectors/${await connectorId(desk)}/setting-items`
    assert.deepEqual(done(await desk.call('POST', path, { setting: 'administration', values: {} })), [])
    const items = done(await desk.call('POST', path, { setting: 'administration', values }))
    assert.ok(items.some(({ key }: { key: string }) => key === 'main'))
  })
})

describe('testing a connection', () => {
  test('says in a sentence that the password is wrong', async () => {
    const result = await tried({ password: 'guessed' }, 'nl')
    assert.deepEqual([result.ok, result.code], [false, 'unauthorized'])
    assert.equal(result.title, 'Gebruiker of wachtwoord is onjuist.')
  })

  test('says in a sentence that nothing answers at the address', async () => {
    const result = await tried({ url: await nowhere() })
    assert.deepEqual([result.ok, result.code], [false, 'unavailable'])
    assert.match(result.title, /127\.0\.0\.1/)
  })

  test('calls what a connector did not foresee its bug, and keeps the secret out of it', async () => {
    const connectors = done(await desk.call('GET', '/connectors'))
    const { id } = connectors.find(({ url }: { url: string }) => url === 'builtin:clumsy')
    const body = { connectorId: id, settings: { secret: 'tell nobody' } }
    const answer = await desk.call('POST', '/connection-tests', body)
    assert.equal(done(answer).code, 'connectorBug')
    assert.match(answer.body.detail, /TypeError/)
    assert.doesNotMatch(answer.text, /tell nobody/)
  })

  test('names each setting that is missing', async () => {
    const body = { connectorId: await connectorId(desk), settings: { url: desk.erp.url } }
    const { faults } = refused(await desk.call('POST', '/connection-tests', body), 422, 'invalidSettings')
    assert.deepEqual(
      faults.map(({ at }) => at),
      ['password'],
    )
  })
})

describe('saving a connection', () => {
  test('is refused without a proof', async () => {
    const body = {
      name: 'Unproven',
      scope: everyone,
      connectorId: await connectorId(desk),
      settings: settingsOf(desk),
    }
    refused(await desk.call('POST', '/connections', { ...body, proof: '' }), 422, 'notTested')
    refused(
      await desk.call('POST', '/connections', { ...body, proof: '99999999999999.AAAA' }),
      422,
      'notTested',
    )
  })

  test('is refused with another password than was tested', async () => {
    const settings = settingsOf(desk)
    const proof = await proofFor(desk, settings)
    const other = { ...settings, password: 'another' }
    const body = {
      name: 'Swapped',
      scope: everyone,
      connectorId: await connectorId(desk),
      settings: other,
      proof,
    }
    refused(await desk.call('POST', '/connections', body), 422, 'notTested')
  })

  test('is refused for a scope of nobody', async () => {
    const settings = settingsOf(desk)
    const proof = await proofFor(desk, settings)
    const body = {
      name: 'Nobody',
      scope: { kind: 'selected' },
      connectorId: await connectorId(desk),
      settings,
      proof,
    }
    refused(await desk.call('POST', '/connections', body), 422, 'scopeEmpty')
  })

  test('stores the actor types and fields of the ERP and maps known names without a direction', async () => {
    const id = await connection(desk, 'Described')
    const mappings = done(await desk.call('GET', `/connections/${id}/mappings`))
    assert.deepEqual(
      mappings.map(({ actorType, enabled }: { actorType: string; enabled: boolean }) => [actorType, enabled]),
      [
        ['customer', false],
        ['supplier', false],
        ['person', false],
        ['project', false],
      ],
    )
    const name = mappings[0].fields.find(({ key }: { key: string }) => key === 'NAME')
    assert.deepEqual([name.crmField, name.toCrm, name.toErp], ['name', false, false])
  })

  test('is refused for a name that is taken', async () => {
    await connection(desk, 'Taken')
    const settings = settingsOf(desk)
    const proof = await proofFor(desk, settings)
    const body = { name: 'taken', scope: everyone, connectorId: await connectorId(desk), settings, proof }
    refused(await desk.call('POST', '/connections', body), 409, 'nameTaken')
  })
})

describe('a secret', () => {
  test('is in no answer, no log line, no audit row, and not readable in the database', async () => {
    const id = await connection(desk, 'Secretive')
    const answers = await Promise.all([
      desk.call('GET', `/connections/${id}`),
      desk.call('GET', '/connections'),
      desk.call('GET', `/connections/${id}/mappings`),
    ])
    for (const { text } of answers) assert.equal(text.includes(password), false)
    assert.deepEqual(answers[0]?.body.secretsSet, ['password'])
    const { rows } = await desk.db.pool.query(
      `select (select jsonb_agg(to_jsonb(c)) from connection c)::text || (select jsonb_agg(to_jsonb(a)) from audit a)::text as all`,
    )
    assert.match(rows[0].all, /Secretive/)
    for (const text of [rows[0].all, ...desk.said]) assert.equal(text.includes(password), false)
  })

  test('that is left out keeps its stored value', async () => {
    const id = await connection(desk, 'Kept')
    const { password: _, ...settings } = settingsOf(desk)
    const proof = await proofFor(desk, settings, id)
    done(await desk.call('PATCH', `/connections/${id}`, { version: 1, settings, proof }))
    assert.equal(await proofFor(desk, settings, id).then((text) => text.length > 0), true)
  })

  test('that is stored fills lists at its own address and is sent to no other', async () => {
    const id = await connection(desk, 'Lists of its own')
    const { password: _, administration: __, ...values } = settingsOf(desk)
    const path = `/connectors/${await connectorId(desk)}/setting-items`
    const asked = { setting: 'administration', connectionId: id }
    assert.ok(done(await desk.call('POST', path, { ...asked, values })).length > 0)
    const elsewhere = { ...values, url: await nowhere() }
    assert.deepEqual(done(await desk.call('POST', path, { ...asked, values: elsewhere })), [])
  })

  test('is asked for again when the address or the account changes', async () => {
    const id = await connection(desk, 'Moved')
    const { password: _, ...settings } = settingsOf(desk)
    for (const change of [{ url: await nowhere() }, { user: 'somebody' }]) {
      const elsewhere = { ...settings, ...change }
      const body = { connectorId: await connectorId(desk), connectionId: id, settings: elsewhere }
      refused(await desk.call('POST', '/connection-tests', body), 422, 'secretsCleared')
      const patch = { version: 1, settings: elsewhere, proof: 'x' }
      refused(await desk.call('PATCH', `/connections/${id}`, patch), 422, 'secretsCleared')
    }
  })
})

test('a secret sealed with another key is said to be unreadable, and can be entered again', async () => {
  const id = await connection(desk, 'Restored')
  const other = await connection(desk, 'Origin')
  await desk.db.pool.query(
    'update connection c set secrets = o.secrets from connection o where c.id = $1 and o.id = $2',
    [id, other],
  )
  done(await map(desk, id, 'customer', { NAME: bothWays }))
  const { faults } = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['secretsUnreadable'],
  )

  const settings = settingsOf(desk)
  const proof = await proofFor(desk, settings, id)
  done(await desk.call('PATCH', `/connections/${id}`, { version: 1, settings, proof }))
  done(await desk.call('PUT', `/connections/${id}/activation`))
})

describe('changing a connection', () => {
  test('is told to the second of two administrators', async () => {
    const id = await connection(desk, 'Shared')
    done(await desk.call('PATCH', `/connections/${id}`, { version: 1, description: 'first' }))
    const second = await desk.call('PATCH', `/connections/${id}`, { version: 1, description: 'second' })
    refused(second, 409, 'connectionChanged')
    assert.equal(done(await desk.call('GET', `/connections/${id}`)).description, 'first')
  })

  test('leaves settings alone while it is active; its name may change', async () => {
    const id = await activeConnection(desk, 'Locked')
    const settings = { ...settingsOf(desk), administration: 'other' }
    const patch = { version: 1, settings, proof: 'x' }
    refused(await desk.call('PATCH', `/connections/${id}`, patch), 409, 'activeSettingsLocked')
    const renamed = done(await desk.call('PATCH', `/connections/${id}`, { version: 1, name: 'Renamed' }))
    assert.equal(renamed.name, 'Renamed')
    const { password: _, ...unchanged } = settingsOf(desk)
    const again = { version: 2, name: 'Once more', settings: unchanged }
    assert.equal(done(await desk.call('PATCH', `/connections/${id}`, again)).name, 'Once more')
  })

  test('keeps the mapping, and marks a field that has vanished from the ERP', async () => {
    const id = await connection(desk, 'Vanishing')
    await desk.db.pool.query(
      `insert into erp_field (connection_id, actor_type, key, label, type, position, rank, crm_field, to_crm)
       values ($1, 'customer', 'OLD', '"Old"', 'text', 99, 99, 'code', true)`,
      [id],
    )
    const settings = settingsOf(desk)
    done(
      await desk.call('PATCH', `/connections/${id}`, {
        version: 1,
        settings,
        proof: await proofFor(desk, settings),
      }),
    )
    const [customer] = done(await desk.call('GET', `/connections/${id}/mappings`))
    const old = customer.fields.find(({ key }: { key: string }) => key === 'OLD')
    assert.deepEqual([old.inErp, old.crmField, old.toCrm], [false, 'code', true])
  })
})

describe('deleting a connection', () => {
  test('keeps its links and mapping; restoring brings it back inactive', async () => {
    const id = await activeConnection(desk, 'Put away')
    const companyId = await desk.record('company', { name: 'Kept GmbH' })
    await desk.db.pool.query(
      `insert into link (connection_id, actor_type, actor_key, record_type, record_id) values ($1, 'customer', 'X', 'company', $2)`,
      [id, companyId],
    )
    done(await desk.call('DELETE', `/connections/${id}`))
    const listed = done(await desk.call('GET', '/connections')).map((one: { id: number }) => one.id)
    assert.equal(listed.includes(id), false)

    done(await desk.call('DELETE', `/connections/${id}/deletion`))
    const back = done(await desk.call('GET', `/connections/${id}`))
    assert.deepEqual([back.active, back.deleted, back.links], [false, false, 1])
    assert.equal(back.synchronised[0].fields.length, 3)
  })
})

test('connections are listed in the order their administrator gave them', async () => {
  const ids = [await connection(desk, 'Second'), await connection(desk, 'First')].reverse()
  done(await desk.call('PUT', '/connection-priorities', { ids }))
  const listed = done(await desk.call('GET', '/connections')).map(({ id }: { id: number }) => id)
  assert.deepEqual(listed.slice(0, 2), ids)
})

test('only administrators reach the administration', async () => {
  const somebody = await desk.user('somebody')
  refused(await desk.call('GET', '/connections', undefined, somebody), 403, 'notAllowed')
  refused(await desk.call('GET', '/connections', undefined, 'stranger'), 401, 'notSignedIn')
})
