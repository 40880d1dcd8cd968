import type { Import } from './queries.ts'

export const steps = ['choose', 'settings', 'preview', 'result'] as const
export type Step = (typeof steps)[number]

/** Where to be: where the address says, unless the import has come further or not so far. */
export function stepOf({ state, counts }: Pick<Import, 'state' | 'counts'>, wanted: Step | undefined): Step {
  if (state !== 'open') return wanted === 'preview' ? 'preview' : 'result'
  if (counts.rows === 0 || wanted === undefined) return 'choose'
  return wanted === 'result' ? 'preview' : wanted
}
