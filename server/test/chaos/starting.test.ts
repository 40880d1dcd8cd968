import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { migrate, readMigrations, type Store } from '../../src/store/index.ts'
import { migrationsFolder } from '../../src/store/migrate.ts'
import { makeDatabase } from '../database.ts'
import { eventually } from '../eventually.ts'
import { endProcessesAfterwards, freePort, run, startProgram, stop } from './processes.ts'

endProcessesAfterwards()

const folders: string[] = []
after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** A database as it was before the first start. */
async function emptyDatabase(): Promise<{ store: Store; close(): Promise<void> }> {
  const { store, close } = await makeDatabase()
  await store.pool.query('drop schema public cascade; create schema public')
  return { store, close }
}

describe('a start', () => {
  test('that is killed in the middle of a migration leaves nothing of it; the next one does it whole', async () => {
    const { store, close } = await emptyDatabase()
    try {
      const known = await readMigrations()
      const folder = await mkdtemp(join(tmpdir(), 'koppel-migrations-'))
      folders.push(folder)
      for (const { name } of known) await copyFile(join(migrationsFolder, name), join(folder, basename(name)))
      const number = String(known.length + 1).padStart(4, '0')
      const slow =
        'create table half (done boolean); select pg_sleep(600); create table whole (done boolean);'
      await writeFile(join(folder, `${number}_slow.sql`), slow)
      const starting = run(join(import.meta.dirname, 'migrate-process.ts'), {}, store.url, folder)
      await eventually(async () => assert.equal(await sleeping(store), 1), 30_000)

      starting.child.kill('SIGKILL')
      await starting.ended
      // A process that is gone is noticed when PostgreSQL has something to say to it; an operator would not wait.
      await store.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()
           and datname = current_database()`,
      )
      await eventually(async () => assert.equal(await sleeping(store), 0))

      const tables = `select to_regclass('half') as half, to_regclass('whole') as whole`
      assert.deepEqual((await store.pool.query(tables)).rows, [{ half: null, whole: null }])
      await writeFile(join(folder, `${number}_slow.sql`), slow.replace('pg_sleep(600)', 'pg_sleep(0)'))
      assert.deepEqual(await migrate(store, folder), [`${number}_slow.sql`])
      assert.deepEqual((await store.pool.query(tables)).rows, [{ half: 'half', whole: 'whole' }])
    } finally {
      await close()
    }
  })

  test('of two servers and two workers at once on an empty database ends with all of them at work', async () => {
    const { store, close } = await emptyDatabase()
    try {
      const admin = {
        ...{ KOPPEL_ADMIN_EMAIL: 'ann@example.com', KOPPEL_ADMIN_PASSWORD: 'correct horse battery' },
        KOPPEL_DEMO: 'off',
      }
      const ports = [await freePort(), await freePort()]
      const all = await Promise.all([
        ...ports.map((port) => startProgram(store.url, 'server', { ...admin, PORT: String(port) })),
        startProgram(store.url, 'worker', admin),
        startProgram(store.url, 'worker', admin),
      ])
      const told = () => all.map(({ output }) => output()).join('\n')
      for (const port of ports) {
        await eventually(async () => assert.equal(await statusOf(port), 200, told()), 90_000)
      }
      await eventually(async () => {
        assert.equal((await store.db.selectFrom('worker').select('id').execute()).length, 2, told())
      }, 90_000)
      const users = await store.db.selectFrom('appUser').select('email').execute()
      assert.deepEqual(users, [{ email: 'ann@example.com' }])
      await Promise.all(all.map(stop))
    } finally {
      await close()
    }
  })
})

async function statusOf(port: number): Promise<number> {
  return await fetch(`http://localhost:${port}/api/v1/health`).then(
    ({ status }) => status,
    () => 0,
  )
}

async function sleeping(store: Store): Promise<number> {
  const { rows } = await store.pool.query(
    `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
  )
  return rows.length
}
