import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { openPool, openStore } from '../src/store/index.ts'
import { useDatabase } from './database.ts'
import { eventually } from './eventually.ts'

const db = useDatabase()

describe('a value from PostgreSQL', () => {
  test('is an ISO instant in UTC with microseconds', async () => {
    const { rows } = await db.pool.query(
      `select timestamptz '2026-11-21 12:00:00.12+02' as at, now()::timestamptz(0) as now`,
    )
    assert.equal(rows[0].at, '2026-11-21T10:00:00.120000Z')
    assert.match(rows[0].now, /\.000000Z$/)
  })

  test('is a number for int8, and an error where a number would be wrong', async () => {
    const { rows } = await db.pool.query('select 9007199254740991::int8 as n, array[1, 2]::int8[] as list')
    assert.deepEqual(rows, [{ n: 9007199254740991, list: [1, 2] }])
    await assert.rejects(db.pool.query('select 9007199254740993::int8'), /does not fit/)
  })

  test('is exact text for numeric and date', async () => {
    const { rows } = await db.pool.query(`select 0.10::numeric as price, date '2026-02-28' as day`)
    assert.deepEqual(rows, [{ price: '0.10', day: '2026-02-28' }])
  })
})

test('a transaction that throws leaves nothing behind', async () => {
  const name = 'Nobody'
  const attempt = db.store.transaction(async (tx) => {
    await sql`insert into company (name) values (${name})`.execute(tx)
    throw new Error('no')
  })
  await assert.rejects(attempt, /no/)
  const { rows } = await db.pool.query('select 1 from company where name = $1', [name])
  assert.equal(rows.length, 0)
})

describe('the first statement of a transaction', () => {
  test('is already part of it', async () => {
    await db.pool.query('create table step (name text)')
    const stopped = db.store.transaction(async (tx) => {
      await sql`insert into step values ('written')`.execute(tx)
      throw new Error('stop')
    })
    await assert.rejects(stopped, { message: 'stop' })
    const { rows } = await db.pool.query('select * from step')
    assert.equal(rows.length, 0)
  })

  test('holds what it locks until the end, also in one message with the beginning', async () => {
    await db.pool.query(`create table held (name text); insert into held values ('one')`)
    const free = async () => {
      const { rows } = await db.pool.query('select * from held for update skip locked')
      return rows.length
    }
    await db.store.transaction(async (tx) => {
      const { rows } = await sql`/* first */ select name from held for update`.execute(tx)
      assert.deepEqual(rows, [{ name: 'one' }])
      assert.equal(await free(), 0)
    })
    assert.equal(await free(), 1)
  })

  test('leaves its connection usable when it fails', async () => {
    const failed = db.store.transaction((tx) => sql`/* first */ select 1 / 0`.execute(tx))
    await assert.rejects(failed, { code: '22012' })
    await db.store.transaction(async () => undefined)
    const { rows } = await db.store.transaction((tx) => sql<{ one: number }>`select 1 as one`.execute(tx))
    assert.deepEqual(rows, [{ one: 1 }])
  })
})

test('a transaction that meets a deadlock runs again', async () => {
  await db.pool.query(
    `create table hand (name text, touched text); insert into hand values ('left'), ('right')`,
  )
  let attempts = 0
  let bothHoldOne = 0
  const release = Promise.withResolvers<void>()

  async function touch(first: string, second: string): Promise<void> {
    await db.store.transaction(async (tx) => {
      attempts += 1
      await sql`update hand set touched = ${first} where name = ${first}`.execute(tx)
      bothHoldOne += 1
      if (bothHoldOne === 2) release.resolve()
      await release.promise
      await sql`update hand set touched = ${first} where name = ${second}`.execute(tx)
    })
  }

  await Promise.all([touch('left', 'right'), touch('right', 'left')])
  assert.equal(attempts, 3)
})

describe('the store', () => {
  test('hears a notification, and no more after it stopped listening', async () => {
    const heard: string[] = []
    const unlisten = await db.store.listen('koppel_test', (payload) => heard.push(payload))
    await db.pool.query(`select pg_notify('koppel_test', 'one')`)
    await eventually(() => assert.deepEqual(heard, ['one']))

    await unlisten()
    const after: string[] = []
    await db.store.listen('koppel_test', (payload) => after.push(payload))
    await db.pool.query(`select pg_notify('koppel_test', 'two')`)
    await eventually(() => assert.deepEqual(after, ['two']))
    assert.deepEqual(heard, ['one'])
  })

  test('listens and queries again after its connections were cut', async () => {
    const heard: string[] = []
    let missed = 0
    await db.store.listen('koppel_cut', (payload) => heard.push(payload), { missed: () => (missed += 1) })
    await db.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )

    await eventually(() => assert.equal(missed, 1))
    await db.pool.query(`select pg_notify('koppel_cut', 'again')`)
    await eventually(() => assert.deepEqual(heard, ['again']))
  })

  test('ends a statement that takes too long', async () => {
    const hasty = openStore({ url: db.url, statementTimeoutMs: 50 })
    await assert.rejects(hasty.pool.query('select pg_sleep(30)'), /statement timeout/)
    await hasty.close()
  })

  test('gives libraries that speak to PostgreSQL themselves the values they expect', async () => {
    const pool = openPool({ url: db.url }, 'driver')
    const { rows } = await pool.query('select now() as now')
    await pool.end()
    assert.ok(rows[0].now instanceof Date)
  })
})
