import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Logger, type Runner, type RunnerOptions, run, type WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Log } from '../erp/index.ts'

/** graphile-worker, started again should it give up: a database that was away too long is no reason to stop for good. */
export interface Jobs {
  /** The names under which it locks jobs: those of its pools, not of the workers in them. */
  readonly names: () => readonly string[]
  stop(): Promise<void>
}

const restartAfterMs = 1_000

export async function keepJobsRunning(options: RunnerOptions & { pgPool: Pool }, log: Log): Promise<Jobs> {
  const names = new Set<string>()
  const left = new Set<string>()
  const runners = new Set<Runner>()
  let stopped = false
  await start()

  async function start(): Promise<void> {
    const events: WorkerEvents = new EventEmitter()
    let over = false
    const next = () => {
      if (!over) restart()
      over = true
    }
    events.on('pool:create', ({ workerPool }) => names.add(workerPool.id))
    // It gives up when it cannot store what became of a job. What else it does may take long: nobody waits for that.
    events.on('pool:gracefulShutdown', next)
    events.on('pool:release', ({ workerPool }) => {
      names.delete(workerPool.id)
      left.add(workerPool.id)
      freeLeft()
    })
    // Without a delay the outcome of a job is stored unattended: a failure would leave it locked, under a name that lives.
    const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } }
    const runner = await run({ ...options, preset, events })
    runners.add(runner)
    runner.promise
      .catch((error: unknown) => log('The job queue stopped', { error: String(error) }))
      .finally(() => {
        runners.delete(runner)
        next()
      })
    freeLeft()
  }

  function restart(): void {
    if (stopped) return
    pause(restartAfterMs)
      .then(async () => {
        if (!stopped) await start()
      })
      .catch((error: unknown) => {
        log('The job queue does not start', { error: String(error) })
        restart()
      })
  }

  /** What a queue that gave up still had locked; should it fail now, the next heartbeat does it. */
  function freeLeft(): void {
    if (stopped || left.size === 0) return
    const ids = [...left]
    options.pgPool.query('select graphile_worker.force_unlock_workers($1)', [ids]).then(
      () => {
        for (const id of ids) left.delete(id)
      },
      () => undefined,
    )
  }

  return {
    names: () => [...names],
    async stop() {
      stopped = true
      await Promise.allSettled([...runners].flatMap((runner) => [runner.stop(), runner.promise]))
    },
  }
}

/** Only what an operator should see: graphile-worker tells of every job otherwise. */
export function jobLogger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    if (level === 'error') log(message, { ...scope })
  })
}
