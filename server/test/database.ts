import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, before } from 'node:test'
import pg from 'pg'
import {
  type Db,
  type EmbeddedPostgres,
  migrate,
  openStore,
  readMigrations,
  type Store,
  startEmbedded,
} from '../src/store/index.ts'

/** The database of one test file. Its members may be used inside tests and hooks. */
export interface TestDatabase {
  readonly url: string
  readonly store: Store
  readonly pool: pg.Pool
  readonly db: Db
}

const cache = join(import.meta.dirname, '../../.cache/test-postgres')
const templateLock = 4_703_553

/** A PostgreSQL for tests, shared by every process of this working copy; the last to stop it stops it. */
export function startTestPostgres(): Promise<EmbeddedPostgres> {
  return startEmbedded({ data: cache, durable: false, shared: true })
}

/** A migrated, empty database; `close` drops it. Tests use {@link useDatabase}. */
export async function makeDatabase(): Promise<{ readonly store: Store; close(): Promise<void> }> {
  const given = process.env.KOPPEL_TEST_DATABASE_URL
  const server = given ? { url: given, stop: async () => undefined } : await startTestPostgres()
  const name = `koppel_test_${process.pid}_${randomBytes(4).toString('hex')}`
  const template = await prepareTemplate(server.url)
  await asAdministrator(server.url, (admin) => admin.query(`create database ${name} template ${template}`))
  const store = openStore({ url: urlOf(server.url, name), applicationName: 'koppel test' })
  return {
    store,
    async close() {
      await store.close()
      await asAdministrator(server.url, (admin) =>
        admin.query(`drop database if exists ${name} with (force)`),
      )
      await server.stop()
    },
  }
}

/**
 * A migrated, empty database of its own for this test file (or `describe`), gone afterwards.
 *
 * `prepare` fills it: the runner does not wait for one `before` hook of a file before it starts the next.
 */
export function useDatabase(prepare?: (store: Store) => Promise<void>): TestDatabase {
  let made: Awaited<ReturnType<typeof makeDatabase>> | undefined

  before(async () => {
    made = await makeDatabase()
    await prepare?.(made.store)
  })

  after(async () => {
    await made?.close()
  })

  function ready(): Store {
    if (!made) throw new Error('The test database is ready inside tests and hooks only.')
    return made.store
  }

  return {
    get url() {
      return ready().url
    },
    get store() {
      return ready()
    },
    get pool() {
      return ready().pool
    },
    get db() {
      return ready().db
    },
  }
}

/** The name of the database to clone, built anew when a migration has changed. */
async function prepareTemplate(url: string): Promise<string> {
  const checksums = (await readMigrations()).map(({ checksum }) => checksum).join()
  const template = `koppel_template_${createHash('sha256').update(checksums).digest('hex').slice(0, 12)}`

  await asAdministrator(url, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [templateLock])
    if ((await databasesLike(admin, template)).length > 0) return
    await dropLeftovers(admin)

    // Renamed when complete, so that a template that exists is a template that works.
    const building = `${template}_building`
    await admin.query(`drop database if exists ${building} with (force)`)
    await admin.query(`create database ${building} template template0`)
    const store = openStore({ url: urlOf(url, building) })
    await migrate(store).finally(() => store.close())
    await admin.query(`alter database ${building} rename to ${template}`)
  })
  return template
}

/** Older templates, and databases of test processes that were killed. */
async function dropLeftovers(admin: pg.Client): Promise<void> {
  const templates = await databasesLike(admin, 'koppel_template_%')
  const tests = (await databasesLike(admin, 'koppel_test_%')).filter(
    (name) => !runs(Number(name.split('_')[2])),
  )
  for (const name of [...templates, ...tests]) {
    await admin.query(`drop database if exists ${name} with (force)`)
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function databasesLike(admin: pg.Client, pattern: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ name: string }>(
    'select datname as name from pg_database where datname like $1',
    [pattern],
  )
  return rows.map(({ name }) => name)
}

async function asAdministrator<T>(url: string, run: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    return await run(admin)
  } finally {
    await admin.end()
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
