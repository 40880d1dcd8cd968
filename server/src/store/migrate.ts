import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { Store } from './store.ts'

export const migrationsFolder = join(import.meta.dirname, '../../migrations')

/** The database and this program do not belong together; the message tells the operator what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

// Any number will do, as long as every version of Koppel takes the same lock.
const lock = 4_703_551

/** The numbered `.sql` files of a folder, in order. */
export async function readMigrations(folder = migrationsFolder): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return await Promise.all(names.map((name, index) => readMigration(folder, name, index + 1)))
}

async function readMigration(folder: string, name: string, expected: number): Promise<Migration> {
  const number = Number(/^(\d{4})_/.exec(name)?.[1])
  if (number !== expected) {
    throw new MigrationError(`The migration ${name} should begin with ${String(expected).padStart(4, '0')}_.`)
  }
  const sql = await readFile(join(folder, name), 'utf8')
  return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

/**
 * Brings the schema up to this program's version; returns the names of what it applied.
 *
 * Safe when several processes start at once, and when one is killed: each migration is one transaction.
 * Refuses, without touching anything, when the schema is newer than the program.
 */
export async function migrate(store: Store, folder = migrationsFolder): Promise<readonly string[]> {
  const migrations = await readMigrations(folder)
  const client = await store.pool.connect()
  try {
    await client.query('set statement_timeout = 0; set lock_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [lock])
    const pending = pendingOf(migrations, await appliedOf(client))
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    // Closing the connection releases the lock and forgets the settings.
    client.release(true)
  }
}

async function appliedOf(client: pg.PoolClient): Promise<readonly Applied[]> {
  await client.query(`
    create table if not exists schema_migration (
      number     integer primary key,
      name       text not null,
      checksum   text not null,
      applied_at timestamptz not null default now()
    )`)
  const { rows } = await client.query<Applied>(
    'select number, name, checksum from schema_migration order by number',
  )
  return rows
}

function pendingOf(migrations: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  for (const { number, name, checksum } of applied) {
    const migration = migrations[number - 1]
    if (!migration) {
      throw new MigrationError(
        `The database was changed by a newer version of Koppel (${name}). Start that version, or restore a backup made before the upgrade.`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${migration.name} differs from the one this database was built with. Migrations are never edited: undo the edit and add a new file.`,
      )
    }
  }
  return migrations.slice(applied.length)
}

async function apply(client: pg.PoolClient, { number, name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into schema_migration (number, name, checksum) values ($1, $2, $3)', [
      number,
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw new MigrationError(`The migration ${name} failed: ${String(error)}`, { cause: error })
  }
}
