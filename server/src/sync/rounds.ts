import type { Value } from '@koppel/sdk'
import type { Side } from './convert.ts'

/** One write of the sync to one field, from the log. */
export interface PastWrite {
  readonly target: Side
  readonly value: Value
}

/**
 * How often in a row the two sides rewrote each other: each side was given the same value again, every time
 * because the other had changed it. Reads the sync's writes of one field, newest first.
 */
export function roundsOf(writes: readonly PastWrite[]): number {
  let repeated = 0
  for (const [index, write] of writes.entries()) {
    const other = writes[index + 1]
    const same = writes[index + 2]
    if (!other || !same || other.target === write.target) break
    if (same.target !== write.target || same.value !== write.value) break
    repeated += 1
  }
  return Math.ceil(repeated / 2)
}
