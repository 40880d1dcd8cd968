import { readFileSync } from 'node:fs'
import pg from 'pg'

/** Processor time so far, of this process and of who serves a database; what is compared are differences. */
export interface Processor {
  readonly hereMs: () => number
  readonly postgresMs: () => Promise<number>
  end(): Promise<void>
}

/** On a busy machine times tell how busy it was; processor time tells what the work costs. */
export async function openProcessor(databaseUrl: string): Promise<Processor> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  return {
    hereMs() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1_000
    },
    async postgresMs() {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
      return rows.reduce((sum, { pid }) => sum + spentBy(pid), 0)
    },
    end: () => client.end(),
  }
}

// NaN for a PostgreSQL that stands elsewhere: the row then says so.
function spentBy(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}

/** What `work` costs this process, or another one that tells, together with PostgreSQL. */
export async function spent<T>(
  processor: Processor,
  work: () => Promise<T>,
  told: (result: T) => number | undefined = () => undefined,
): Promise<{ readonly result: T; readonly cpuMs: number }> {
  const [here, postgres] = [processor.hereMs(), await processor.postgresMs()]
  const result = await work()
  const mine = told(result) ?? processor.hereMs() - here
  return { result, cpuMs: mine + (await processor.postgresMs()) - postgres }
}
