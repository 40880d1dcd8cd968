import { useFormat } from '../ui/format.ts'
import type { ComparisonRun } from './comparison-queries.ts'

/** The percentage of the compared records that agree. */
export function Agreement({ run }: { readonly run: Pick<ComparisonRun, 'agreement'> }) {
  const { number } = useFormat()
  return run.agreement === null ? '–' : `${number(run.agreement)} %`
}
