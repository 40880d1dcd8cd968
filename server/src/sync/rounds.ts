import type { Value } from '@koppel/sdk'
import type { Side } from './convert.ts'

/** One write of the sync to one field, from the log. */
export interface PastWrite {
  readonly target: Side
  readonly value: Value
}

/** The same with what it overwrote. */
export interface Overwrite extends PastWrite {
  readonly before: Value
}

/**
 * How often in a row a one-way field was put back to the same value, every time from what its target has again.
 * Reads the sync's writes of one field, newest first.
 */
export function putBackOf(target: Side, found: Value, writes: readonly Overwrite[]): number {
  const value = writes[0]?.value
  const other = writes.findIndex(
    (write) => write.target !== target || write.before !== found || write.value !== value,
  )
  return other < 0 ? writes.length : other
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
