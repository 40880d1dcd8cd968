/** Dice that fall the same way for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  next(): number
  /** From `from` to `to`, both included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  one<T>(of: readonly T[]): T
}

export function randomOf(seed: number): Random {
  let state = (seed * 2_654_435_761 + 1) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    one: <T>(of: readonly T[]): T => {
      const found = of[int(0, of.length - 1)]
      if (found === undefined) throw new Error('Nothing to choose from')
      return found
    },
  }
}
