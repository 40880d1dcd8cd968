import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bodyOf, cookieOf, password, useWholeApp } from './whole-app.ts'

const first = { name: 'Ann', email: 'Ann@Example.com', password }

describe('the first administrator', () => {
  const world = useWholeApp()
  const setUp = (token: string, person = first) =>
    world.request('POST', '/api/v1/setup', { body: { token, ...person } })
  const needed = async () =>
    ((await bodyOf(await world.request('GET', '/api/v1/setup'))) as { needed: boolean }).needed

  test('is not made without the link that was printed', async () => {
    const answer = await setUp('guessed')

    assert.equal(answer.status, 403)
    assert.equal(await needed(), true)
  })

  test('needs a password of twelve characters', async () => {
    const answer = await setUp(world.ready().access.setupToken, { ...first, password: 'elevenchars' })

    assert.equal(answer.status, 400)
    assert.equal(await needed(), true)
  })

  test('is made with the link once, however many try at the same time, and can sign in', async () => {
    const { setupToken } = world.ready().access
    const answers = await Promise.all(Array.from({ length: 4 }, () => setUp(setupToken)))

    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 403, 403, 403])
    assert.equal(await needed(), false)
    const cookie = cookieOf(await world.signIn('ANN@example.com'))
    const session = await bodyOf(await world.request('GET', '/api/v1/session', { cookie }))
    assert.deepEqual(
      { ...session, user: { ...session.user, id: '' } },
      {
        user: {
          id: '',
          name: 'Ann',
          email: 'ann@example.com',
          role: 'administrator',
          licences: ['erpSync', 'import', 'quotes'],
          language: null,
        },
        crmName: 'SuperCRM',
        demoErpUrl: 'http://127.0.0.1:4010',
      },
    )
  })
})

describe('signing in', () => {
  const world = useWholeApp()

  test('answers the same to an unknown address, a wrong password and a disabled account', async () => {
    await world.signedIn('dora', 'user')
    await world.signedIn('dirk', 'user')
    await world.database.db
      .updateTable('appUser')
      .set({ disabledAt: '2026-01-01T00:00:00Z' })
      .where('email', '=', 'dirk@example.com')
      .execute()
    const answers = [
      await world.signIn('nobody@example.com'),
      await world.signIn('dora@example.com', 'wrong horse battery'),
      await world.signIn('dirk@example.com'),
    ]

    for (const answer of answers) {
      const { requestId: _, ...problem } = await bodyOf(answer)
      assert.equal(answer.status, 401)
      assert.deepEqual(problem, {
        type: 'urn:koppel:problem:wrongCredentials',
        title: 'This e-mail address and password do not go together.',
        status: 401,
        code: 'wrongCredentials',
        faults: [],
      })
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
  })

  test('is slowed down for an account after ten wrong passwords, and not for others', async () => {
    await world.signedIn('gwen', 'user')
    await world.signedIn('hugo', 'user')
    for (let n = 0; n < 10; n += 1) await world.signIn('gwen@example.com', 'wrong horse battery')

    const shut = await world.signIn('gwen@example.com')

    assert.equal(shut.status, 429)
    assert.match(shut.headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal((await bodyOf(shut)).code, 'tooManyTries')
    assert.equal((await world.signIn('hugo@example.com')).status, 200)
  })

  test('gives a cookie that scripts and other sites cannot use, and a new one each time', async () => {
    await world.signedIn('ida', 'user')
    const [one, two] = [await world.signIn('ida@example.com'), await world.signIn('ida@example.com')]

    assert.match(
      one.headers.getSetCookie().join(),
      /^koppel=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    assert.notEqual(cookieOf(one), cookieOf(two))
  })

  test('does not take over a session id that was there before', async () => {
    const answer = await world.signIn('ida@example.com', password, { cookie: 'koppel=planted.value' })

    assert.doesNotMatch(cookieOf(answer), /planted/)
    assert.equal(
      (await world.request('GET', '/api/v1/session', { cookie: 'koppel=planted.value' })).status,
      401,
    )
  })

  test('stores passwords as argon2id', async () => {
    const { password: stored } = await world.database.db
      .selectFrom('userAccount')
      .select('password')
      .executeTakeFirstOrThrow()

    assert.match(stored ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('and its failure stand in the audit without the password', async () => {
    const rows = await world.database.db.selectFrom('audit').selectAll().execute()

    assert.ok(rows.some(({ action }) => action === 'signIn'))
    assert.ok(rows.some(({ action }) => action === 'signInFailed'))
    assert.doesNotMatch(JSON.stringify(rows), /horse/)
  })
})

describe('over https', () => {
  const world = useWholeApp({ url: 'https://koppel.example' })

  test('the cookie is bound to https and to this host', async () => {
    await world.signedIn('ida', 'user')
    const [cookie] = (await world.signIn('ida@example.com')).headers.getSetCookie()

    assert.match(
      cookie ?? '',
      /^__Host-koppel=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  test('browsers are told to stay on https', async () => {
    const answer = await world.request('GET', '/api/v1/health')

    assert.equal(answer.headers.get('strict-transport-security'), 'max-age=31536000; includeSubDomains')
  })
})

describe('a session', () => {
  const world = useWholeApp()
  const session = (cookie: string) => world.request('GET', '/api/v1/session', { cookie })

  test('ends when its owner signs out, and only that one', async () => {
    const cookie = await world.signedIn('kim', 'user')
    const other = cookieOf(await world.signIn('kim@example.com'))

    const out = await world.request('POST', '/api/v1/auth/sign-out', { cookie })

    assert.equal(out.status, 204)
    assert.equal((await session(cookie)).status, 401)
    assert.equal((await session(other)).status, 200)
  })

  test('ends when its time is over', async () => {
    const cookie = await world.signedIn('leo', 'user')
    await world.database.db.updateTable('userSession').set({ expiresAt: '2026-01-01T00:00:00Z' }).execute()

    assert.equal((await session(cookie)).status, 401)
  })

  test('of others ends when the password is changed, which needs the current one', async () => {
    const cookie = await world.signedIn('mia', 'user')
    const other = cookieOf(await world.signIn('mia@example.com'))
    const change = (currentPassword: string) =>
      world.request('POST', '/api/v1/auth/change-password', {
        cookie,
        body: { currentPassword, newPassword: 'another long password' },
      })

    const refused = await change('not the current one')
    assert.deepEqual([refused.status, (await bodyOf(refused)).code], [422, 'wrongPassword'])
    const changed = await change(password)

    assert.equal(changed.status, 204)
    assert.equal((await session(other)).status, 401)
    assert.equal((await session(cookieOf(changed))).status, 200)
    assert.equal((await world.signIn('mia@example.com')).status, 401)
    assert.equal((await world.signIn('mia@example.com', 'another long password')).status, 200)
  })

  test('does not let its holder guess the password without end', async () => {
    const cookie = await world.signedIn('nel', 'user')
    const guess = (index: number) =>
      world.request('POST', '/api/v1/auth/change-password', {
        cookie,
        body: { currentPassword: `guess ${index}`, newPassword: 'another long password' },
      })
    for (let index = 0; index < 10; index += 1) assert.equal((await guess(index)).status, 422)

    const answer = await guess(10)
    assert.deepEqual([answer.status, (await bodyOf(answer)).code], [429, 'tooManyTries'])
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/)
  })
})
