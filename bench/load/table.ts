import type { Shot } from './fire.ts'

/** Percentiles of each kind of request and of all, as Markdown. */
export function tableOf(shots: readonly Shot[]): string {
  const kinds = Map.groupBy(shots, ({ kind }) => kind)
  const shed = shots.filter(({ status }) => status === 503)
  const rows = [...kinds, ['all', shots], ['of these shed: 503', shed]] as const
  const lines = rows.filter(([, of]) => of.length > 0).map(([kind, of]) => line(kind, of))
  return [
    '| requests | sent | p50 | p95 | p99 | p99.9 | slowest | refused by others’ edits | shed | errors |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...lines,
  ].join('\n')
}

function line(kind: string, shots: readonly Shot[]): string {
  const sorted = shots.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const at = (share: number) => {
    const ms = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
    return `${ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`
  }
  const refused = shots.filter(({ status }) => status === 409).length
  const shed = shots.filter(({ status }) => status === 503).length
  const failed = ({ status }: Shot) => status === 0 || (status >= 400 && status !== 409 && status !== 503)
  const errors = shots.filter(failed).length
  const cells = [kind, shots.length, at(0.5), at(0.95), at(0.99), at(0.999), at(1), refused, shed, errors]
  return `| ${cells.join(' | ')} |`
}
