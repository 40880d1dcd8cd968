import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

/** Processor time of a process and of its PostgreSQL, in milliseconds; what is compared are differences. */
export interface Spent {
  readonly server: number
  readonly postgres: number
}

/** Tells what both spent until now. */
export async function openSpent(
  pid: number,
  databaseUrl: string,
): Promise<{ now(): Promise<Spent> } & AsyncDisposable> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  return {
    async now() {
      const { rows } = await client.query<{ pid: number }>(
        'select pid from pg_stat_activity where pid <> pg_backend_pid()',
      )
      return { server: ofProcess(pid), postgres: rows.reduce((sum, row) => sum + ofProcess(row.pid), 0) }
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** With all its threads. */
function ofProcess(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + ofThread(pid, task), 0)
  } catch {
    return 0
  }
}

function ofThread(pid: number, task: string): number {
  return Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}
