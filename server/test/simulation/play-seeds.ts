import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDatabase } from '../database.ts'
import type { Ground } from './ground.ts'
import { plant } from './plant.ts'
import type { Played } from './play.ts'
import type { Schedule } from './schedule.ts'
import { addHits, type Cells } from './table.ts'

export interface SeedOptions {
  readonly kept: boolean
  readonly trace: boolean
  readonly hashes: boolean
  readonly shrink: boolean
  readonly mutant?: string | undefined
}

export interface Summary {
  seeds: number
  failed: number
  passes: number
  troubled: number
  readonly cells: Cells
}

export function noSummary(): Summary {
  return { seeds: 0, failed: 0, passes: 0, troubled: 0, cells: new Map() }
}

/** Plays the seeds; with a mutant only until one of them finds it. */
export async function playSeeds(seeds: readonly number[], options: SeedOptions): Promise<Summary> {
  if (options.mutant !== undefined) plant(options.mutant)
  const { drawSchedule, keptSchedules, play, prepareGround } = await import('./simulation.ts')
  const schedules = [...(options.kept ? keptSchedules() : []), ...seeds.map(drawSchedule)]
  const database = await makeDatabase()
  const ground = await prepareGround(database.store)
  const summary = noSummary()
  for (const schedule of schedules) {
    const played = await play(ground, schedule)
    count(summary, played)
    tell(schedule.seed, played, options)
    if (played.violations.length > 0 && options.shrink) await keepShortest(ground, schedule, played)
    if (options.mutant !== undefined && summary.failed > 0) break
  }
  await ground.close()
  await database.close()
  return summary
}

function count(summary: Summary, { tally, violations }: Played): void {
  summary.seeds += 1
  summary.passes += tally.passes
  summary.troubled += tally.troubled
  if (violations.length > 0) summary.failed += 1
  addHits(summary.cells, tally.hits, violations.length > 0)
}

function tell(
  seed: number,
  { trace, hash, violations }: Played,
  { trace: traced, hashes }: SeedOptions,
): void {
  if (traced) console.log(trace.join('\n'))
  if (traced || hashes) console.log(`seed ${seed} ${hash}`)
  if (violations.length > 0) console.log(`seed ${seed}\n  ${violations.join('\n  ')}`)
}

/** The shortest schedule that still fails, where the ones are that are always played. */
async function keepShortest(ground: Ground, schedule: Schedule, { violations }: Played): Promise<void> {
  const { play } = await import('./simulation.ts')
  const { shrink } = await import('./shrink.ts')
  const shortest = await shrink(
    schedule,
    async (candidate) => (await play(ground, candidate)).violations.length > 0,
  )
  const file = join(import.meta.dirname, 'regressions', `${schedule.seed}.json`)
  writeFileSync(file, `${JSON.stringify({ why: violations[0], schedule: shortest }, null, 1)}\n`)
  console.log(`kept as ${file}`)
}
