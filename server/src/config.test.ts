import assert from 'node:assert/strict'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readMasterKey, readSettings, SettingsError } from './config.ts'

describe('settings', () => {
  test('all have a default', () => {
    const settings = readSettings({})
    assert.equal(settings.port, 3000)
    assert.equal(settings.url, 'http://localhost:3000')
    assert.equal(settings.databaseUrl, undefined)
    assert.equal(settings.demo, true)
    assert.deepEqual(settings.outboundAllow, [])
  })

  test('treat an empty variable as not set', () => {
    assert.equal(readSettings({ PORT: '', DATABASE_URL: '' }).port, 3000)
  })

  test('say which variable is wrong, what it is and what it should be', () => {
    assert.throws(() => readSettings({ PORT: '70000', KOPPEL_DEMO: 'no' }), {
      name: 'SettingsError',
      message:
        'PORT is "70000"; it should be a whole number from 1 to 65535.\nKOPPEL_DEMO is "no"; it should be on or off.',
    })
  })

  test('do not repeat a password in a message', () => {
    assert.throws(
      () => readSettings({ DATABASE_URL: 'http://me:canary@host/db' }),
      (error: Error) => error instanceof SettingsError && !error.message.includes('canary'),
    )
  })

  test('need e-mail and password of the first administrator together', () => {
    assert.throws(() => readSettings({ KOPPEL_ADMIN_EMAIL: 'ann@example.com' }), /go together/)
    const { firstAdministrator } = readSettings({
      KOPPEL_ADMIN_EMAIL: 'ann@example.com',
      KOPPEL_ADMIN_PASSWORD: 'correct horse',
    })
    assert.deepEqual(firstAdministrator, { email: 'ann@example.com', password: 'correct horse' })
  })

  test('take networks and refuse what is none', () => {
    const { outboundAllow } = readSettings({
      KOPPEL_OUTBOUND_ALLOW: '127.0.0.1/32, fd00::/8 erp.intern:8000',
    })
    assert.deepEqual(outboundAllow, ['127.0.0.1/32', 'fd00::/8', 'erp.intern:8000'])
    for (const wrong of ['http://erp', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/']) {
      assert.throws(() => readSettings({ KOPPEL_OUTBOUND_ALLOW: wrong }), SettingsError)
    }
  })
})

describe('the master key', () => {
  let data = ''
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'koppel-key-'))
  })
  after(() => rm(data, { recursive: true }))

  test('is made once, readable by its owner only, and kept', async () => {
    const settings = readSettings({ KOPPEL_DATA: data })
    const keys = await Promise.all([readMasterKey(settings), readMasterKey(settings)])
    assert.equal(keys[0].length, 32)
    assert.deepEqual(keys[0], keys[1])
    assert.equal((await stat(join(data, 'secret-key'))).mode & 0o777, 0o600)
  })

  test('is never made in place of a file the operator named', async () => {
    const missing = readSettings({ KOPPEL_DATA: data, KOPPEL_SECRET_KEY_FILE: join(data, 'missing') })
    await assert.rejects(readMasterKey(missing), SettingsError)
  })

  test('is refused when it is too short', async () => {
    const file = join(data, 'short')
    await writeFile(file, 'c2hvcnQ=')
    const settings = readSettings({ KOPPEL_DATA: data, KOPPEL_SECRET_KEY_FILE: file })
    await assert.rejects(readMasterKey(settings), /32 random bytes/)
  })
})
