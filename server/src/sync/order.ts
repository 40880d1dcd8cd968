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
