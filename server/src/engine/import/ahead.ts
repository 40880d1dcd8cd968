/**
 * Each item made ready by `prepare`, the next one while the last is worked on. One at a time, in order; at most one
 * is ready before it is wanted.
 *
 * A failure comes up where its item would have come.
 */
export async function* ahead<T, R>(
  items: AsyncIterable<T>,
  prepare: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const source = items[Symbol.asyncIterator]()
  const read = async (): Promise<{ readonly ready: R } | undefined> => {
    const next = await source.next()
    return next.done ? undefined : { ready: await prepare(next.value) }
  }
  let next = read()
  try {
    for (;;) {
      const item = await next
      if (!item) return
      next = read()
      // Whoever stops listening does not hear of it; whoever goes on hears of it in its turn.
      next.catch(() => undefined)
      yield item.ready
    }
  } finally {
    // Nobody waits for what is not wanted any more.
    next
      .catch(() => undefined)
      .then(() => source.return?.())
      .catch(() => undefined)
  }
}
