const codes = /^(08|57P0|53300$|ECONNREFUSED$|ECONNRESET$|EPIPE$|ENOENT$|ETIMEDOUT$)/
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)|is not currently accepting connections$/

/** Whether a failure says that PostgreSQL is not there, and nothing about what it was asked. */
export function databaseIsAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && codes.test(error.code)) return true
  if (messages.test(error.message)) return true
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return inner.some(databaseIsAway)
}

/** Whether there is no room left to write: what is there can still be read. */
export function databaseIsFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '53100'
}

const locks = new Set<unknown>(['55P03', '40001', '40P01'])

/** Whether others held for too long what was asked for: asked again a moment later it may well do. */
export function databaseIsBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && locks.has(error.code)
}
