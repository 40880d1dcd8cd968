import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, password, useWholeApp } from './whole-app.ts'

describe('rights', () => {
  const world = useWholeApp()
  let administrator = ''
  const users = () => world.request('GET', '/api/v1/users', { cookie: administrator })
  const idOf = async (name: string): Promise<string> =>
    ((await bodyOf(await users())) as { id: string; name: string }[]).find((u) => u.name === name)?.id ?? ''
  const change = async (name: string, body: unknown) =>
    world.request('PATCH', `/api/v1/users/${await idOf(name)}`, { cookie: administrator, body })

  test('that are changed act on the next request', async () => {
    administrator = await world.signedIn('chief', 'administrator')
    const cookie = await world.signedIn('nina', 'administrator')
    assert.equal((await world.request('GET', '/api/v1/groups', { cookie })).status, 200)

    assert.equal((await change('nina', { role: 'readOnly' })).status, 200)

    assert.equal((await world.request('GET', '/api/v1/groups', { cookie })).status, 403)
    assert.equal((await world.request('GET', '/api/v1/session', { cookie })).status, 200)
  })

  test('are gone at once for a user who is disabled, and the old session stays dead', async () => {
    const cookie = await world.signedIn('otto', 'user')

    await change('otto', { disabled: true })
    assert.equal((await world.request('GET', '/api/v1/session', { cookie })).status, 401)

    await change('otto', { disabled: false })
    assert.equal((await world.request('GET', '/api/v1/session', { cookie })).status, 401)
    assert.equal((await world.signIn('otto@example.com')).status, 200)
  })

  test('of the last administrator cannot be taken away', async () => {
    const answer = await change('chief', { role: 'user' })

    assert.deepEqual([answer.status, (await bodyOf(answer)).code], [409, 'lastAdministrator'])
    assert.equal((await users()).status, 200)
  })

  test('cannot be slipped in with other fields', async () => {
    const cookie = await world.signedIn('pia', 'user')
    const answer = await world.request('PATCH', '/api/v1/session/user', {
      cookie,
      body: { language: 'nl', role: 'administrator', licences: [] },
    })

    assert.equal(answer.status, 204)
    const { user } = (await bodyOf(await world.request('GET', '/api/v1/session', { cookie }))) as {
      user: { role: string; language: string }
    }
    assert.deepEqual([user.role, user.language], ['user', 'nl'])
  })

  test('and their changes stand in the audit with old and new', async () => {
    const row = await world.database.db
      .selectFrom('audit')
      .select(['oldValue', 'newValue'])
      .where('action', '=', 'changeUser')
      .orderBy('id')
      .executeTakeFirstOrThrow()

    assert.partialDeepStrictEqual(row, {
      oldValue: { name: 'nina', role: 'administrator' },
      newValue: { name: 'nina', role: 'readOnly' },
    })
  })

  test('are given to a new user, whose e-mail address must be free', async () => {
    const add = () =>
      world.request('POST', '/api/v1/users', {
        cookie: administrator,
        body: { name: 'Quin', email: 'Quin@example.com', password, role: 'readOnly', licences: ['quotes'] },
      })
    const [made, taken] = [await add(), await add()]

    assert.partialDeepStrictEqual(await bodyOf(made), {
      name: 'Quin',
      email: 'quin@example.com',
      role: 'readOnly',
      licences: ['quotes'],
      disabled: false,
    })
    assert.deepEqual([taken.status, (await bodyOf(taken)).code], [409, 'emailTaken'])
    assert.equal((await world.signIn('quin@example.com')).status, 200)
  })
})

describe('the language of an answer', () => {
  const world = useWholeApp()
  const titleOf = async (headers: Record<string, string>, cookie = '') =>
    (
      (await bodyOf(await world.request('GET', '/api/v1/records/company/999', { headers, cookie }))) as {
        title: string
      }
    ).title

  test('follows the browser until the user has chosen one', async () => {
    const cookie = await world.signedIn('rosa', 'user')
    const nl = { 'accept-language': 'de, nl-BE;q=0.8, en;q=0.5' }

    assert.match(await titleOf(nl, cookie), /^Dit bestaat niet/)
    assert.match(
      await titleOf({ 'accept-language': 'fr, en;q=0.9, nl;q=0.1' }, cookie),
      /^This does not exist/,
    )
    await world.request('PATCH', '/api/v1/session/user', { cookie, body: { language: 'en' } })
    assert.match(await titleOf(nl, cookie), /^This does not exist/)
  })

  test('follows the browser for whoever is not signed in', async () => {
    assert.equal(await titleOf({ 'accept-language': 'nl' }), 'Meld u eerst aan.')
  })
})
