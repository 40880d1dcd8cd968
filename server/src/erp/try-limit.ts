import { ProblemError } from '../problem.ts'

/** Keeps the connection test from being used to find out what else answers in a network (security d.3). */
export interface TryLimit {
  /** Counts a try of this user before it is made. Milliseconds to wait; 0 lets it pass. */
  attempt(userId: string, now: number): number
  /** The try succeeded: the address was that of an ERP, and counts no more. */
  succeeded(userId: string): void
}

const withinMs = 60_000

/** At most so many tries a minute that did not succeed. */
export function tryLimit(tries: number): TryLimit {
  const made = new Map<string, number[]>()
  return {
    attempt(userId, now) {
      const recent = (made.get(userId) ?? []).filter((at) => at > now - withinMs)
      made.set(userId, recent)
      const [first] = recent
      if (recent.length >= tries && first !== undefined) return first + withinMs - now
      recent.push(now)
      return 0
    },
    succeeded(userId) {
      made.get(userId)?.pop()
    },
  }
}

export function tooManyTests(): ProblemError {
  return new ProblemError(429, 'tooManyTries', {
    en: 'Too many tests failed within a minute. Wait a moment and try again.',
    nl: 'Er zijn te veel tests mislukt binnen een minuut. Wacht even en probeer het opnieuw.',
  })
}
