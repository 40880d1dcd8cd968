import type { Log, OpenSession } from '../erp/index.ts'
import type { Store } from '../store/index.ts'

/** What the engine is built from; `main.ts` puts it together. */
export interface EngineParts {
  readonly store: Store
  readonly openSession: OpenSession
  readonly log: Log
  /** For tests: awaited at these points of a pass, where a process may die or stall. */
  readonly reached?: (step: Step) => Promise<void> | void
}

export type Step =
  /** Changes are planned and committed; the ERP knows nothing yet. */
  | 'planned'
  /** Writes are marked as sent; the call comes next. */
  | 'claimed'
  /** The ERP answered; nothing of it is stored yet. */
  | 'answered'
