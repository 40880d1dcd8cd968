/** Slows down guessing: by account, so that one password cannot be tried out; by address, so that many cannot. */
export interface SignInLimit {
  /** Counts a try before it is checked. Milliseconds to wait; 0 lets it pass. */
  attempt(account: string, address: string, now: number): number
  /** The password was right: the account starts afresh. */
  succeeded(account: string, address: string): void
}

interface Tries {
  failed: number
  shutUntil: number
  last: number
}

const freeTries = 10
const firstWaitMs = 1_000
const longestWaitMs = 15 * 60_000
const triesPerAddress = 100
const forgottenAfterMs = 60 * 60_000
const remembered = 10_000

export function signInLimit(): SignInLimit {
  const accounts = new Map<string, Tries>()
  const addresses = new Map<string, Tries>()

  return {
    attempt(account, address, now) {
      const byAccount = recall(accounts, account, now)
      const byAddress = recall(addresses, address, now)
      const wait = Math.max(byAccount.shutUntil, byAddress.shutUntil) - now
      if (wait > 0) return wait

      // Counted as failed until it succeeds, so that tries sent all at once are counted too.
      count(byAccount, now, freeTries)
      count(byAddress, now, triesPerAddress)
      return 0
    },
    succeeded(account, address) {
      accounts.delete(account)
      const byAddress = addresses.get(address)
      if (byAddress) byAddress.failed = Math.max(0, byAddress.failed - 1)
    },
  }
}

function count(tries: Tries, now: number, free: number): void {
  tries.failed += 1
  tries.last = now
  const beyond = tries.failed - free
  if (beyond >= 0) tries.shutUntil = now + Math.min(firstWaitMs * 2 ** beyond, longestWaitMs)
}

function recall(known: Map<string, Tries>, key: string, now: number): Tries {
  const found = known.get(key)
  if (found && now - found.last < forgottenAfterMs) return found
  const fresh: Tries = { failed: 0, shutUntil: 0, last: now }
  known.delete(key)
  known.set(key, fresh)
  const [oldest] = known.keys()
  if (known.size > remembered && oldest !== undefined) known.delete(oldest)
  return fresh
}
