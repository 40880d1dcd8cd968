import { sql } from 'kysely'
import type { Db } from '../store/index.ts'
import { hashToken } from './tokens.ts'

/** Slows down guessing: by account, so that one password cannot be tried out; by address, so that many cannot. */
export interface SignInLimit {
  /** Counts a try before it is checked. Milliseconds to wait; 0 lets it pass. */
  attempt(account: string, address: string): Promise<number>
  /** The password was right: the account starts afresh. */
  succeeded(account: string, address: string): Promise<void>
}

const freeTries = 10
const triesPerAddress = 100
const firstWait = '1 second'
const longestWait = '15 minutes'
const forgottenAfter = '1 hour'

/** In the database, so that a guess counts once whichever process is asked. */
export function signInLimit(db: Db): SignInLimit {
  return {
    async attempt(account, address) {
      // Counted as failed until it succeeds, so that tries sent all at once are counted too.
      const { rows } = await sql<{ wait: number }>`
        select count_secret_try(array[${accountPlace(account)}, ${addressPlace(address)}],
          array[${freeTries}, ${triesPerAddress}]::integer[], ${firstWait}::interval, ${longestWait}::interval,
          ${forgottenAfter}::interval) as wait`.execute(db)
      return rows[0]?.wait ?? 0
    },
    async succeeded(account, address) {
      await sql`
        with forgotten as (
          delete from secret_try where about = ${accountPlace(account)} or last_at < now() - ${forgottenAfter}::interval
        )
        update secret_try set failed = greatest(0, failed - 1)
        where about = ${addressPlace(address)} and last_at >= now() - ${forgottenAfter}::interval`.execute(db)
    },
  }
}

// What somebody types may be long, and hold what PostgreSQL cannot.
const accountPlace = (account: string) => `account/${hashToken(account)}`
const addressPlace = (address: string) => `address/${address}`
