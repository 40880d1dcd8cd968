import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { noSummary, type Summary } from './play-seeds.ts'
import type { Cell } from './table.ts'

type Sent = Omit<Summary, 'cells'> & { readonly cells: readonly (readonly [string, Cell])[] }

const program = join(import.meta.dirname, 'run.ts')

/** Shares the seeds between processes, each with a database of its own. */
export async function playInProcesses(args: readonly string[], jobs: number): Promise<Summary> {
  const total = noSummary()
  await Promise.all(
    Array.from({ length: jobs }, async (_, part) => {
      const child = fork(program, [...args, '--jobs', '1', '--part', `${part}/${jobs}`])
      let heard = false
      child.on('message', (sent: Sent) => {
        heard = true
        add(total, sent)
      })
      await once(child, 'exit')
      if (!heard) total.failed += 1
    }),
  )
  return total
}

function add(total: Summary, { seeds, failed, passes, troubled, cells }: Sent): void {
  total.seeds += seeds
  total.failed += failed
  total.passes += passes
  total.troubled += troubled
  for (const [key, { hits, violations }] of cells) {
    const cell = total.cells.get(key) ?? { hits: 0, violations: 0 }
    total.cells.set(key, { hits: cell.hits + hits, violations: cell.violations + violations })
  }
}
