/** What a hit is counted under. */
export function hitOf(fault: string, step: string): string {
  return `${fault}|${step}`
}

export interface Cell {
  hits: number
  /** In runs in which something was violated. */
  violations: number
}

export type Cells = Map<string, Cell>

/** Adds the hits of one run. */
export function addHits(cells: Cells, hits: ReadonlyMap<string, number>, violated: boolean): void {
  for (const [key, count] of hits) {
    const cell = cells.get(key) ?? { hits: 0, violations: 0 }
    cell.hits += count
    if (violated) cell.violations += count
    cells.set(key, cell)
  }
}

// As a pass comes by them.
const order = [
  ...[
    'begin',
    'open',
    'leased',
    'changes',
    'page',
    'fetched',
    'begun',
    'cursorStored',
    'written',
    'committed',
  ],
  ...['get', 'got', 'planned', 'claimed', 'write', 'wrote', 'answered', 'settled', 'finished'],
]

/** Faults by steps, in Markdown: how often each was hit and, if ever, in how many of them something was violated. */
export function tableOf(cells: Cells): string {
  const faults = [...new Set([...cells.keys()].map((key) => key.split('|')[0] ?? ''))].toSorted()
  const met = new Set([...cells.keys()].map((key) => key.split('|')[1] ?? ''))
  const steps = [
    ...order.filter((step) => met.has(step)),
    ...[...met].filter((step) => !order.includes(step)).toSorted(),
  ]
  const rows = faults.map((fault) => [fault, ...steps.map((step) => shown(cells.get(hitOf(fault, step))))])
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`
  const rule = ['---', ...steps.map(() => '--:')]
  return [line(['fault, right after', ...steps]), line(rule), ...rows.map(line)].join('\n')
}

function shown(cell: Cell | undefined): string {
  if (!cell) return ''
  return cell.violations > 0 ? `${cell.hits} (${cell.violations}!)` : String(cell.hits)
}
