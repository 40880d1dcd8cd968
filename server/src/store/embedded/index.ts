import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { findAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { type Cluster, prepareCluster } from './cluster.ts'
import { lower, type Postmaster, type PostmasterOptions, raise, urlOf } from './postmaster.ts'

export interface EmbeddedOptions {
  /** The folder that keeps the data, the password and the log. */
  readonly data: string
  readonly durable?: boolean
  /** Several processes may use it; the last to leave stops it. Otherwise a second one is refused. */
  readonly shared?: boolean
}

/** A real PostgreSQL that belongs to this program. */
export interface EmbeddedPostgres {
  readonly url: string
  readonly pid: () => number
  stop(): Promise<void>
}

export const databaseName = 'koppel'

// Held by whoever uses the server, and freed by PostgreSQL when that process dies.
const useLock = 4_703_552

/**
 * Starts PostgreSQL on the data in `data`, or takes over the one a killed process left running.
 *
 * If it dies, it is started again on the same port: the URL stays good.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { durable = true, shared = false } = options
  const [account, binaries] = await Promise.all([findAccount(), findBinaries()])
  const cluster = await prepareCluster(resolve(options.data), account, binaries)

  let stopping = false
  let reviving: Promise<void> | undefined
  let { postmaster, use } = await enter(cluster, { durable, port: undefined }, shared)
  const { port } = postmaster
  watch()
  await createDatabase(use)

  function watch(): void {
    use.once('end', () => {
      if (!stopping) reviving = revive()
    })
  }

  async function revive(): Promise<void> {
    for (let pauseMs = 100; !stopping; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        ;({ postmaster, use } = await enter(cluster, { durable, port }, shared))
        watch()
        return
      } catch {
        await pause(pauseMs)
      }
    }
  }

  return {
    url: urlOf(cluster, port, databaseName),
    pid: () => postmaster.pid,
    async stop() {
      if (stopping) return
      stopping = true
      // One that is being started again would be left behind.
      await reviving
      const last = !shared || (await leave(use))
      if (last) await lower(cluster, postmaster)
      await use.end().catch(() => undefined)
    },
  }
}

interface Entry {
  readonly postmaster: Postmaster
  readonly use: pg.Client
}

/** Raises the server and takes the right to use it. */
async function enter(cluster: Cluster, options: PostmasterOptions, shared: boolean): Promise<Entry> {
  // A process killed a moment ago still holds its lock until PostgreSQL notices; a shared server may be
  // just about to be stopped by the last that used it, and is then started again.
  const deadline = Date.now() + (shared ? 30_000 : 1_500)
  while (true) {
    const postmaster = await raise(cluster, options)
    const use = await takeUse(cluster, postmaster, shared).catch((error: unknown) => {
      if (Date.now() > deadline) throw error
    })
    if (use) return { postmaster, use }
    if (Date.now() > deadline) break
    await pause(50)
  }
  throw new Error(
    `Another Koppel already runs on ${cluster.folder}. Stop it, choose another KOPPEL_DATA, or give both a PostgreSQL with DATABASE_URL.`,
  )
}

async function takeUse(
  cluster: Cluster,
  { port }: Postmaster,
  shared: boolean,
): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, 'postgres'),
    application_name: 'koppel embedded',
    keepAlive: true,
  })
  client.on('error', () => undefined)
  await client.connect()
  const attempt = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const { rows } = await client.query<{ taken: boolean }>(`select ${attempt}($1) as taken`, [useLock])
  if (rows[0]?.taken) return client
  await client.end()
  return undefined
}

/** True when nobody else uses the server, and nobody can begin to. */
async function leave(use: pg.Client): Promise<boolean> {
  try {
    await use.query('select pg_advisory_unlock_shared($1)', [useLock])
    const { rows } = await use.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
      useLock,
    ])
    return rows[0]?.alone === true
  } catch {
    return false
  }
}

async function createDatabase(use: pg.Client): Promise<void> {
  const { rowCount } = await use.query('select 1 from pg_database where datname = $1', [databaseName])
  if (rowCount) return
  await use.query(`create database ${databaseName}`).catch((error: unknown) => {
    // Another process that shares the server made it first.
    if (!(error instanceof pg.DatabaseError && ['42P04', '23505'].includes(error.code ?? ''))) throw error
  })
}
