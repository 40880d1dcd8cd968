/** Does work in a name; what is more than may be under way in that name waits for its turn, first come, first served. */
export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>

/**
 * At most so many at a time in one name.
 *
 * Whoever asks two hundred things at once is answered all of them, but has only a few of them standing where everybody
 * waits for the database.
 */
export function inTurn(most: number): InTurn {
  const names = new Map<string, { underWay: number; readonly waiting: (() => void)[] }>()

  return async (name, work) => {
    const own = names.get(name) ?? { underWay: 0, waiting: [] }
    names.set(name, own)
    // Whoever ends hands their place over, so that nobody slips in between.
    if (own.underWay < most) own.underWay += 1
    else await new Promise<void>((resolve) => own.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = own.waiting.shift()
      if (next) next()
      else own.underWay -= 1
      if (own.underWay === 0) names.delete(name)
    }
  }
}
