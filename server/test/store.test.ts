import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { useDatabase } from './database.ts'

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
