import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Logger, type Runner, type RunnerOptions, run, type WorkerEvents } from 'graphile-worker'
import type { Log } from '../erp/index.ts'

/** graphile-worker, started again should it give up: a database that was away too long is no reason to stop for good. */
export interface Jobs {
  /** The names under which it locks jobs. */
  readonly names: () => readonly string[]
  stop(): Promise<void>
}

const restartAfterMs = 1_000

export async function keepJobsRunning(options: RunnerOptions, log: Log): Promise<Jobs> {
  const events: WorkerEvents = new EventEmitter()
  const names = new Set<string>()
  events.on('worker:create', ({ worker }) => names.add(worker.workerId))
  events.on('worker:stop', ({ worker }) => names.delete(worker.workerId))
  let stopped = false
  let runner: Runner = await start()

  async function start(): Promise<Runner> {
    const started = await run({ ...options, events })
    started.promise
      .catch((error: unknown) => log('The job queue stopped', { error: String(error) }))
      .finally(restart)
    return started
  }

  function restart(): void {
    if (stopped) return
    pause(restartAfterMs)
      .then(async () => {
        if (!stopped) runner = await start()
      })
      .catch((error: unknown) => {
        log('The job queue does not start', { error: String(error) })
        restart()
      })
  }

  return {
    names: () => [...names],
    async stop() {
      stopped = true
      await runner.stop().catch(() => undefined)
    },
  }
}

/** Only what an operator should see: graphile-worker tells of every job otherwise. */
export function jobLogger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    if (level === 'error') log(message, { ...scope })
  })
}
