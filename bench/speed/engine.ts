import { readFileSync } from 'node:fs'
import pg from 'pg'
import { runPass } from '../../server/src/engine/index.ts'
import { openStore } from '../../server/src/store/index.ts'
import { begin, carry, type Stage, stages } from '../../server/test/whole-import.ts'
import { partsAt } from './parts.ts'

// The engine as a worker runs it, in a process of its own: node bench/speed/engine.ts <database> <erp>
// Told what to do by its parent, it answers how long it took and what it asked of PostgreSQL and the ERP.

export type Command = Stage | 'pass'

export interface Measured {
  readonly ms: number
  /** Of which the ERP had the word. */
  readonly erpMs: number
  readonly cpuMs: number
  /** Each a round trip to PostgreSQL. */
  readonly statements: number
  readonly calls: number
  readonly result: string
  /** Of this process since its start. */
  readonly peakMb: number
}

const [databaseUrl = '', erpUrl = ''] = process.argv.slice(2)
const store = openStore({ url: databaseUrl, applicationName: 'koppel bench' })
await store.pool.query(`update connection set settings = $1`, [{ url: erpUrl }])

const counted = { statements: 0, calls: 0, erpMs: 0 }
const { query } = pg.Client.prototype
pg.Client.prototype.query = function countedQuery(this: pg.Client, ...given: Parameters<typeof query>) {
  counted.statements += 1
  return Reflect.apply(query, this, given)
} as typeof query

const parts = partsAt(store, (call) => {
  const began = performance.now()
  counted.calls += 1
  return call().finally(() => {
    counted.erpMs += performance.now() - began
  })
})
const how = { worker: 'bench', signal: new AbortController().signal }

let importId: number | undefined

/** One stage of the import of all customers, as the worker of a person's import carries it out. */
async function importStage(stage: Stage): Promise<string> {
  importId ??= await begin(store.db, { connectionId: 1 })
  return await carry(parts, importId, stage, how)
}

async function carryOut(command: Command): Promise<string> {
  const stage = stages.find((one) => one === command)
  return stage
    ? await importStage(stage)
    : await runPass(parts, 1, { ...how, forced: true, sliceMs: 600_000 })
}

process.on('message', (command: Command) => void measure(command))
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function measure(command: Command): Promise<void> {
  Object.assign(counted, { statements: 0, calls: 0, erpMs: 0 })
  const cpu = process.cpuUsage()
  const began = performance.now()
  const result = await carryOut(command)
  const ms = performance.now() - began
  const used = process.cpuUsage(cpu)
  const measured: Measured = {
    ms,
    ...counted,
    cpuMs: (used.user + used.system) / 1_000,
    result,
    peakMb: peakMb(),
  }
  process.send?.(measured)
}

// Not resourceUsage().maxRSS: it begins with the size of the process that started this one.
function peakMb(): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024
}
