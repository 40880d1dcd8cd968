import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'
import { signedInAt } from './browser.ts'
import { endProcessesAfterwards, freePort, startProgram, stop } from './processes.ts'
import { crmValues, makeStage, onlySide } from './stage.ts'

endProcessesAfterwards()

test('fifty requests that wait for the database keep nobody from signing in, and no pass from its work', async (t) => {
  const stage = await makeStage({ links: 4 })
  const side = onlySide(stage)
  const [email, password] = ['ann@example.com', 'correct horse battery']
  const port = await freePort()
  const settings = { KOPPEL_ADMIN_EMAIL: email, KOPPEL_ADMIN_PASSWORD: password, PORT: String(port) }
  const program = await startProgram(stage.store.url, 'both', settings)
  const holder = await stage.store.pool.connect()
  try {
    const origin = `http://localhost:${port}`
    const browser = await signedInAt(origin, { email, password })
    // What they ask for is locked: each of them waits, with a connection of the server.
    await holder.query('set idle_in_transaction_session_timeout = 0')
    await holder.query('begin')
    await holder.query('lock table selection in access exclusive mode')
    const asked = Array.from({ length: 50 }, async () => {
      const { status } = await browser.get('/selections?recordType=company')
      return status
    })
    const answered = Promise.all(asked)
    answered.catch(() => undefined)
    await eventually(async () => {
      const { rows } = await stage.store.pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      assert.ok((rows[0]?.waiting ?? 0) >= 10)
    })

    const [pair] = side.pairs
    assert.ok(pair)
    side.erp.edit('customer', pair.key, { PHONE: 'beside' })
    const edited = performance.now()
    await eventually(async () => assert.equal((await crmValues(stage, pair)).phone, 'beside'), 10_000)
    const carriedOver = performance.now() - edited
    const times: number[] = []
    for (let n = 0; n < 5; n += 1) {
      const began = performance.now()
      assert.equal((await browser.signIn()).status, 200)
      times.push(performance.now() - began)
    }
    const slowest = Math.max(...times)
    t.diagnostic(`carried over after ${carriedOver.toFixed(0)} ms, signed in within ${slowest.toFixed(0)} ms`)
    // Each of them waits for fifteen seconds.
    assert.ok(slowest < 5_000)
    const { rows } = await stage.store.pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    assert.ok((rows[0]?.waiting ?? 0) >= 10, 'They wait no longer')

    await holder.query('rollback')
    const statuses = new Set(await answered)
    assert.deepEqual(
      [...statuses].filter((status) => status !== 200 && status !== 503),
      [],
    )
    await stop(program)
  } finally {
    holder.release(true)
    await stage.close()
  }
})
