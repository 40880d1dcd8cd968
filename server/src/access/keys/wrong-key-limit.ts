import { sql } from 'kysely'
import type { Db } from '../../store/index.ts'

/** Slows down an address that shows keys that open nothing. A key cannot be guessed; this spares the database. */
export interface WrongKeyLimit {
  /** Counts a key before it is looked at. Milliseconds to wait; 0 lets it be looked at. */
  attempt(address: string): Promise<number>
  /** The key was right: it does not count. */
  right(address: string): Promise<void>
}

const freeKeys = 20
const firstWait = '1 second'
const longestWait = '1 minute'
const forgottenAfter = '15 minutes'
const remembered = 10_000

/** In the database, so that a key counts once whichever process is shown it. */
export function wrongKeyLimit(db: Db): WrongKeyLimit {
  // While an address has to wait anyway, the database is not asked again.
  const shutUntil = new Map<string, number>()

  return {
    async attempt(address) {
      const known = (shutUntil.get(address) ?? 0) - Date.now()
      if (known > 0) return known
      shutUntil.delete(address)
      const { rows } = await sql<{ wait: number }>`
        select count_secret_try(array[${place(address)}], array[${freeKeys}]::integer[], ${firstWait}::interval,
          ${longestWait}::interval, ${forgottenAfter}::interval) as wait`.execute(db)
      const wait = rows[0]?.wait ?? 0
      if (wait > 0) remember(address, Date.now() + wait)
      return wait
    },
    async right(address) {
      await sql`
        with forgotten as (
          delete from secret_try where about like 'key/%' and last_at < now() - ${forgottenAfter}::interval
            and about <> ${place(address)}
        )
        update secret_try set failed = greatest(0, failed - 1), shut_until = '-infinity'
        where about = ${place(address)}`.execute(db)
    },
  }

  function remember(address: string, until: number): void {
    shutUntil.set(address, until)
    const [oldest] = shutUntil.keys()
    if (shutUntil.size > remembered && oldest !== undefined) shutUntil.delete(oldest)
  }
}

const place = (address: string) => `key/${address}`
