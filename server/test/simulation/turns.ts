import type { Random } from './random.ts'

/** Lets some take turns, one at a time, in an order that dice decide and nothing else. */
export interface Turns {
  /** Waits for the next turn. `blocked`: only once somebody else has ended a transaction. */
  next(who: string, blocked?: boolean): Promise<void>
  /** Somebody ended a transaction: who waited for its locks may try again. */
  freed(): void
  /** No more turns are wanted. */
  leave(who: string): void
}

/** Everybody who takes part waits, and nobody can go on. */
export class Deadlock extends Error {
  override readonly name = 'Deadlock'
  readonly code = '40P01'
}

interface Waiting {
  blocked: boolean
  readonly go: () => void
  readonly fail: (error: Error) => void
}

export function takeTurns(names: readonly string[], random: Random): Turns {
  const present = new Set(names)
  const waiting = new Map<string, Waiting>()

  // Only when everybody waits, so that the order does not depend on who was quicker.
  function dispatch(): void {
    if (waiting.size < present.size || present.size === 0) return
    const able = [...waiting].filter(([, { blocked }]) => !blocked)
    const [who, chosen] = able.length > 0 ? random.one(able.toSorted(byName)) : victim()
    waiting.delete(who)
    if (able.length > 0) chosen.go()
    else chosen.fail(new Deadlock('deadlock detected'))
  }

  function victim(): [string, Waiting] {
    return random.one([...waiting].toSorted(byName))
  }

  return {
    next(who, blocked = false) {
      return new Promise((go, fail) => {
        waiting.set(who, { blocked, go, fail })
        dispatch()
      })
    },

    freed() {
      for (const one of waiting.values()) one.blocked = false
    },

    leave(who) {
      present.delete(who)
      for (const one of waiting.values()) one.blocked = false
      dispatch()
    },
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
