import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { mutants } from './mutants.ts'

export interface MutantOptions {
  readonly jobs: number
  /** How many seeds are played before a mutant counts as not found. */
  readonly seeds: string
  readonly only: string | undefined
}

/** Plants one bug after the other; how many were not found. */
export async function runMutants({ jobs, seeds, only }: MutantOptions): Promise<number> {
  const waiting = mutants.map(({ name }) => name).filter((name) => only === undefined || name === only)
  const survivors: string[] = []
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const found = await runMutant(name, seeds)
      if (found === undefined) survivors.push(name)
      console.log(`${found === undefined ? 'SURVIVED' : 'caught  '} ${name}${found ? `: ${found}` : ''}`)
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  console.log(`${mutants.length} mutants, ${survivors.length} survived`)
  return survivors.length
}

/** By what a planted bug was found. */
async function runMutant(name: string, seeds: string): Promise<string | undefined> {
  const args = [join(import.meta.dirname, 'run.ts'), '--mutant', name, '--seeds', seeds]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = await once(child, 'close')
  const text = said.join('')
  if (/finds nothing to change|was never planted|There is no mutant/.test(text)) throw new Error(text)
  // What ends before a schedule was judged has found nothing.
  if (code !== 0 && !/^seed \d+$/m.test(text)) throw new Error(text)
  return code === 0 ? undefined : text.split('\n').slice(0, 2).join(' ').slice(0, 200)
}
