import { setTimeout as pause } from 'node:timers/promises'

/** Repeats a check until it passes; throws its last failure when `withinMs` is over. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs
  while (true) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await pause(20)
  }
}
