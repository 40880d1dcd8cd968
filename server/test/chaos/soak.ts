import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Random, randomOf } from '../simulation/random.ts'
import { settled } from './ends.ts'
import { killAll, type Running, startProgram, stop } from './processes.ts'
import type { FaultKind } from './proxy.ts'
import { crmValues, editCrm, erpValues, makeStage, type Pair, type Side, type Stage } from './stage.ts'

// A worker with twenty connections, one call in twenty of which goes wrong, for as long as somebody likes: what it holds
// must not grow, and in the end every last edit is on both sides.

const connections = 20
const linksEach = 5
const faults: readonly FaultKind[] = ['cutRequest', 'cutAnswer', 'cutBody', 'delay']

interface Sample {
  readonly hours: number
  readonly megabytes: number
  readonly handles: number
}

/** What was entered last, by record. */
type Entered = Map<Pair, { phone?: string; city?: string }>

/** @returns whether all of it held */
export async function soak(minutes: number, tell: (line: string) => void): Promise<boolean> {
  const stage = await makeStage({ connections, links: linksEach })
  const worker = await startProgram(stage.store.url, 'worker')
  try {
    const entered: Entered = new Map()
    const samples = await live(stage, worker, { minutes, entered, tell })
    for (const side of stage.sides) await settled(stage, side, 180_000)
    await assertNothingLost(stage, entered)
    const held = judge(samples, worker.output().length, tell)
    await stop(worker)
    return held
  } finally {
    killAll()
    await stage.close()
  }
}

interface Life {
  readonly minutes: number
  readonly entered: Entered
  readonly tell: (line: string) => void
}

async function live(stage: Stage, { child }: Running, { minutes, entered, tell }: Life): Promise<Sample[]> {
  const random = randomOf(57)
  const began = performance.now()
  const samples: Sample[] = []
  let edits = 0
  let struck = 0
  let calls = 0
  for (let second = 0; performance.now() - began < minutes * 60_000; second += 1) {
    void strike(stage, random).then(() => (struck += 1))
    for (const _ of 'four') await edit(stage, random, entered, `s${edits++}`)
    if (second % 5 === 0) samples.push(sampleOf(child.pid ?? 0, performance.now() - began))
    for (const { proxy } of stage.sides) calls += proxy.heard.splice(0).length
    if (second % 60 === 0) tell(`${edits} edits, ${calls} calls, ${struck} faults, ${told(samples.at(-1))}`)
    await pause(1_000)
  }
  for (const { proxy } of stage.sides) proxy.heal()
  return samples
}

/** Something goes wrong with one call; it answers when it has. */
async function strike({ sides }: Stage, random: Random): Promise<void> {
  const [kind, match] = [random.one(faults), random.chance(0.5) ? /PATCH/ : /changes/]
  await random.one(sides).proxy.inject({ kind, match, times: 1, everyMs: 300 })
}

const told = (sample: Sample | undefined) =>
  sample ? `${sample.megabytes.toFixed(0)} MB, ${sample.handles} handles` : ''

/** Each field is edited on one side only: the last edit has to stand. */
async function edit(stage: Stage, random: Random, entered: Entered, tag: string): Promise<void> {
  const side: Side = random.one(stage.sides)
  const pair = random.one(side.pairs)
  const inCrm = random.chance(0.5)
  if (inCrm) await editCrm(stage, pair, { phone: tag })
  else side.erp.edit('customer', pair.key, { STREETCITY: tag })
  entered.set(pair, { ...entered.get(pair), ...(inCrm ? { phone: tag } : { city: tag }) })
}

async function assertNothingLost(stage: Stage, entered: Entered): Promise<void> {
  for (const side of stage.sides)
    for (const pair of side.pairs) {
      const { phone, city } = entered.get(pair) ?? {}
      const [crm, erp] = [await crmValues(stage, pair), erpValues(side, pair)]
      if (phone !== undefined) assert.deepEqual([crm.phone, erp.PHONE], [phone, phone])
      if (city !== undefined) assert.deepEqual([crm.streetCity, erp.STREETCITY], [city, city])
    }
}

function sampleOf(pid: number, ms: number): Sample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  return { hours: ms / 3_600_000, megabytes, handles: readdirSync(`/proc/${pid}/fd`).length }
}

/** The first third is warming up. */
function judge(all: readonly Sample[], logBytes: number, tell: (line: string) => void): boolean {
  const samples = all.slice(Math.floor(all.length / 3))
  const [half, hours] = [Math.floor(samples.length / 2), all.at(-1)?.hours ?? 0]
  const most = (of: readonly Sample[]) => Math.max(...of.map(({ handles }) => handles))
  const [before, after] = [most(samples.slice(0, half)), most(samples.slice(half))]
  const slope = slopeOf(samples)
  const logADay = (logBytes / 1_048_576 / hours) * 24
  tell(`memory grows by ${slope.toFixed(1)} MB an hour, peak ${peakOf(all).toFixed(0)} MB`)
  tell(`handles: at most ${before} in the first half, ${after} in the second`)
  tell(`log: ${logADay.toFixed(0)} MB a day`)
  // In less than some hours the waves of the garbage collection are higher than what could leak.
  const middle = Math.floor(all.length / 2)
  const flat = hours > 3 ? slope < 1 : peakOf(all.slice(middle)) <= 1.2 * peakOf(all.slice(0, middle))
  return flat && after <= before + 10 && logADay < 1_024
}

const peakOf = (of: readonly Sample[]) => Math.max(...of.map(({ megabytes }) => megabytes))

function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
  const x = mean(samples.map(({ hours }) => hours))
  const y = mean(samples.map(({ megabytes }) => megabytes))
  const over = mean(samples.map(({ hours, megabytes }) => (hours - x) * (megabytes - y)))
  return over / mean(samples.map(({ hours }) => (hours - x) ** 2))
}
