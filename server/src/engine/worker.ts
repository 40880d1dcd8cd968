import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { runMigrations } from 'graphile-worker'
import type { Log } from '../erp/index.ts'
import { openPool, type Unlisten } from '../store/index.ts'
import { queueDueComparisons } from './comparison/schedule.ts'
import { beat, freeTheDead, sayGoodbye } from './heartbeat.ts'
import { jobLogger, keepJobsRunning } from './jobs.ts'
import type { KeptLease } from './lease.ts'
import { carryOutBeside, type LongWorkJob, longWorkTask, queueLongWorkJobs } from './long-work/beside.ts'
import { longWorkRequests } from './long-work/queue.ts'
import { makePartitions } from './monitor/partitions.ts'
import { prune } from './monitor/pruning.ts'
import { type EngineParts, usualTimes } from './parts.ts'
import { type PassOptions, runPass } from './pass.ts'
import { openMarks } from './protection/marks.ts'
import { slotsOf } from './protection/slots.ts'
import { endDeadRuns } from './run.ts'
import {
  agePasses,
  isRunning,
  type PassJob,
  passAgain,
  passForAll,
  passNow,
  passRequests,
  passTask,
} from './schedule.ts'

export interface EngineOptions extends EngineParts {
  /** Passes at the same time in this process. */
  readonly concurrency?: number
}

export interface Engine {
  /** Ends within ten seconds; what was under way is taken up by another worker or at the next start. */
  stop(): Promise<void>
}

const housekeepingEveryMs = 60 * 60_000
const compareDueEveryMs = 60_000
const stopWithinMs = 5_000

/** Starts the background engine in this process. Any number of processes may run one. */
export async function startEngine({ concurrency = 4, ...parts }: EngineOptions): Promise<Engine> {
  const { store, log, times = usualTimes } = parts
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const stopping = new AbortController()
  const running = new Set<KeptLease>()
  const pool = openPool(
    {
      url: store.url,
      applicationName: 'koppel worker',
      maxConnections: concurrency + 4,
      onConnectionLost: (error) => log('A connection of the worker broke', { error: error.message }),
    },
    'driver',
  )
  const logger = jobLogger(log)
  await runMigrations({ pgPool: pool, logger })
  await makePartitions(store)

  const marks = await openMarks(store, parts.marksFile, log)
  const slots = slotsOf(concurrency, (error) => log('A pass ended badly', { error: String(error) }))
  await marks.look()
  const jobs = await keepJobsRunning(
    {
      pgPool: pool,
      logger,
      concurrency,
      noHandleSignals: true,
      pollInterval: 1_000,
      taskList: {
        [passTask]: (job: unknown) =>
          slots.run((slot) =>
            carryOut(parts, job as PassJob, { worker, signal: stopping.signal, running, slot, marks }),
          ),
        [longWorkTask]: (job: unknown) =>
          carryOutBeside(parts, job as LongWorkJob, { worker, signal: stopping.signal, marks }),
      },
    },
    log,
  )
  const lookAfter = async () => {
    await marks.look()
    await beat(store, worker, jobs.names())
    await freeTheDead(store, times.deadMs)
    await endDeadRuns(store)
    await passForAll(store.db, { all: false })
    await queueLongWorkJobs(store.db)
    await agePasses(store.db)
  }
  await lookAfter()
  const deaf = await listen(parts, running)
  const timers = [
    every(times.beatMs, log, lookAfter),
    every(compareDueEveryMs, log, () => queueDueComparisons(store.db)),
    every(housekeepingEveryMs, log, async () => {
      await makePartitions(store)
      await prune(store)
    }),
  ]

  async function stop(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    // First no new jobs: what is cut short queues itself again at once, for another worker.
    const ended = jobs.stop()
    stopping.abort()
    await deaf()
    await within(
      stopWithinMs,
      ended.then(() => slots.settled()),
    )
    await sayGoodbye(store, worker).catch(() => undefined)
    await within(1_000, pool.end())
  }
  let stopped: Promise<void> | undefined
  return {
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

async function carryOut(
  parts: EngineParts,
  { connectionId, forced }: PassJob,
  options: PassOptions,
): Promise<void> {
  const { db } = parts.store
  if (!forced && !(await isRunning(db))) return
  const result = options.signal.aborted ? 'more' : await runPass(parts, connectionId, { ...options, forced })
  await passAgain(db, connectionId, result)
}

/** Edits, requests, and changes of the settings are answered at once; what was missed, when the database is back. */
async function listen({ store, log }: EngineParts, running: ReadonlySet<KeptLease>): Promise<Unlisten> {
  const act = (what: Promise<void>) =>
    void what.catch((error: unknown) => log('A pass could not be queued', { error: String(error) }))
  const missed = () => act(passForAll(store.db, { all: true }))
  const ears = [
    await store.listen('koppel_crm_change', (ids) => act(passNow(store.db, numbersIn(ids))), { missed }),
    await store.listen(longWorkRequests, () => act(queueLongWorkJobs(store.db))),
    await store.listen(passRequests, (ids) => act(passNow(store.db, numbersIn(ids), true))),
    await store.listen('koppel_live', (event) => {
      // Whoever switched it off should not wait for the page, or the hundred writes, that are under way.
      if (/"(engine|connections)"/.test(event)) for (const lease of running) lease.check()
      if (event.includes('"engine"')) act(passForAll(store.db, { all: true }))
      if (event.includes('"connections"')) act(passForAll(store.db, { all: false }))
    }),
  ]
  return async () => {
    for (const unlisten of ears) await unlisten()
  }
}

function numbersIn(ids: string): number[] {
  return ids.split(',').map(Number).filter(Number.isSafeInteger)
}

function every(ms: number, log: Log, what: () => Promise<void>): NodeJS.Timeout {
  let busy = false
  return setInterval(() => {
    if (busy) return
    busy = true
    what()
      .catch((error: unknown) => log('The worker could not look after its work', { error: String(error) }))
      .finally(() => {
        busy = false
      })
  }, ms)
}

async function within(ms: number, what: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  await Promise.race([
    what.catch(() => undefined),
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      late.signal.addEventListener('abort', () => clearTimeout(timer))
    }),
  ])
  late.abort()
}
