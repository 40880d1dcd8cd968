/** One line of the report. */
export interface Row {
  readonly figure: string
  readonly engine: string
  readonly limit: string
  readonly ratio: string
  readonly target: string
  /** Missing where there is no target. */
  readonly met?: boolean
}

/** Times beside the limit's of the same rounds: medians, and the median of the ratios. */
export function beside(
  figure: string,
  engine: readonly number[],
  limit: readonly number[],
  most: number,
): Row {
  const ratio = median(engine.map((ms, round) => ms / (limit[round] ?? Number.NaN)))
  return {
    figure,
    engine: time(median(engine)),
    limit: time(median(limit)),
    ratio: `${ratio.toFixed(2)} ×`,
    target: `≤ ${most} ×`,
    met: ratio <= most,
  }
}

export function atMost(figure: string, value: number, most: number, unit = ''): Row {
  const shown = `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${unit}`.trim()
  return {
    figure,
    engine: shown,
    limit: '',
    ratio: '',
    target: `≤ ${most} ${unit}`.trim(),
    met: value <= most,
  }
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [row.figure, row.engine, row.limit, row.ratio, row.target, metText(row)])
  const head = ['figure', 'engine', 'limit', 'ratio', 'target', 'met']
  const widths = head.map((title, n) =>
    Math.max(...[head, ...lines].map((line) => (line[n] ?? title).length)),
  )
  const drawn = [head, widths.map((width) => '-'.repeat(width)), ...lines]
  return drawn
    .map((line) => `| ${line.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`)
    .join('\n')
}

function metText({ met }: Row): string {
  if (met === undefined) return ''
  return met ? 'yes' : 'NO'
}

/** The same beside each other without a target. */
export function compared(figure: string, engine: readonly number[], limit: readonly number[]): Row {
  const { met: _, ...row } = beside(figure, engine, limit, Number.NaN)
  return { ...row, target: '' }
}

/** A time that has nothing to stand beside. */
export function alone(figure: string, engine: readonly number[]): Row {
  return { figure, engine: time(median(engine)), limit: '', ratio: '', target: '' }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = low] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}

function time(ms: number): string {
  return ms >= 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms.toFixed(ms < 100 ? 1 : 0)} ms`
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
