import pg from 'pg'

const lookEveryMs = 5_000
/** After so much silence PostgreSQL is asked, on another connection, whether it is still at work. */
const silenceMs = 10_000

/** What pg knows of a connection without saying so in its types. */
interface Inside {
  readonly readyForQuery?: boolean
  readonly processID?: number
  readonly connection?: { readonly stream?: { readonly bytesRead: number; destroy(error: Error): void } }
}

interface Silence {
  readonly bytes: number
  readonly since: number
}

/**
 * Ends connections whose answer will never come: the network lost it and told nobody.
 *
 * TCP alone notices that late or never, and whoever waits would wait for as long. A statement that takes its time is
 * told from a lost one by asking PostgreSQL itself.
 */
export function watchForSilence(pool: pg.Pool, config: pg.ClientConfig): void {
  const open = new Map<pg.PoolClient, Silence>()
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look().finally(() => {
      looking = false
    })
  }, lookEveryMs)
  timer.unref()

  pool.on('connect', (client) => open.set(client, { bytes: 0, since: performance.now() }))
  pool.on('remove', (client) => {
    open.delete(client)
    if (pool.ending && open.size === 0) clearInterval(timer)
  })

  async function look(): Promise<void> {
    const silent = [...open.keys()].filter(isSilent)
    await Promise.all(
      silent.map(async (client) => {
        if (!(await isAtWork(client, config)) && isSilent(client)) giveUp(client)
      }),
    )
  }

  function isSilent(client: pg.PoolClient): boolean {
    const { readyForQuery, connection }: Inside = client as never
    const bytes = connection?.stream?.bytesRead ?? 0
    const known = open.get(client)
    if (readyForQuery !== false || known?.bytes !== bytes)
      open.set(client, { bytes, since: performance.now() })
    return performance.now() - (open.get(client)?.since ?? 0) > silenceMs
  }
}

/** Whether PostgreSQL works on what this connection asked; if not, what it holds there is released. */
async function isAtWork(client: pg.PoolClient, config: pg.ClientConfig): Promise<boolean> {
  const { processID }: Inside = client as never
  const other = new pg.Client({ ...config, query_timeout: 5_000, connectionTimeoutMillis: 5_000 })
  other.on('error', () => undefined)
  try {
    await other.connect()
    const { rows } = await other.query(
      `select from pg_stat_activity where pid = $1 and state = 'active' and wait_event is distinct from 'ClientWrite'`,
      [processID],
    )
    if (rows.length > 0) return true
    await other.query('select pg_terminate_backend($1)', [processID])
    return false
  } catch {
    // PostgreSQL as a whole is away: nothing will come.
    return false
  } finally {
    await other.end().catch(() => undefined)
  }
}

function giveUp(client: pg.PoolClient): void {
  const { connection }: Inside = client as never
  // As the system would have said, had it noticed.
  connection?.stream?.destroy(
    Object.assign(new Error('Connection terminated: it fell silent'), { code: 'ETIMEDOUT' }),
  )
}
