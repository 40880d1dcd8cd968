import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { codeAt, stepAt } from '../src/access/own/totp.ts'
import { bodyOf, cookieOf, password, useWholeApp } from './whole-app.ts'

// The clock stands still: no code runs out between two lines of a test.
mock.timers.enable({ apis: ['Date'], now: Date.now() })

let chief = ''
const world = useWholeApp({
  prepare: async () => {
    chief = await world.signedIn('chief', 'administrator')
  },
})

const api = (cookie: string, method: string, path: string, body?: unknown) =>
  world.request(method, `/api/v1${path}`, { cookie, body })

async function done(answer: Response) {
  const text = await answer.text()
  assert.ok(answer.status === 200 || answer.status === 204, `${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

async function refused(answer: Response, status: number, code: string) {
  assert.deepEqual([answer.status, (await bodyOf(answer)).code], [status, code])
}

const signIn = (name: string, code?: string) =>
  world.request('POST', '/api/v1/auth/sign-in/email', {
    body: { email: `${name}@example.com`, password, ...(code === undefined ? {} : { code }) },
  })

/** The code an app shows, some half minutes from now: each works once. */
const shown = (secret: Buffer, steps = 0) => codeAt(secret, stepAt(Date.now()) + steps)

function unpacked(base32: string): Buffer {
  const bits = [...base32]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** Somebody who signs in with a code; the one of the step before was used to confirm. */
async function withCode(name: string) {
  const cookie = await world.signedIn(name, 'user')
  const begun = await done(await api(cookie, 'POST', '/session/two-factor', { password }))
  const secret = unpacked(begun.secret)
  const { recoveryCodes } = await done(
    await api(cookie, 'PUT', '/session/two-factor', { code: shown(secret, -1) }),
  )
  return { cookie, secret, recoveryCodes: recoveryCodes as string[], begun }
}

describe('signing in with a code', () => {
  test('is begun with the password, and counts only once a code has confirmed it', async () => {
    const cookie = await world.signedIn('ann', 'user')
    await refused(
      await api(cookie, 'POST', '/session/two-factor', { password: 'not this one' }),
      422,
      'wrongPassword',
    )
    const { secret, uri } = await done(await api(cookie, 'POST', '/session/two-factor', { password }))
    assert.match(
      uri,
      new RegExp(`^otpauth://totp/SuperCRM:ann%40example\\.com\\?secret=${secret}&issuer=SuperCRM$`),
    )
    await refused(await api(cookie, 'PUT', '/session/two-factor', { code: '000' }), 422, 'wrongCode')
    assert.equal((await signIn('ann')).status, 200)

    const { recoveryCodes } = await done(
      await api(cookie, 'PUT', '/session/two-factor', { code: shown(unpacked(secret)) }),
    )

    assert.equal(new Set(recoveryCodes).size, 10)
    await refused(await signIn('ann'), 401, 'codeNeeded')
  })

  test('asks for the code after the password is right, and lets in with it', async () => {
    const { secret } = await withCode('bea')

    const wrong = { email: 'bea@example.com', password: 'wrong horse battery', code: shown(secret) }
    await refused(
      await world.request('POST', '/api/v1/auth/sign-in/email', { body: wrong }),
      401,
      'wrongCredentials',
    )
    await refused(await signIn('bea', '123'), 401, 'wrongCode')
    const answer = await signIn('bea', shown(secret))
    assert.equal(answer.status, 200)
    assert.equal((await api(cookieOf(answer), 'GET', '/session')).status, 200)
  })

  test('takes a code once, also when it is sent twice at the same moment', async () => {
    const { secret } = await withCode('cas')
    const code = shown(secret)
    const answers = await Promise.all([signIn('cas', code), signIn('cas', code)])

    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401])
    await refused(await signIn('cas', code), 401, 'wrongCode')
  })

  test('gives no session to who has the password only', async () => {
    await withCode('dot')
    const answer = await signIn('dot')

    assert.deepEqual(answer.headers.getSetCookie(), [])
    const { rows } = await world.database.pool.query(
      "select 1 from user_session s join app_user u on u.id = s.user_id where u.name = 'dot'",
    )
    assert.equal(rows.length, 1, 'the one that turned it on')
  })

  test('is slowed down like a password when codes are guessed', async () => {
    await withCode('eva')
    for (let n = 0; n < 10; n += 1) await signIn('eva', `00000${n}`)

    await refused(await signIn('eva', '111111'), 429, 'tooManyTries')
  })

  test('ends the sessions that were begun without one, and keeps the one that turned it on', async () => {
    const other = await world.signedIn('flo', 'user')
    const cookie = cookieOf(await signIn('flo'))
    const { secret } = await done(await api(cookie, 'POST', '/session/two-factor', { password }))
    await done(await api(cookie, 'PUT', '/session/two-factor', { code: shown(unpacked(secret)) }))

    assert.equal((await api(other, 'GET', '/session')).status, 401)
    assert.equal((await api(cookie, 'GET', '/session')).status, 200)
  })

  test('cannot be begun again over the one that is on', async () => {
    const { cookie, secret } = await withCode('gil')

    await refused(await api(cookie, 'POST', '/session/two-factor', { password }), 409, 'twoFactorOn')
    await refused(await api(cookie, 'PUT', '/session/two-factor', { code: '0' }), 409, 'twoFactorNotBegun')
    assert.equal((await signIn('gil', shown(secret))).status, 200)
  })

  test('goes on when the password is changed', async () => {
    const { cookie } = await withCode('hal')
    const change = { currentPassword: password, newPassword: 'another long password' }
    const changed = await api(cookie, 'POST', '/auth/change-password', change)

    assert.equal(changed.status, 204)
    assert.equal((await api(cookieOf(changed), 'GET', '/session')).status, 200)
    const again = { email: 'hal@example.com', password: 'another long password' }
    await refused(
      await world.request('POST', '/api/v1/auth/sign-in/email', { body: again }),
      401,
      'codeNeeded',
    )
  })
})

