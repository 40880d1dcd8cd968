/**
 * Puts what is named in the order in which it is named; what is not named keeps its place.
 *
 * So an order made from a list that lacks something, because it was made meanwhile or is not shown, disturbs nothing.
 */
export function reordered<K>(current: readonly K[], wanted: readonly K[]): K[] {
  const here = new Set(current)
  const next = [...new Set(wanted)].filter((key) => here.has(key))
  const named = new Set(next)
  let at = 0
  return current.map((key) => (named.has(key) ? (next[at++] ?? key) : key))
}

export interface Moved<K> {
  readonly key: K
  readonly before: number
  readonly now: number
}

/** Who was moved to make one order of the other, as few as that takes, with their places counted from 1. */
export function moved<K>(before: readonly K[], now: readonly K[]): Moved<K>[] {
  const places = new Map(before.map((key, index) => [key, index]))
  const kept = longestRising(now.map((key) => places.get(key) ?? -1))
  return now.flatMap((key, index) => {
    const place = places.get(key)
    return place === undefined || kept.has(place) ? [] : [{ key, before: place + 1, now: index + 1 }]
  })
}

/** The members of the longest part of a row that rises. */
function longestRising(row: readonly number[]): ReadonlySet<number> {
  const tails: number[] = []
  const previous = new Map<number, number | undefined>()
  for (const one of row) {
    const found = tails.findIndex((tail) => tail >= one)
    const place = found === -1 ? tails.length : found
    previous.set(one, tails[place - 1])
    tails[place] = one
  }
  const members = new Set<number>()
  for (let at = tails.at(-1); at !== undefined; at = previous.get(at)) members.add(at)
  return members
}
