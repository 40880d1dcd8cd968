// Putting things in another order: pure, for `OrderedList`.

type Order = readonly string[]
type Chosen = ReadonlySet<string>

/** Each chosen one a place up or down; what is at the end stays there, and their own order is kept. */
export function movedBy(order: Order, chosen: Chosen, step: -1 | 1): string[] {
  const walked = step === -1 ? [...order] : order.toReversed()
  for (let at = 1; at < walked.length; at++) {
    const [before = '', here = ''] = walked.slice(at - 1, at + 1)
    if (chosen.has(here) && !chosen.has(before)) walked.splice(at - 1, 2, here, before)
  }
  return step === -1 ? walked : walked.reverse()
}

/** The chosen ones together, in front of `before`; without it at the end. One that is itself chosen is where they go. */
export function movedTo(order: Order, chosen: Chosen, before: string | undefined): string[] {
  const moving = order.filter((key) => chosen.has(key))
  const at = before === undefined ? -1 : order.indexOf(before)
  const [front, back] = at < 0 ? [order, []] : [order.slice(0, at), order.slice(at)]
  const staying = (part: Order) => part.filter((key) => !chosen.has(key))
  return [...staying(front), ...moving, ...staying(back)]
}

/** All from one to the other, whichever comes first. */
export function range(order: Order, from: string, to: string): string[] {
  const [first, last] = [order.indexOf(from), order.indexOf(to)].sort((a, b) => a - b)
  return first === undefined || first < 0 ? [to] : order.slice(first, (last ?? first) + 1)
}
