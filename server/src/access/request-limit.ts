/** How much is asked in one name. */
export interface RequestLimit {
  /** Counts a request. Milliseconds to wait; at 0 it passes, and only then it counts. */
  attempt(name: string): number
}

const perSecond = 50
const atOnce = 200

/**
 * So much in one name: 200 requests at once, and 50 a second in the long run (security d.8).
 *
 * In memory, because asking the database would cost what is to be spared: each process that serves has a limit of its own.
 */
export function requestLimit(now = () => performance.now()): RequestLimit {
  const between = 1_000 / perSecond
  // When all that was asked in a name will have been earned. One number for each user and each key.
  const earned = new Map<string, number>()

  return {
    attempt(name) {
      const time = now()
      const next = Math.max(earned.get(name) ?? 0, time) + between
      const wait = next - time - between * atOnce
      if (wait > 0) return wait
      earned.set(name, next)
      return 0
    },
  }
}
