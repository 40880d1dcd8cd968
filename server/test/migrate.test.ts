import assert from 'node:assert/strict'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { MigrationError, migrate, openStore, readMigrations } from '../src/store/index.ts'
import { useDatabase } from './database.ts'

const db = useDatabase()
let folder = ''
let next = 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koppel-migrations-'))
  await cp(join(import.meta.dirname, '../migrations'), folder, { recursive: true })
  next = (await readMigrations()).length + 1
})
after(() => rm(folder, { recursive: true }))

function file(number: number, name: string): string {
  return join(folder, `${String(number).padStart(4, '0')}_${name}.sql`)
}

describe('migrations', () => {
  test('are applied once', async () => {
    assert.deepEqual(await migrate(db.store), [])
  })

  test('that fail leave nothing behind and can be mended', async () => {
    await writeFile(file(next, 'probe'), 'create table probe (n integer); select 1 / 0;')
    await assert.rejects(migrate(db.store, folder), /probe\.sql failed: .*division by zero/)
    const { rows } = await db.pool.query(`select to_regclass('probe') as probe`)
    assert.deepEqual(rows, [{ probe: null }])
  })

  test('are applied by one of several processes that start at once', async () => {
    await writeFile(file(next, 'probe'), 'create table probe (n integer); insert into probe values (1);')
    const others = [1, 2, 3].map(() => openStore({ url: db.url }))
    const applied = await Promise.all(others.map((store) => migrate(store, folder)))
    for (const store of others) await store.close()
    assert.equal(applied.flat().length, 1)
    const { rows } = await db.pool.query('select n from probe')
    assert.deepEqual(rows, [{ n: 1 }])
  })

  test('of a newer version make an older program refuse to start', async () => {
    await assert.rejects(migrate(db.store), {
      name: 'MigrationError',
      message: /changed by a newer version of Koppel \(\d{4}_probe\.sql\)/,
    })
  })

  test('that were edited after they were applied are refused', async () => {
    await writeFile(file(next, 'probe'), 'create table probe (n integer);')
    await assert.rejects(migrate(db.store, folder), /differs from the one/)
  })

  test('are numbered without gaps', async () => {
    await writeFile(file(next + 2, 'late'), 'select 1')
    await assert.rejects(migrate(db.store, folder), MigrationError)
  })
})
