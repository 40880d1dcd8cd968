import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type EngineTimes, type Step, usualTimes } from '../../src/engine/index.ts'
import { eventually } from '../eventually.ts'
import { masterKey } from './stage.ts'

/** What a worker process of these tests is told; see worker-process.ts. */
export interface WorkerOrders {
  readonly databaseUrl: string
  readonly masterKey: string
  readonly times?: EngineTimes
  readonly at?: Step
  readonly nth?: number
  readonly signal?: NodeJS.Signals
  /** Instead of a signal: it eats all the memory it can get, or does nothing else for so long. */
  readonly does?: 'eatMemory' | { readonly blockMs: number }
  /** How long one call to an ERP may take. */
  readonly callMs?: number
}

/** A tenth of the usual times, so that the dead are found soon. */
export const quick: EngineTimes = { leaseMs: 6_000, renewMs: 500, beatMs: 500, deadMs: 2_500 }
export { usualTimes }

export interface Running {
  readonly child: ChildProcess
  readonly output: () => string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  /** Resolves when its output holds this. */
  says(what: RegExp, withinMs?: number): Promise<void>
}

const all = new Set<ChildProcess>()

/** Whatever a test leaves behind is gone afterwards. */
export function endProcessesAfterwards(): void {
  after(killAll)
}

export function killAll(): void {
  for (const child of all) child.kill('SIGKILL')
}

export function run(program: string, env: Record<string, string>, ...argv: string[]): Running {
  const child = spawn(process.execPath, [program, ...argv], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  all.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  // A child that was killed does not read what it is told.
  child.stdin?.on('error', () => undefined)
  const ended = once(child, 'exit').then(([code, signal]) => {
    all.delete(child)
    return (code ?? signal) as number | NodeJS.Signals | null
  })
  return {
    child,
    ended,
    output: () => output,
    says: async (what, withinMs = 90_000) => {
      await eventually(() => assert.match(output, what), withinMs)
    },
  }
}

/** A worker with this database; `orders` say where it dies or stands still. */
export function startWorker(
  databaseUrl: string,
  orders: Partial<WorkerOrders> = {},
  env: Record<string, string> = {},
): Running {
  const told: WorkerOrders = { databaseUrl, masterKey: masterKey.toString('hex'), times: quick, ...orders }
  return run(join(import.meta.dirname, 'worker-process.ts'), {
    ...env,
    KOPPEL_CHAOS: JSON.stringify(told),
  })
}

const main = join(import.meta.dirname, '../../src/main.ts')

/** The program itself, as an operator starts it. */
export async function startProgram(
  databaseUrl: string,
  mode: 'both' | 'server' | 'worker',
  more: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const data = await mkdtemp(join(tmpdir(), 'koppel-chaos-'))
  const keyFile = join(data, 'key')
  await writeFile(keyFile, masterKey.toString('hex'))
  const settings = {
    ...{ DATABASE_URL: databaseUrl, KOPPEL_DATA: data, KOPPEL_DEMO: 'off' },
    ...{ KOPPEL_SECRET_KEY_FILE: keyFile, KOPPEL_OUTBOUND_ALLOW: '127.0.0.0/8' },
    ...more,
  }
  return run(main, settings, mode)
}

/** Ends it as an operator would; fails unless it ends cleanly within ten seconds. */
export async function stop({ child, ended, output }: Running): Promise<number> {
  const asked = performance.now()
  child.kill('SIGTERM')
  assert.equal(await ended, 0, output())
  const took = performance.now() - asked
  assert.ok(took < 10_000, `It took ${took} ms to end.`)
  return took
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : assert.fail('no port')
}
