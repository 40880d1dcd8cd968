import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Connector, ConnectorError } from '@koppel/sdk'
import { servedRoutes, useAdministration } from './administration-desk.ts'
import { activeConnection, done, settingsOf } from './erp-desk.ts'
import { bodyOf, password as userPassword } from './whole-app.ts'

// Secrets are planted and used; then everything that can be read as anybody, every error, every line of the log and every
// row of the database is searched for them, however they are written.

const planted = new Map<string, string>()
const log: string[] = []
const heard: string[] = []

/** A connector that says its secret aloud wherever it can. */
const talkative: Connector = {
  id: 'talkative',
  name: 'Talkative',
  version: '1',
  settings: { token: { kind: 'secret', label: 'Token', mandatory: true } },
  connect: async (settings, host) => {
    host.log(`Signing in with ${String(settings.token)}`, {
      headers: { authorization: `Bearer ${settings.token}` },
    })
    throw new ConnectorError('unauthorized', `The token ${String(settings.token)} is not right`)
  },
}

const world = useAdministration({ connectors: [talkative], onLog: (line) => log.push(line) })

/** A secret as it may turn up: plain, in an address, as base64, as hex, in JSON. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  return [
    ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
    ...[bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex')],
  ]
}

function found(text: string): string[] {
  return [...planted].flatMap(([what, secret]) =>
    spellings(secret).some((spelling) => text.includes(spelling)) ? [what] : [],
  )
}

async function listen(answer: Response): Promise<Response> {
  const headers = [...answer.headers].map((pair) => pair.join(': ')).join('\n')
  heard.push(`${headers}\n${await answer.clone().text()}`)
  return answer
}

async function plant(): Promise<void> {
  planted.set('the password of a user', userPassword)
  planted.set('the password of the ERP', settingsOf(world.desk).password)
  await activeConnection(world.desk, 'Planted')

  planted.set('the token of a connector', 'horse"battery/staple ö')
  const connectors = done(await world.call('GET', '/connectors'))
  const { id: connectorId } = connectors.find(({ url }: { url: string }) => url === 'builtin:talkative')
  const settings = { token: planted.get('the token of a connector') }
  await listen(await world.request('POST', '/api/v1/connection-tests', { body: { connectorId, settings } }))
  assert.equal((await world.call('POST', '/connection-tests', { connectorId, settings })).body.ok, false)

  const { id } = done(await world.call('GET', '/session')).user
  const key = done(
    await world.call('POST', '/api-keys', { name: 'k', userId: id, role: 'user', expiresAt: null }),
  )
  planted.set('an API key', key.key.replace('koppel_', ''))
  planted.set('an API key that opens nothing', 'koppel_opensnothing4711')
  for (const shown of [key.key, 'koppel_opensnothing4711']) {
    await world.call('GET', '/session', undefined, 'nobody', { authorization: `Bearer ${shown}` })
  }

  const anna = await world.person('anna', 'user')
  const { link } = done(await world.call('POST', `/users/${anna}/access-links`))
  planted.set('a one-time link', new URL(link).hash.slice(1))
  await listen(
    await world.request('POST', '/api/v1/auth/access-link', { body: { token: new URL(link).hash.slice(1) } }),
  )

  const begun = done(await world.call('POST', '/session/two-factor', { password: userPassword }, 'anna'))
  planted.set('the secret of an authenticator app', begun.secret)
  planted.set('a password that is wrong', 'wrong-zebra-8842')
  await listen(await world.signIn('anna@example.com', 'wrong-zebra-8842'))
  const change = { currentPassword: 'wrong-zebra-8842', newPassword: 'new-giraffe-9917' }
  planted.set('a password that was refused', 'new-giraffe-9917')
  await world.call('POST', '/auth/change-password', change, 'anna')
}

function addressesOf(path: string, ids: readonly string[]): string[] {
  const named = path.replace('{recordType}', 'company').replace('{field}', 'phone')
  return [...new Set(ids.map((id) => named.replaceAll(/\{\w+\}/g, id)))]
}

describe('a secret that was entered', () => {
  test('is in no answer to anybody, whatever is read', async () => {
    await plant()
    const { rows } = await world.database.pool.query('select id from connection')
    const ids = [...rows.map(({ id }) => String(id)), '1', '2']
    const paths = servedRoutes(world.ready())
      .filter(({ method, path }) => method === 'GET' && path !== '/events')
      .flatMap(({ path }) => addressesOf(path, ids))
    assert.ok(paths.length > 70, `${paths.length} addresses`)
    for (const path of paths) {
      for (const as of ['chief', 'anna', 'nobody']) {
        const { text } = await world.call('GET', path, undefined, as)
        assert.deepEqual(found(text), [], `GET ${path} as ${as}: ${text.slice(0, 300)}`)
      }
    }
  })

  test('is in no answer to a request that fails, nor in its headers', () => {
    assert.ok(heard.length >= 3)
    for (const answer of heard) assert.deepEqual(found(answer), [], answer)
  })

  test('is in no line of the log, at the finest level', () => {
    assert.ok(log.length > 50, `${log.length} lines`)
    for (const line of log) assert.deepEqual(found(line), [], line)
  })

  test('is readable in no row of the database', async () => {
    const { pool } = world.database
    const { rows: tables } = await pool.query(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    )
    for (const { name } of tables) {
      const { rows } = await pool.query(`select t::text as text from ${name} t`)
      for (const { text } of rows) assert.deepEqual(found(text), [], `${name}: ${text}`)
    }
  })

  test('is looked for: what is shown once is found where it is shown', async () => {
    const { id } = done(await world.call('GET', '/session')).user
    const made = await world.call('POST', '/api-keys', {
      name: 'x',
      userId: id,
      role: 'user',
      expiresAt: null,
    })
    planted.set('shown once', made.body.key)

    assert.deepEqual(found(made.text), ['shown once'])
    assert.deepEqual(found(JSON.stringify(await bodyOf(await world.request('GET', '/api/v1/setup')))), [])
  })
})