describe('a recovery code', () => {
  test('lets in once, however it is typed', async () => {
    const { recoveryCodes, cookie } = await withCode('jan')
    const [first = '', second = ''] = recoveryCodes

    assert.equal((await signIn('jan', ` ${first.toUpperCase().replace('-', ' ')} `)).status, 200)
    await refused(await signIn('jan', first), 401, 'wrongCode')
    assert.equal((await signIn('jan', second)).status, 200)
    assert.equal((await done(await api(cookie, 'GET', '/session/two-factor'))).recoveryCodesLeft, 8)
  })

  test('is replaced by new ones, with the password', async () => {
    const { recoveryCodes, cookie } = await withCode('kai')
    await refused(
      await api(cookie, 'POST', '/session/two-factor/recovery-codes', { password: 'not this one' }),
      422,
      'wrongPassword',
    )

    const renewed = await done(await api(cookie, 'POST', '/session/two-factor/recovery-codes', { password }))

    await refused(await signIn('kai', recoveryCodes[0]), 401, 'wrongCode')
    assert.equal((await signIn('kai', renewed.recoveryCodes[0])).status, 200)
  })

  test('of somebody else opens nothing', async () => {
    const { recoveryCodes } = await withCode('lex')
    await withCode('max')

    await refused(await signIn('max', recoveryCodes[0]), 401, 'wrongCode')
  })

  test('is not there for who does not sign in with a code', async () => {
    const cookie = await world.signedIn('noa', 'user')

    await refused(
      await api(cookie, 'POST', '/session/two-factor/recovery-codes', { password }),
      409,
      'twoFactorOff',
    )
  })
})

