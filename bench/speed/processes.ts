import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Command, Measured } from './engine.ts'

export interface Erp {
  readonly url: string
  edit(first: number, step: number, fields: Readonly<Record<string, string>>): Promise<void>
  /** How it was called since the last time. */
  calls(): Promise<{ readonly pages: number; readonly writes: number; readonly reads: number }>
  stop(): Promise<void>
}

export async function startErp(customers: number): Promise<Erp> {
  const { child, said } = await start('erp.ts', [String(customers)], [])
  const { url } = said as { url: string }
  const post = async <T>(path: string, body: unknown = {}): Promise<T> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) })
    return (await response.json()) as T
  }
  return {
    url,
    edit: (first, step, fields) => post('/edit', { first, step, fields }),
    calls: () => post('/calls'),
    stop: () => end(child),
  }
}

/** As `npm start` starts it. */
export const asStarted = (process.env.KOPPEL_BENCH_NODE ?? '').split(' ').filter(Boolean)

export interface EngineProcess {
  run(command: Command): Promise<Measured>
  stop(): Promise<void>
}

export async function startEngineProcess(
  databaseUrl: string,
  erpUrl: string,
  nodeOptions: readonly string[] = asStarted,
): Promise<EngineProcess> {
  const { child } = await start('engine.ts', [databaseUrl, erpUrl], nodeOptions)
  return {
    async run(command) {
      child.send(command)
      return (await answerOf(child)) as Measured
    },
    stop: () => end(child),
  }
}

async function start(file: string, given: readonly string[], execArgv: readonly string[]) {
  const child = fork(join(import.meta.dirname, file), [...given], { execArgv: [...execArgv] })
  return { child, said: await answerOf(child) }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const heard = new AbortController()
  try {
    const ended = once(child, 'exit', heard).then(() => undefined)
    const said = once(child, 'message', heard).then(([message]) => ({ message: message as unknown }))
    const answer = await Promise.race([said, ended])
    if (!answer) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`)
    return answer.message
  } finally {
    heard.abort()
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}
