/** Slows down an address that shows keys that open nothing. A key cannot be guessed; this spares the database. */
export interface WrongKeyLimit {
  /** Milliseconds to wait; 0 lets the next key be looked at. */
  wait(address: string, now: number): number
  wrong(address: string, now: number): void
}

interface Tries {
  wrong: number
  shutUntil: number
  last: number
}

const free = 20
const firstWaitMs = 1_000
const longestWaitMs = 60_000
const forgottenAfterMs = 15 * 60_000
const remembered = 10_000

export function wrongKeyLimit(): WrongKeyLimit {
  const addresses = new Map<string, Tries>()

  return {
    wait: (address, now) => Math.max(0, (addresses.get(address)?.shutUntil ?? 0) - now),
    wrong(address, now) {
      const before = addresses.get(address)
      const tries =
        before && now - before.last < forgottenAfterMs ? before : { wrong: 0, shutUntil: 0, last: now }
      tries.wrong += 1
      tries.last = now
      const beyond = tries.wrong - free
      if (beyond >= 0) tries.shutUntil = now + Math.min(firstWaitMs * 2 ** beyond, longestWaitMs)
      addresses.delete(address)
      addresses.set(address, tries)
      const [oldest] = addresses.keys()
      if (addresses.size > remembered && oldest !== undefined) addresses.delete(oldest)
    },
  }
}
