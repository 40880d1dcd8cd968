import type { Trial } from './trial.ts'

/** Throws when the promise is broken, with a sentence that says how. */
export type Check = (trial: Trial) => Promise<void>

/** Checks by the promise they hold the connector to. */
export type Promises = Readonly<Record<string, Check>>
