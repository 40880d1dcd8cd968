import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { demo } from '@koppel/connector-demo'
import { tryton } from '@koppel/connector-tryton'
import { carryNow } from '../../src/engine/create/carry-now.ts'
import { type Step, startEngine, surviveConnectors, syncLink } from '../../src/engine/index.ts'
import { type ErpParts, sessionOpener } from '../../src/erp/index.ts'
import { createHost, networkPolicy } from '../../src/outbound/index.ts'
import { openStore } from '../../src/store/index.ts'
import type { WorkerOrders } from './processes.ts'
import { rogues } from './rogues.ts'

// A worker that dies or stands still where it is told to. `sync LINK` on its input synchronises one link now,
// `create CONNECTION INTENT` makes an actor.
const orders: WorkerOrders = JSON.parse(process.env.KOPPEL_CHAOS ?? '{}')
const tell = (line: string) => writeSync(1, `${line}\n`)

let times = 0
function reached(step: Step): void {
  if (step !== orders.at) return
  times += 1
  if (times !== (orders.nth ?? 1)) return
  tell(`reached ${step}`)
  if (orders.does === 'eatMemory') eatMemory()
  else if (orders.does) standStill(orders.does.blockMs)
  else process.kill(process.pid, orders.signal ?? 'SIGKILL')
}

function eatMemory(): never {
  for (const eaten: object[] = []; ; ) eaten.push(Array.from({ length: 1_000 }, () => ({})))
}

/** The process runs, and nothing of it goes on. */
function standStill(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
  tell('goes on')
}

const policy = networkPolicy(['127.0.0.0/8', 'localhost'])
const store = openStore({ url: orders.databaseUrl, applicationName: 'chaos worker' })
const log: ErpParts['log'] = (message, detail) => tell(`log ${message} ${JSON.stringify(detail ?? {})}`)
const erp: ErpParts = {
  ...{
    store,
    log,
    builtin: new Map([demo, tryton, ...rogues].map((connector) => [connector.id, connector])),
  },
  masterKey: Buffer.from(orders.masterKey, 'hex'),
  createHost: (session) =>
    createHost({ policy, ...session, ...(orders.callMs && { totalMs: orders.callMs }) }),
}
const parts = {
  store,
  log,
  openSession: sessionOpener(erp),
  reached,
  ...(orders.times && { times: orders.times }),
}
surviveConnectors(parts, (error) => {
  tell(`died ${error}`)
  process.exit(1)
})
const starting = startEngine(parts)
process.once('SIGTERM', () => {
  void starting
    .then((engine) => engine.stop())
    .then(() => store.close())
    .then(() => process.exit())
})
await starting
tell('running')

createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, connectionId, id = ''] = line.split(' ')
  if (what === 'create') {
    const intent = { id, connectionId: Number(connectionId) }
    void carryNow(parts, intent, 'maker').then(() => tell(`made ${id} done`))
    return
  }
  const linkId = Number(/^sync (\d+)$/.exec(line)?.[1])
  syncLink(parts, linkId, { userId: 'test' }).then(
    ({ state }) => tell(`synced ${linkId} ${state}`),
    (error: unknown) => tell(`failed ${linkId} ${error}`),
  )
})
