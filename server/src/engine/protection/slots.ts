/** A pass that has room to work in. */
export interface Slot {
  /** Waits for the ERP; if that takes long, another pass may have the room meanwhile. */
  away<T>(call: () => Promise<T>): Promise<T>
}

/**
 * Room for so many passes to work at the same time in this process.
 *
 * A pass that waits for its ERP takes no room: an ERP that hangs, or as many as there are slots, delay no other
 * connection. When the answer comes, the pass waits for room like any other.
 */
export interface Slots {
  /** Resolves as soon as the room is free again: the pass has ended, or is away. Rejects if it failed before that. */
  run(pass: (slot: Slot) => Promise<void>): Promise<void>
  /** Resolves once no pass runs any more. */
  settled(): Promise<void>
}

/** @param patienceMs for so long a pass waits for its ERP with its room held */
export function slotsOf(room: number, failed: (error: unknown) => void, patienceMs = 1_000): Slots {
  const running = new Set<Promise<void>>()
  const queue: (() => void)[] = []
  let free = room

  async function enter(): Promise<void> {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => queue.push(resolve))
  }

  function leave(): void {
    const next = queue.shift()
    if (next) next()
    else free += 1
  }

  async function run(pass: (slot: Slot) => Promise<void>): Promise<void> {
    await enter()
    const left = Promise.withResolvers<void>()
    const slot: Slot = {
      async away(call) {
        const answer = call()
        if (!(await takesLong(answer, patienceMs))) return await answer
        leave()
        left.resolve()
        try {
          return await answer
        } finally {
          await enter()
        }
      },
    }
    const whole = pass(slot).finally(leave)
    const told = whole.catch(failed).finally(() => running.delete(told))
    running.add(told)
    await Promise.race([whole, left.promise])
  }

  return {
    run,
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function takesLong(answer: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(true), ms)
  const ended = answer.then(
    () => false,
    () => false,
  )
  try {
    return await Promise.race([ended, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
