import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { CopyingClient } from './copy.ts'
import { type Listen, openListener } from './listen.ts'
import { CamelCaseNames } from './names.ts'
import type { Tables } from './tables.ts'
import { exactValues } from './values.ts'
import { watchForSilence } from './watch.ts'

export interface StoreOptions {
  readonly url: string
  /** Seen in `pg_stat_activity`. */
  readonly applicationName?: string
  readonly maxConnections?: number
  readonly statementTimeoutMs?: number
  /** Told when a connection breaks; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

const closeWithinMs = 3_000

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

export interface Store {
  readonly url: string
  readonly pool: pg.Pool
  readonly db: Db

  /**
   * Runs in one transaction and returns its result; an exception rolls back.
   *
   * A deadlock or serialization failure is answered by running again, up to five times:
   * `run` must not have effects outside the transaction.
   */
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>

  /** A single statement, which is a transaction by itself: run again as one is. */
  atOnce<T>(run: (db: Db) => Promise<T>): Promise<T>

  /**
   * Hears NOTIFY on `channel`, also after PostgreSQL was away. Resolves to `unlisten` once it hears.
   *
   * What was notified while the connection was down is lost: `missed` is called after each reconnect.
   */
  readonly listen: Listen

  /** Within three seconds. */
  close(): Promise<void>
}

/**
 * A pool with time limits that survives restarts of PostgreSQL.
 *
 * With `values: 'driver'` it yields the driver's own types (`Date` for instants), which libraries that
 * speak to PostgreSQL themselves expect. Whoever opens it closes it.
 */
export function openPool(options: StoreOptions, values: 'exact' | 'driver' = 'exact'): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOf(options),
    Client: CopyingClient,
    max: options.maxConnections ?? 10,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 60_000,
    lock_timeout: 15_000,
    // A process that stands still in a transaction holds what others wait for.
    idle_in_transaction_session_timeout: 15_000,
    ...(values === 'exact' ? { types: exactValues } : {}),
  })
  // Without listeners a connection that breaks, idle or in use, would end the process.
  pool.on('connect', (client) => client.on('error', (error) => options.onConnectionLost?.(error)))
  pool.on('error', () => undefined)
  watchForSilence(pool, connectionOf(options))
  return pool
}

export function openStore(options: StoreOptions): Store {
  const pool = openPool(options)
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCaseNames()],
  })
  const listener = openListener(() => new pg.Client({ ...connectionOf(options), query_timeout: 10_000 }))
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    await listener.close()
    // What is still under way, such as the wait for another process, ends with this one.
    await Promise.race([db.destroy(), pause(closeWithinMs, undefined, { ref: false })])
  }

  return {
    url: options.url,
    pool,
    db,
    transaction: (run) => again(() => db.transaction().execute(run)),
    atOnce: (run) => again(() => run(db)),
    listen: listener.listen,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function connectionOf({ url, applicationName = 'koppel' }: StoreOptions): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    // Instants are written and read in UTC whatever the server or the role is set to.
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 10_000,
  }
}

const worthAnotherTry = new Set(['40001', '40P01'])

async function again<T>(run: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (attempt >= 5 || typeof code !== 'string' || !worthAnotherTry.has(code)) throw error
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
    return again(run, attempt + 1)
  }
}
