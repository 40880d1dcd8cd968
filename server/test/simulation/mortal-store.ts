import { CamelCasePlugin, Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Store, Tables } from '../../src/store/index.ts'

/** A store of a process that may die at any of its SQL statements. */
export interface MortalStore {
  readonly store: Store
  readonly dead: () => boolean
  /** From now on nothing of it reaches the database; what it had not committed is rolled back. */
  kill(): Promise<void>
  /** Nothing is under way any more, not even what nobody waits for. */
  atRest(): Promise<void>
}

export interface Mortality {
  /** Awaited before each statement; `die` ends the process before or after it. */
  readonly beforeStatement: (text: string) => Promise<'go' | 'dieBefore' | 'dieAfter'>
  /** Others take turns with this process: it waits for locks instead of giving up. */
  readonly racing: () => boolean
  /** Somebody else, who takes turns with us, holds the lock: waits until it may have gone. False: nobody does. */
  readonly untilUnlocked: () => Promise<boolean>
  readonly transactionEnded: () => void
}

const begins = /^begin/i
const ends = /^(commit|rollback)$/i

export function mortalStore(real: Store, mortality: Mortality): MortalStore {
  let dead = false
  const open = new Set<pg.PoolClient>()

  async function kill(): Promise<void> {
    dead = true
    const clients = [...open]
    open.clear()
    for (const client of clients) {
      await client.query('rollback')
      client.release()
    }
  }

  async function atRest(): Promise<void> {
    do await new Promise(setImmediate)
    while (open.size > 0)
  }

  async function connect(): Promise<PostgresPoolClient> {
    if (dead) throw terminated()
    const client = await real.pool.connect()
    open.add(client)
    let inTransaction = false
    const query = async (text: string, values: readonly unknown[]) => {
      const fate = await fateOf(text)
      const answer = await patiently(client, inTransaction && mortality.racing(), text, values)
      inTransaction = ends.test(text) ? false : inTransaction || begins.test(text)
      if (ends.test(text)) mortality.transactionEnded()
      return fate === 'dieAfter' ? await dies() : answer
    }
    const release = () => {
      if (open.delete(client)) client.release()
    }
    return { query, release } as unknown as PostgresPoolClient
  }

  async function fateOf(text: string): Promise<'go' | 'dieAfter'> {
    if (dead) throw terminated()
    const fate = await mortality.beforeStatement(text)
    if (fate === 'dieBefore') return await dies()
    if (dead) throw terminated()
    return fate
  }

  async function dies(): Promise<never> {
    await kill()
    throw terminated()
  }

  /** As if it waited for the lock: whoever holds it stands still until it is asked for its next turn. */
  async function patiently(
    client: pg.PoolClient,
    saved: boolean,
    text: string,
    values: readonly unknown[],
  ): Promise<pg.QueryResult> {
    if (saved && !ends.test(text)) await client.query('savepoint sim')
    try {
      return await client.query(text, [...values])
    } catch (error) {
      await untilUnlocked(error)
    }
    if (saved) await client.query('rollback to savepoint sim')
    return await patiently(client, saved, text, values)
  }

  async function untilUnlocked(error: unknown): Promise<void> {
    if (!isLockTimeout(error) || !(await mortality.untilUnlocked())) throw error
    if (dead) throw terminated()
  }

  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: { connect, end: async () => undefined, options: real.pool.options },
    }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  const transaction: Store['transaction'] = (run) => again(() => db.transaction().execute(run))
  const atOnce: Store['atOnce'] = (run) => again(() => run(db))
  return { store: { ...real, db, transaction, atOnce }, dead: () => dead, kill, atRest }
}

async function again<T>(run: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (attempt >= 5 || codeOf(error) !== '40P01') throw error
    return await again(run, attempt + 1)
  }
}

function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function terminated(): Error {
  return new Error('Connection terminated unexpectedly')
}
