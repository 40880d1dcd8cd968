import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, cookieOf, password, useWholeApp } from './whole-app.ts'

let chief = ''
const world = useWholeApp({
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
  },
})

const api = (method: string, path: string, body?: unknown, cookie = chief) =>
  world.request(method, `/api/v1${path}`, { cookie, body })
const session = (cookie: string) => api('GET', '/session', undefined, cookie)

async function done(answer: Response) {
  const text = await answer.text()
  assert.ok(answer.status === 200 || answer.status === 204, `${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

async function refused(answer: Response, status: number, code: string) {
  const problem = await bodyOf(answer)
  assert.deepEqual([answer.status, problem.code], [status, code])
  return problem
}

async function invited(name: string, more: object = {}) {
  const user = { name, email: `${name}@example.com`, role: 'user', licences: ['erpSync'], ...more }
  const made = await done(await api('POST', '/users', user))
  return { id: made.id as string, token: tokenOf(made.invitation.link), ...made }
}

const tokenOf = (link: string) => new URL(link).hash.slice(1)
const look = (token: string) => world.request('POST', '/api/v1/auth/access-link', { body: { token } })
const choose = (token: string, chosen = 'a password of her own') =>
  world.request('POST', '/api/v1/auth/password', { body: { token, password: chosen } })

describe('somebody who is invited', () => {
  test('gets a link once, chooses a password with it and signs in', async () => {
    const { token, invitation, hasPassword } = await invited('ina')
    assert.equal(hasPassword, false)
    assert.match(invitation.link, /^http:\/\/koppel\.example\/set-password#[\w-]{43}$/)
    const days = (Date.parse(invitation.expiresAt) - Date.now()) / 86_400_000
    assert.ok(days > 6.9 && days <= 7, `${days} days`)

    assert.deepEqual(await done(await look(token)), {
      kind: 'invitation',
      name: 'ina',
      email: 'ina@example.com',
    })
    await done(await choose(token))

    assert.equal((await world.signIn('ina@example.com', 'a password of her own')).status, 200)
    await refused(await look(token), 403, 'accessLinkInvalid')
    await refused(await choose(token, 'another one, later'), 403, 'accessLinkInvalid')
  })

  test('cannot sign in before, nor with a password that is too short', async () => {
    const { token } = await invited('ivo')

    await refused(await world.signIn('ivo@example.com', ''), 400, 'malformedRequest')
    await refused(await world.signIn('ivo@example.com', 'anything at all'), 401, 'wrongCredentials')
    await refused(await choose(token, 'elevenchars'), 400, 'malformedRequest')
    await done(await choose(token))
  })

  test('is shown as such until then, and is seen when signed in', async () => {
    const { id, token } = await invited('iris')
    const shown = async () =>
      (await done(await api('GET', '/users'))).find((user: { id: string }) => user.id === id)
    assert.partialDeepStrictEqual(await shown(), { hasPassword: false, lastSeenAt: null })
    assert.ok((await shown()).linkExpiresAt)

    await done(await choose(token))
    const cookie = cookieOf(await world.signIn('iris@example.com', 'a password of her own'))
    await session(cookie)

    assert.partialDeepStrictEqual(await shown(), { hasPassword: true, linkExpiresAt: null })
    assert.ok(Date.now() - Date.parse((await shown()).lastSeenAt) < 60_000)
  })
})

describe('a one-time link', () => {
  test('is stored so that the database does not give it away', async () => {
    const { token } = await invited('lea')
    const rows = await world.database.db.selectFrom('accessLink').selectAll().execute()

    assert.doesNotMatch(JSON.stringify(rows), new RegExp(token))
  })

  test('is void when a newer one was made, when it is too old, and when its user is disabled', async () => {
    const { id, token } = await invited('lars')
    const { link } = await done(await api('POST', `/users/${id}/access-links`))
    await refused(await look(token), 403, 'accessLinkInvalid')
    await done(await look(tokenOf(link)))

    await world.database.db
      .updateTable('accessLink')
      .set({ expiresAt: '2026-01-01T00:00:00Z' })
      .where('userId', '=', id)
      .execute()
    await refused(await look(tokenOf(link)), 403, 'accessLinkInvalid')

    const again = await done(await api('POST', `/users/${id}/access-links`))
    await done(await api('PATCH', `/users/${id}`, { disabled: true }))
    await refused(await choose(tokenOf(again.link)), 403, 'accessLinkInvalid')
    await refused(await api('POST', `/users/${id}/access-links`), 409, 'userDisabled')
  })

  test('lets one of many that use it at the same time choose', async () => {
    const { token } = await invited('lou')
    const chosen = ['first', 'second', 'third'].map((which) => `the ${which} password`)
    const answers = await Promise.all(chosen.map((one) => choose(token, one)))

    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 403, 403])
  })

  test('resets a password: the old one works until then, and every session ends', async () => {
    const cookie = await world.signedIn('rob', 'user')
    const { id } = (await bodyOf(await session(cookie))).user
    const { kind, link } = await done(await api('POST', `/users/${id}/access-links`))
    assert.equal(kind, 'reset')
    assert.equal((await world.signIn('rob@example.com')).status, 200)

    await done(await choose(tokenOf(link)))

    assert.equal((await session(cookie)).status, 401)
    assert.equal((await world.signIn('rob@example.com')).status, 401)
    assert.equal((await world.signIn('rob@example.com', 'a password of her own')).status, 200)
  })
})

describe('a user', () => {
  test('is changed in name, e-mail, role and licences, each from its next request on', async () => {
    const { id, token } = await invited('ulla')
    await done(await choose(token))
    const cookie = cookieOf(await world.signIn('ulla@example.com', 'a password of her own'))

    const change = { name: 'Ulla B.', email: 'Ulla.B@example.com', role: 'readOnly', licences: ['quotes'] }
    await done(await api('PATCH', `/users/${id}`, change))

    assert.partialDeepStrictEqual((await bodyOf(await session(cookie))).user, {
      ...change,
      email: 'ulla.b@example.com',
    })
    assert.equal((await world.signIn('ulla.b@example.com', 'a password of her own')).status, 200)
    await refused(await api('PATCH', `/users/${id}`, { email: 'chief@example.com' }), 409, 'emailTaken')
  })

  test('is signed out everywhere by an administrator', async () => {
    const cookies = [await world.signedIn('uwe', 'user'), cookieOf(await world.signIn('uwe@example.com'))]
    const { id } = (await bodyOf(await session(cookies[0] ?? ''))).user

    await done(await api('DELETE', `/users/${id}/sessions`))

    for (const cookie of cookies) assert.equal((await session(cookie)).status, 401)
  })

  test('that is not there cannot be changed', async () => {
    for (const [method, path] of [
      ['PATCH', '/users/nobody'],
      ['POST', '/users/nobody/access-links'],
      ['DELETE', '/users/nobody/sessions'],
      ['DELETE', '/users/nobody/two-factor'],
    ] as const) {
      await refused(
        await api(method, path, method === 'PATCH' ? { disabled: true } : undefined),
        404,
        'notFound',
      )
    }
  })
})

describe('the last administrator', () => {
  test('stays, also when another was only invited', async () => {
    const { id: own } = (await bodyOf(await session(chief))).user
    const { id, token } = await invited('nextone', { role: 'administrator' })
    for (const change of [{ role: 'user' }, { disabled: true }]) {
      await refused(await api('PATCH', `/users/${own}`, change), 409, 'lastAdministrator')
    }

    await done(await choose(token))
    const other = cookieOf(await world.signIn('nextone@example.com', 'a password of her own'))
    // Each takes the right of the other at the same moment: one of the two stays.
    const answers = await Promise.all([
      api('PATCH', `/users/${own}`, { role: 'user' }, other),
      api('PATCH', `/users/${id}`, { role: 'user' }, chief),
    ])
    assert.deepEqual(answers.filter(({ status }) => status === 200).length, 1)
    const left = answers[0]?.status === 200 ? other : chief
    for (const who of [own, id]) {
      const answer = await api('PATCH', `/users/${who}`, { role: 'administrator' }, left)
      assert.ok(answer.status === 200, String(answer.status))
    }
  })
})

describe('a group', () => {
  const group = async (name: string) => await done(await api('POST', '/groups', { name }))

  test('is added, renamed and deleted, and its name is its own', async () => {
    const { id, memberIds, connections } = await group('Sales')
    assert.deepEqual([memberIds, connections], [[], []])
    await refused(await api('POST', '/groups', { name: ' SALES ' }), 409, 'nameTaken')

    assert.equal((await done(await api('PATCH', `/groups/${id}`, { name: 'Sales NL' }))).name, 'Sales NL')
    await group('Sales')
    await refused(await api('PATCH', `/groups/${id}`, { name: 'sales' }), 409, 'nameTaken')
    await done(await api('DELETE', `/groups/${id}`))
    await refused(await api('DELETE', `/groups/${id}`), 404, 'notFound')
  })

  test('has the members that were chosen; strangers are passed over', async () => {
    const { id } = await group('Support')
    const [one, two] = [await invited('gina'), await invited('gert')]

    const with2 = await done(
      await api('PUT', `/groups/${id}/members`, { userIds: [one.id, two.id, one.id, 'nobody'] }),
    )
    assert.deepEqual(with2.memberIds, [two.id, one.id])
    const with1 = await done(await api('PUT', `/groups/${id}/members`, { userIds: [one.id] }))
    assert.deepEqual(with1.memberIds, [one.id])
  })

  test('keeps whom somebody else added meanwhile when only who came and who went is said', async () => {
    const { id } = await group('Shared')
    const [one, two, three] = [await invited('gijs'), await invited('gonny'), await invited('guus')]
    const change = (json: object) => api('PATCH', `/groups/${id}/members`, json)

    await done(await change({ added: [one.id] }))
    await done(await change({ added: [two.id, one.id, 'nobody'] }))
    const { memberIds } = await done(await change({ added: [three.id], removed: [one.id] }))
    assert.deepEqual(new Set(memberIds), new Set([two.id, three.id]))
  })

  test('is joined by a new user at once', async () => {
    const { id } = await group('Newcomers')
    const made = await invited('gwen', { groupIds: [id, 999_999] })
    const groups = await done(await api('GET', '/groups'))

    assert.deepEqual(groups.find((one: { id: number }) => one.id === id).memberIds, [made.id])
  })

  test('that a scope names is not deleted, and it says by which connection', async () => {
    const { id } = await group('Scoped')
    const { db } = world.database
    const connector = await db
      .insertInto('connector')
      .values({ name: 'Somewhere', url: 'builtin:nowhere' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const connection = await db
      .insertInto('connection')
      .values({ connectorId: connector.id, name: 'ERP Noord', scope: 'selected' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('connectionAccess')
      .values({ connectionId: connection.id, groupId: id, userId: null, canCreate: true })
      .execute()

    const problem = await refused(await api('DELETE', `/groups/${id}`), 409, 'groupInUse')
    assert.match(problem.title, /ERP Noord/)

    await db.deleteFrom('connectionAccess').where('connectionId', '=', connection.id).execute()
    await done(await api('DELETE', `/groups/${id}`))
  })
})

test('what was done to people stands in the audit, without links and passwords', async () => {
  const rows = await world.database.db.selectFrom('audit').selectAll().execute()
  const actions = new Set(rows.map(({ action }) => action))

  for (const action of [
    ...['createUser', 'changeUser', 'createAccessLink', 'useAccessLink', 'endSessions'],
    ...['createGroup', 'renameGroup', 'deleteGroup', 'changeMembers'],
  ]) {
    assert.ok(actions.has(action), action)
  }
  assert.doesNotMatch(JSON.stringify(rows), /set-password|of her own|correct horse/)
  assert.ok(password)
})
