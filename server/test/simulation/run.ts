import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { makeDatabase } from '../database.ts'
import { mutants } from './mutants.ts'
import { plant } from './plant.ts'
import type { Played } from './play.ts'

// npm run simulate -- --seeds N [--seed FIRST] [--kept] [--trace] [--hashes] | --mutants

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
    hashes: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    mutant: { type: 'string' },
  },
})

const failures = values.mutants ? await runMutants() : await runSeeds()
process.exitCode = failures > 0 ? 1 : 0

/** Plays the seeds; with a mutant only until one of them finds it. How many failed. */
async function runSeeds(): Promise<number> {
  if (values.mutant !== undefined) plant(values.mutant)
  const { drawSchedule, keptSchedules, play, prepareGround } = await import('./simulation.ts')
  const drawn = wantedSeeds().map(drawSchedule)
  const kept = values.mutant !== undefined || values.kept ? keptSchedules() : []
  const schedules = [...kept, ...drawn]
  const database = await makeDatabase()
  const ground = await prepareGround(database.store)
  const begin = Date.now()
  const tally = { seeds: 0, failed: 0, passes: 0, troubled: 0 }
  for (const schedule of schedules) {
    const played = await play(ground, schedule)
    tally.seeds += 1
    tally.passes += played.tally.passes
    tally.troubled += played.tally.troubled
    if (tell(schedule.seed, played)) tally.failed += 1
    if (values.mutant !== undefined && tally.failed > 0) break
  }
  const { seeds, failed, passes, troubled } = tally
  const seconds = ((Date.now() - begin) / 1000).toFixed(1)
  console.log(
    `${seeds} schedules, ${failed} failed, ${passes} passes, ${troubled} with trouble, ${seconds} s`,
  )
  await ground.close()
  await database.close()
  return failed
}

function wantedSeeds(): readonly number[] {
  const first = Number(values.seed ?? 1)
  const count = Number(values.seeds ?? (values.seed === undefined ? 100 : 1))
  return Array.from({ length: count }, (_, index) => first + index)
}

/** Says what is worth knowing of a run; whether something was violated. */
function tell(seed: number, { trace, hash, violations }: Played): boolean {
  if (values.trace) console.log(trace.join('\n'))
  if (values.trace || values.hashes) console.log(`seed ${seed} ${hash}`)
  if (violations.length > 0) console.log(`seed ${seed}\n  ${violations.join('\n  ')}`)
  return violations.length > 0
}

/** Plants one bug after the other; how many were not found. */
async function runMutants(): Promise<number> {
  let survivors = 0
  for (const { name } of mutants) {
    const found = await runMutant(name)
    if (found === undefined) survivors += 1
    console.log(`${found === undefined ? 'SURVIVED' : 'caught  '} ${name}${found ? `: ${found}` : ''}`)
  }
  console.log(`${mutants.length} mutants, ${survivors} survived`)
  return survivors
}

/** By what a planted bug was found. */
async function runMutant(name: string): Promise<string | undefined> {
  const args = [import.meta.filename, '--mutant', name, '--seeds', values.seeds ?? '80']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = await once(child, 'close')
  const text = said.join('')
  if (/finds nothing to change|was never planted|There is no mutant/.test(text)) throw new Error(text)
  return code === 0 ? undefined : text.split('\n').slice(0, 2).join(' ').slice(0, 200)
}
