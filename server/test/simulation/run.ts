import { parseArgs } from 'node:util'
import { playSeeds, type Summary } from './play-seeds.ts'
import { playInProcesses } from './processes.ts'
import { runMutants } from './run-mutants.ts'
import { tableOf } from './table.ts'

// npm run simulate -- --seeds N [--seed FIRST] [--jobs J] [--table] [--kept] [--trace] [--hashes] [--shrink]
//                  -- --mutants [--jobs J]

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    table: { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    hashes: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    /** Plants this bug, and ends once it is found. */
    mutant: { type: 'string' },
    /** Of so many processes, which one this is: the parent reads the summary. */
    part: { type: 'string' },
  },
})

const jobs = Number(values.jobs)
process.exitCode = (await main()) > 0 ? 1 : 0

async function main(): Promise<number> {
  if (values.mutants) return await runMutants({ jobs, seeds: values.seeds ?? '80', only: values.mutant })
  const begin = Date.now()
  const summary = jobs > 1 ? await playInProcesses(process.argv.slice(2), jobs) : await playHere()
  if (values.part === undefined) tell(summary, Date.now() - begin)
  return summary.failed
}

async function playHere(): Promise<Summary> {
  const [part = 0, parts = 1] = (values.part ?? '0/1').split('/').map(Number)
  const first = Number(values.seed ?? 1)
  const count = Number(values.seeds ?? (values.seed === undefined ? 100 : 1))
  const seeds = Array.from({ length: count }, (_, index) => first + index)
  const summary = await playSeeds(
    seeds.filter((_, index) => index % parts === part),
    { ...values, kept: part === 0 && (values.kept || values.mutant !== undefined) },
  )
  if (values.part !== undefined) process.send?.({ ...summary, cells: [...summary.cells] })
  return summary
}

function tell({ seeds, failed, passes, troubled, cells }: Summary, ms: number): void {
  if (values.table) console.log(tableOf(cells))
  const each = (ms / 1000 / Math.max(1, seeds)).toFixed(2)
  console.log(
    `${seeds} schedules, ${failed} failed, ${passes} passes, ${troubled} with trouble, ${(ms / 1000).toFixed(1)} s (${each} s each)`,
  )
}
