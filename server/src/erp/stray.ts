import { AsyncLocalStorage } from 'node:async_hooks'
import { type Veil, veiledFailure } from './veil.ts'

/** For whom a connector is at work; none while an administrator tries settings that are not saved. */
export interface OnBehalf {
  readonly connectionId: number | undefined
  readonly veil: Veil
}

export interface Stray {
  readonly connectionId: number | undefined
  /** A `ConnectorError` or a `ConnectorFault`; without secrets. */
  readonly failure: Error
}

const calling = new AsyncLocalStorage<OnBehalf>()

/** Runs what is a connector's; whatever it starts and leaves behind is known as its own. */
export function onBehalf<T>(who: OnBehalf, run: () => T): T {
  return calling.run(who, run)
}

/**
 * The connector that left this failure behind, if it was one: a promise nobody waits for, an exception in a timer.
 * Only while the process is being told of it.
 */
export function strayOf(error: unknown): Stray | undefined {
  const who = calling.getStore()
  return who && { connectionId: who.connectionId, failure: veiledFailure(who.veil, error) }
}
