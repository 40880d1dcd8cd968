import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConnectorError } from '@koppel/sdk'
import { tryton as connector } from '../src/index.ts'
import { hostWith, listeningHost, readAll, useTryton } from './trial.ts'

const { tryton, settings, signIn, sql } = useTryton()

describe('signing in', () => {
  test('says unauthorized for a wrong password and for an unknown user', async () => {
    await assert.rejects(signIn({ password: 'wrong' }), { name: 'ConnectorError', kind: 'unauthorized' })
    await assert.rejects(signIn({ user: 'nobody' }), { kind: 'unauthorized' })
  })

  test('says misconfigured, with the name in both languages, when there is no such database', async () => {
    await assert.rejects(signIn({ database: 'nowhere' }), (error: ConnectorError) => {
      assert.equal(error.kind, 'misconfigured')
      assert.match(JSON.stringify(error.explanation), /There is no.*nowhere.*Op deze URL.*nowhere/)
      return true
    })
  })

  test('says misconfigured for what is no URL and for a server that is no Tryton', async () => {
    await assert.rejects(signIn({ url: 'tryton' }), { kind: 'misconfigured' })
    const website = hostWith(async () => new Response('<html>Welcome</html>', { status: 200 }))
    await assert.rejects(signIn({}, website), { kind: 'misconfigured' })
    const missing = hostWith(async () => new Response('Not found', { status: 404 }))
    await assert.rejects(signIn({}, missing), { kind: 'misconfigured' })
  })

  test('says unavailable when nothing answers, and for how long Tryton wants to be left alone', async () => {
    await assert.rejects(signIn({ url: 'http://localhost:9' }), { kind: 'unavailable' })
    const busy = hostWith(async () => new Response('', { status: 429, headers: { 'retry-after': '7' } }))
    await assert.rejects(signIn({}, busy), { kind: 'unavailable', retryAfter: 7000 })
    const broken = hostWith(async () => new Response('', { status: 502 }))
    await assert.rejects(signIn({}, broken), { kind: 'unavailable' })
  })

  test('accepts a URL with a slash at its end', async () => {
    const session = await signIn({ url: `${tryton().url}/` })
    assert.equal((await session.describe()).length, 4)
  })

  test('says misconfigured when a category or relation type that was chosen is no longer there', async () => {
    await assert.rejects(signIn({ customerCategory: '99999' }), { kind: 'misconfigured' })
    const session = await signIn({ personRelation: '99999' })
    await assert.rejects(session.describe(), { kind: 'misconfigured' })
  })

  test('takes one call, and one to see that the chosen categories are there', async () => {
    const { host, methods } = listeningHost()
    await signIn({}, host)
    assert.deepEqual(methods, ['common.db.login', 'model.party.category.search_read'])
  })
})

describe('a session', () => {
  test('that Tryton ended is opened again by itself', async () => {
    const session = await signIn()
    sql('delete from ir_session')
    assert.deepEqual((await session.get('customer', ['999999'], [])).length, 0)
  })

  test('whose password was changed meanwhile ends as unauthorized', async () => {
    let password = true
    const host = hostWith((url, init) =>
      password ? fetch(url, init) : Promise.resolve(new Response('', { status: 401 })),
    )
    const session = await signIn({}, host)
    password = false
    await assert.rejects(session.get('customer', ['1'], []), { kind: 'unauthorized' })
  })

  test('says unavailable for every kind of reading while Tryton is down', async () => {
    let up = true
    const host = hostWith((url, init) =>
      up ? fetch(url, init) : Promise.reject(new TypeError('fetch failed')),
    )
    const session = await signIn({}, host)
    up = false
    await assert.rejects(session.describe(), { kind: 'unavailable' })
    await assert.rejects(readAll(session, 'customer'), { kind: 'unavailable' })
    up = true
    assert.equal((await session.describe()).length, 4)
  })
})

describe('the choices of the settings', () => {
  test('are empty while the account is not filled in', async () => {
    assert.deepEqual(
      await connector.settingItems?.('customerCategory', { url: tryton().url }, hostWith()),
      [],
    )
  })

  test('are the categories, relation types and languages of the database', async () => {
    const labels = async (setting: string) =>
      (await connector.settingItems?.(setting, settings(), hostWith()))?.map((item) => item.label) ?? []
    const categories = await labels('customerCategory')
    assert.deepEqual(categories, ['Customer', 'Customer / Premium', 'Retail', 'Supplier', 'Wholesale'].sort())
    assert.ok((await labels('personRelation')).includes('Employee of'))
    assert.ok((await labels('language')).includes('Dutch'))
  })
})