describe('the code is asked for no more', () => {
  test('once its owner turned it off with the password', async () => {
    const { cookie } = await withCode('ole')
    await refused(
      await api(cookie, 'POST', '/session/two-factor/removal', { password: 'not this one' }),
      422,
      'wrongPassword',
    )
    await done(await api(cookie, 'POST', '/session/two-factor/removal', { password }))

    assert.equal((await signIn('ole')).status, 200)
    assert.deepEqual(await done(await api(cookie, 'GET', '/session/two-factor')), {
      since: null,
      recoveryCodesLeft: 0,
    })
  })

  test('once an administrator reset it', async () => {
    const { cookie } = await withCode('pim')
    const { user } = await done(await api(cookie, 'GET', '/session'))
    assert.ok(
      (await done(await api(chief, 'GET', '/users'))).find((u: { id: string }) => u.id === user.id).twoFactor,
    )

    await done(await api(chief, 'DELETE', `/users/${user.id}/two-factor`))

    assert.equal((await signIn('pim')).status, 200)
  })

  test('but a new password by link does not turn it off', async () => {
    const { cookie, secret } = await withCode('quy')
    const { user } = await done(await api(cookie, 'GET', '/session'))
    const { link } = await done(await api(chief, 'POST', `/users/${user.id}/access-links`))
    const token = new URL(link).hash.slice(1)
    await done(await world.request('POST', '/api/v1/auth/password', { body: { token, password } }))

    await refused(await signIn('quy'), 401, 'codeNeeded')
    assert.equal((await signIn('quy', shown(secret))).status, 200)
  })
})

test('neither the secret nor a recovery code lies readable in the database', async () => {
  const { secret, recoveryCodes, begun } = await withCode('zoe')
  const stored = await Promise.all(
    ['user_totp', 'user_recovery_code', 'audit', 'verification', 'user_account'].map(
      async (table) => (await world.database.pool.query(`select t::text from ${table} t`)).rows,
    ),
  )
  const text = JSON.stringify(stored)

  for (const planted of [begun.secret, secret.toString('base64'), secret.toString('hex'), ...recoveryCodes]) {
    assert.ok(!text.includes(planted), planted)
    assert.ok(!text.includes(planted.replace('-', '')), planted)
  }
})

describe('the own sessions', () => {
  test('are listed with the one that asks, and each can be ended', async () => {
    const cookie = await world.signedIn('sam', 'user')
    const other = cookieOf(await signIn('sam'))
    const sessions = await done(await api(cookie, 'GET', '/session/sessions'))
    assert.equal(sessions.length, 2)
    const there = sessions.find(({ current }: { current: boolean }) => !current)

    await done(await api(cookie, 'DELETE', `/session/sessions/${there.id}`))

    assert.equal((await api(other, 'GET', '/session')).status, 401)
    assert.equal((await api(cookie, 'GET', '/session')).status, 200)
  })

  test('of others are not there', async () => {
    const cookie = await world.signedIn('tim', 'user')
    const [theirs] = await done(await api(chief, 'GET', '/session/sessions'))

    await refused(await api(cookie, 'DELETE', `/session/sessions/${theirs.id}`), 404, 'notFound')
    assert.equal((await api(chief, 'GET', '/session')).status, 200)
  })

  test('end all at once, this one too', async () => {
    const cookie = await world.signedIn('una', 'user')
    const other = cookieOf(await signIn('una'))

    await done(await api(cookie, 'DELETE', '/session/sessions'))

    for (const ended of [cookie, other]) assert.equal((await api(ended, 'GET', '/session')).status, 401)
  })

  test('cannot be taken over with what the database holds: the cookie is signed with the key outside it', async () => {
    await world.signedIn('vic', 'user')
    const { token } = await world.database.db
      .selectFrom('userSession')
      .select('token')
      .executeTakeFirstOrThrow()

    for (const cookie of [`koppel=${token}`, `koppel=${token}.`, `koppel=${token}.${token}`]) {
      assert.equal((await api(cookie, 'GET', '/session')).status, 401)
    }
  })
})
