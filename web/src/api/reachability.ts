import { useSyncExternalStore } from 'react'
import { ApiError } from './client.ts'

// Whether the server answers, and whether it still knows who we are: told by every request, shown in one place.

export type Reach = 'ok' | 'unreachable' | 'signedOut'

let reach: Reach = 'ok'
const listeners = new Set<() => void>()

export function setReach(next: Reach): void {
  if (next === reach) return
  reach = next
  for (const listener of listeners) listener()
}

/** What a failed request says about the server; undefined if it says nothing. */
export function reachOf(error: unknown): Reach | undefined {
  if (!(error instanceof ApiError)) return undefined
  const { status, code } = error.problem
  if (status === 401) return 'signedOut'
  if (code === 'offline' || status === 503) return 'unreachable'
  return code === 'unreadable' && status >= 500 ? 'unreachable' : undefined
}

export function useReach(): Reach {
  return useSyncExternalStore(subscribe, () => reach)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
