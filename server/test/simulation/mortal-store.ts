import { CamelCasePlugin, Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Store, Tables } from '../../src/store/index.ts'

/** A store of a process that may die at any of its SQL statements. */
export interface MortalStore {
  readonly store: Store
  readonly dead: () => boolean
  /** From now on nothing of it reaches the database; what it had not committed is rolled back. */
  kill(): void
}

export interface Mortality {
  /** Awaited before each statement; `die` ends the process before or after it. */
  readonly beforeStatement: (text: string) => Promise<'go' | 'dieBefore' | 'dieAfter'>
}

/** @param transaction the real store's way to run a transaction again after a deadlock is not simulated */
export function mortalStore(real: Store, { beforeStatement }: Mortality): MortalStore {
  let dead = false
  const open = new Set<pg.PoolClient>()

  function kill(): void {
    dead = true
    for (const client of open) client.release(true)
    open.clear()
  }

  async function connect(): Promise<PostgresPoolClient> {
    if (dead) throw terminated()
    const client = await real.pool.connect()
    open.add(client)
    const query = async (text: string, values: readonly unknown[]) => {
      if (dead) throw terminated()
      const fate = await beforeStatement(text)
      if (fate === 'dieBefore') kill()
      if (dead) throw terminated()
      const answer = await client.query(text, [...values])
      if (fate !== 'dieAfter') return answer
      kill()
      throw terminated()
    }
    const release = () => {
      if (open.delete(client)) client.release()
    }
    return { query, release } as unknown as PostgresPoolClient
  }

  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: { connect, end: async () => undefined, options: real.pool.options },
    }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  const store: Store = { ...real, db, transaction: (run) => db.transaction().execute(run) }
  return { store, dead: () => dead, kill }
}

function terminated(): Error {
  return new Error('Connection terminated unexpectedly')
}
