// 22: a value PostgreSQL cannot hold; 23: a rule of a table; 54: too large for an index or a row.
const refusesData = new Set(['22', '23', '54'])

/** PostgreSQL refuses what a record holds: that record is put aside, the others go on. */
export function isRefusedData(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && code.length === 5 && refusesData.has(code.slice(0, 2))
}

/**
 * Runs `apply` for all items at once; if PostgreSQL refuses what one of them holds, for ever smaller parts, until
 * each bad one stands alone and is put aside. `apply` is one transaction.
 */
export async function eachApart<T>(
  items: readonly T[],
  apply: (items: readonly T[]) => Promise<void>,
  putAside: (item: T, error: Error) => Promise<void>,
): Promise<void> {
  try {
    await apply(items)
  } catch (error) {
    if (!isRefusedData(error)) throw error
    const [first, ...more] = items
    if (first === undefined) throw error
    if (more.length === 0) return await putAside(first, error)
    const middle = Math.ceil(items.length / 2)
    await eachApart(items.slice(0, middle), apply, putAside)
    await eachApart(items.slice(middle), apply, putAside)
  }
}
