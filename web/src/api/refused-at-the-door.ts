import type { ProblemAnswer } from '../../../server/src/contract.ts'

// Too much was asked, by this user or by all together. Nothing was begun, so whatever was asked can be asked again.

export const triesAtTheDoor = 4
const longestMs = 10_000

export function refusedAtTheDoor({ code }: Pick<ProblemAnswer, 'code'>): boolean {
  return code === 'tooManyRequests' || code === 'overloaded'
}

/** Waits as the server asked, and a little longer, so that all who wait do not come back together. */
export function untilLetIn(retryAfter: string | null, signal?: AbortSignal | null): Promise<void> {
  const seconds = Number(retryAfter) || 1
  const ms = Math.min(longestMs, seconds * 1_000 * (1 + Math.random() / 2))
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }, ms)
    if (signal?.aborted) leave()
    else signal?.addEventListener('abort', leave, { once: true })
  })
}
