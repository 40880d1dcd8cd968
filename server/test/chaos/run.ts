import { isDeepStrictEqual, parseArgs } from 'node:util'
import { type Step, steps } from '../../src/engine/index.ts'
import { type Random, randomOf } from '../simulation/random.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { editBothSides, endOf, settled } from './ends.ts'
import { killAll, type Running, startWorker, stop } from './processes.ts'
import type { FaultKind } from './proxy.ts'
import { races } from './race.ts'
import { soak } from './soak.ts'
import { onlySide, type Side, type Stage } from './stage.ts'

// npm run chaos -- --races N: four workers that race for the same connection, records and actors to be made.
// npm run chaos -- --soak MINUTES: twenty connections with a fault in every twentieth call.
// npm run chaos -- [--rounds N] [--seed FIRST]: random misfortunes for as long as you like. A seed draws the same
// misfortunes again; when exactly they strike is up to the machine.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    races: { type: 'string' },
    soak: { type: 'string' },
  },
})

type End = Awaited<ReturnType<typeof endOf>>

interface Scene {
  readonly cluster: Cluster
  readonly stage: Stage
  readonly side: Side
  readonly random: Random
  readonly workers: Running[]
}

/** What goes wrong; it answers once it has, or once it cannot any more. */
type Misfortune = (scene: Scene) => Promise<string>

const transactions = new Set<Step>(['begun', 'written', 'committed'])
const faults: readonly FaultKind[] = ['cutRequest', 'cutAnswer', 'cutBody', 'delay']

const misfortunes: readonly Misfortune[] = [
  async ({ stage, random, workers }) => {
    const { at, nth } = moment(random)
    const doomed = startWorker(stage.store.url, { at, nth })
    workers.push(doomed)
    return `killed at ${at} ${nth}`
  },
  async ({ stage, random, workers }) => {
    const { at, nth } = moment(random)
    const zombie = startWorker(stage.store.url, { at, nth, signal: 'SIGSTOP' })
    workers.push(zombie)
    setTimeout(() => zombie.child.kill('SIGCONT'), random.int(4_000, 12_000))
    return `stands still at ${at} ${nth}`
  },
  async ({ stage, side, random, workers }) => {
    const kind = random.one(faults)
    const match = random.chance(0.6) ? /PATCH/ : /changes/
    void side.proxy.inject({ kind, match, times: random.int(1, 3), everyMs: 1_500 })
    workers.push(startWorker(stage.store.url))
    return `${kind} at ${match}`
  },
  async ({ cluster, stage, side, workers }) => {
    const asked = side.proxy.inject({ kind: 'delay', everyMs: 200 })
    workers.push(startWorker(stage.store.url))
    await asked
    cluster.crash()
    return 'PostgreSQL crashes'
  },
  async ({ stage, random, workers }) => {
    const count = random.int(2, 3)
    for (let n = 0; n < count; n += 1) workers.push(startWorker(stage.store.url))
    return `${count} workers race`
  },
]

function moment(random: Random): { at: Step; nth: number } {
  const at = random.one(steps.filter((step) => step !== 'renewed'))
  return { at, nth: transactions.has(at) ? random.int(1, 4) : 1 }
}

if (values.races !== undefined) {
  const raced = await races(Number(values.races), console.log).finally(killAll)
  console.log(`${raced} races of four workers: everything was written, made and logged once.`)
  process.exit(0)
}

if (values.soak !== undefined) {
  const held = await soak(Number(values.soak), console.log)
  console.log(held ? 'Nothing was lost, and nothing grew.' : 'Something grew.')
  process.exit(held ? 0 : 1)
}

const expected = new Map<number, End>()
const cluster = await startCluster()
let failed = 0
try {
  const first = Number(values.seed)
  for (let seed = first; seed < first + Number(values.rounds); seed += 1)
    failed += (await round(seed)) ? 0 : 1
} finally {
  killAll()
  await cluster.stop()
}
console.log(failed === 0 ? 'Nothing was lost, doubled or left behind.' : `${failed} rounds ended otherwise.`)
process.exit(failed === 0 ? 0 : 1)

async function round(seed: number): Promise<boolean> {
  const random = randomOf(seed)
  const links = random.int(2, 4) * 4
  if (!expected.has(links)) expected.set(links, (await play(links, random, [])).end)
  const chosen = Array.from({ length: random.int(1, 2) }, () => random.one(misfortunes))
  const began = performance.now()
  try {
    const { end, told } = await play(links, random, chosen)
    const right = isDeepStrictEqual(end, expected.get(links))
    console.log(
      `seed ${seed}: ${told.join(', ')}: ${right ? 'as undisturbed' : 'OTHERWISE'}, ${seconds(began)}`,
    )
    if (!right) console.log(JSON.stringify({ end, expected: expected.get(links) }, null, 1))
    return right
  } catch (error) {
    console.log(`seed ${seed}: ${error}`)
    return false
  }
}

async function play(links: number, random: Random, chosen: readonly Misfortune[]) {
  const stage = await cluster.stage({ links })
  const side = onlySide(stage)
  const workers: Running[] = []
  try {
    await editBothSides(stage, side)
    const told: string[] = []
    for (const misfortune of chosen) told.push(await misfortune({ cluster, stage, side, random, workers }))
    const last = startWorker(stage.store.url)
    await settled(stage, side)
    await stop(last)
    return { end: await endOf(stage, side), told }
  } finally {
    for (const { child } of workers) child.kill('SIGKILL')
    await stage.close()
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
