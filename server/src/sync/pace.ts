/** How calls are spread so that no minute has more than the limit. */
export interface Pace {
  /** From one call to the next, in milliseconds. */
  readonly everyMs: number
  /** So many may go at once after a rest; the others keep their distance. */
  readonly atOnce: number
}

/**
 * A quarter of the limit may go at once, and the others follow so slowly that any sixty seconds hold the limit.
 *
 * @param perMinute at least 1
 */
export function paceOf(perMinute: number): Pace {
  const atOnce = Math.max(1, Math.floor(perMinute / 4))
  return { everyMs: 60_000 / (perMinute - atOnce + 1), atOnce }
}

/**
 * When a call may go, and when the one after it is due.
 *
 * @param due when the next call was due so far; in the past after a rest
 */
export function nextCall({ everyMs, atOnce }: Pace, due: number, now: number): { at: number; due: number } {
  const from = Math.max(due, now)
  return { at: Math.max(now, from - (atOnce - 1) * everyMs), due: from + everyMs }
}
