import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { makeBeside, personBeside } from './beside-world.ts'
import { check } from './checks.ts'
import { moveClock } from './clock.ts'
import { askFor, isUnderWay } from './create-steps.ts'
import { type CreateStep, pairOf } from './creations.ts'
import { clear, type Ground } from './ground.ts'
import { carryOutLong, endLongWork, noteEnded } from './long-work-steps.ts'
import { type Random, randomOf } from './random.ts'
import type { Schedule, Step, Trouble } from './schedule.ts'
import type { BesideStep } from './step.ts'
import { person } from './steps.ts'
import { hitOf } from './table.ts'
import { loseLease, notingMakers, overtake, takeOver } from './take-over.ts'
import { type Turns, takeTurns } from './turns.ts'
import { watched } from './watch.ts'
import { type Fared, startWorker, type Worker } from './worker.ts'
import { makeWorld, type Tally, type World } from './world.ts'

export interface Played {
  readonly violations: readonly string[]
  /** The same for the same schedule, unless workers raced. */
  readonly hash: string
  readonly trace: readonly string[]
  readonly noted: readonly string[]
  readonly tally: Tally
}

/** Plays a schedule: first with everything that can go wrong, then in peace, and judges what became of it. */
export async function play(ground: Ground, schedule: Schedule): Promise<Played> {
  await clear(ground)
  const made = await makeWorld(ground, schedule)
  const world = schedule.beside ? { ...made, beside: await makeBeside(made, schedule.beside) } : made
  const actors = startActors(world)
  try {
    for (const step of schedule.steps) await actors.carryOut(step)
    await comeToRest(world, actors)
    await check(world)
  } catch (error) {
    world.violations.push(`the run ended: ${error instanceof Error ? error.stack : String(error)}`)
  }
  const hash = createHash('sha256').update(world.trace.join('\n')).digest('hex').slice(0, 16)
  const { violations, trace, noted, tally } = world
  return { violations, hash, trace, noted, tally }
}

interface Actors {
  readonly carryOut: (step: Step) => Promise<void>
  /** Of both connections. */
  readonly pass: () => Promise<readonly Fared[]>
  readonly endLongWork: () => Promise<boolean>
}

const calm: Trouble = { faults: [], crash: null, meanwhile: [] }

function startActors(world: World): Actors {
  const random = randomOf(world.schedule.seed)
  const others = async (steps: readonly Step[]) => {
    for (const step of steps) await route(step, true).catch(broken)
  }
  // What goes wrong with the others must not look like trouble of the pass they interrupt.
  const broken = (error: unknown) => {
    world.violations.push(
      `the simulation itself failed: ${error instanceof Error ? error.stack : String(error)}`,
    )
  }
  const main = startSide(world, { random, others, name: '' })
  const beside = world.neighbour && startSide(world.neighbour, { random, others, name: 'neighbour ' })
  const sides = beside ? [main, beside] : [main]

  async function route(step: Step, meanwhile = false): Promise<void> {
    world.trace.push(line(step))
    if (step.do === 'race') return await race()
    if (step.do === 'beside') return await main.carryOutBeside(step.step, meanwhile)
    if (beside && step.do === 'pass' && step.neighbour) return await beside.carryOut(step, meanwhile)
    if (beside && 'link' in step && step.link >= world.pairs.length)
      return await beside.carryOut({ ...step, link: step.link - world.pairs.length }, meanwhile)
    await main.carryOut(step, meanwhile)
  }

  /** Two workers begin at once, and one for the neighbour; who comes next at each statement is up to the dice. */
  async function race(): Promise<void> {
    await timePasses(world)
    const racers = [...main.racers, ...(beside?.racers.slice(0, 1) ?? [])]
    const names = racers.map(({ name }) => name)
    const turns = takeTurns(names, random)
    await Promise.all(racers.map((racer) => racer.run(turns)))
  }

  return {
    carryOut: (step) => route(step),
    endLongWork: main.endLongWork,
    async pass() {
      const fared: Fared[] = []
      for (const side of sides) fared.push(await side.passInPeace())
      return fared
    },
  }
}

type OwnStep = Exclude<Step, { readonly do: 'beside' }>

interface SideParts {
  readonly random: Random
  readonly others: (steps: readonly Step[]) => Promise<void>
  readonly name: string
}

/** The workers of one connection and the people who use it. */
function startSide(world: World, { random, others, name }: SideParts) {
  const { ground, connectionId, erp, now, order, trace } = world
  const tell = (line: string) => trace.push(line)
  const hit = (fault: string, step: string) => {
    const key = hitOf(fault, step)
    world.tally.hits.set(key, (world.tally.hits.get(key) ?? 0) + 1)
  }
  const worker = (title: string): Worker =>
    startWorker({
      ...{ name: `${name}${title}`, real: ground.store, erp, now, order, others, tell, random, hit },
      beside: world.beside && { actorType: world.beside.kind.actorType, erp: world.beside.erp },
    })
  const [first, second] = [worker('first'), worker('second')]
  const [desk, deskMeanwhile] = [worker('desk'), worker('desk meanwhile')]

  async function pass(by: Worker, trouble: Trouble, sliceMs = 20_000): Promise<Fared> {
    world.tally.passes += 1
    if (trouble.faults.length > 0 || trouble.crash) world.tally.troubled += 1
    const fared = await watched(world, () => by.pass(connectionId, trouble, sliceMs))
    tell(`  → ${fared}`)
    if (fared === 'crashed') await timePasses(world)
    await noteEnded(world)
    return fared
  }

  async function sync(by: Worker, step: Extract<Step, { readonly do: 'sync' }>, of = world): Promise<void> {
    const pair = await pairOf(of, step)
    if (!pair || pair.linkId === null) return
    const { linkId } = pair
    const fared = await watched(world, () => by.sync(linkId, step))
    tell(`  → ${fared}`)
    if (fared === 'crashed') await timePasses(world)
  }

  async function create(by: Worker, step: CreateStep): Promise<void> {
    const intent = await askFor(world, step)
    if (!intent) return
    const fared = await by.create(intent, step)
    tell(`  → ${fared}`)
    if (fared === 'crashed') await timePasses(world)
  }

  async function carryOutBeside(step: BesideStep, meanwhile: boolean): Promise<void> {
    if (!world.beside) return
    if (step.do === 'sync') await sync(meanwhile ? deskMeanwhile : desk, step, world.beside)
    else await personBeside(world.beside, step)
  }

  async function carryOut(step: OwnStep, meanwhile: boolean): Promise<void> {
    const by = meanwhile ? deskMeanwhile : desk
    switch (step.do) {
      case 'pass':
        // Claims of who is still at it end as well.
        return await notingMakers(world, async () => {
          await timePasses(world)
          await pass(first, step, step.short ? 0 : 20_000)
        })
      case 'sync':
        return await sync(by, step)
      case 'create':
        return await create(by, step)
      case 'long':
        return await carryOutLong(world, by, step, meanwhile)
      case 'takeOver':
        return await takeOver(world, () => pass(second, calm))
      case 'overtake':
        return step.dies
          ? await loseLease(world, () => pass(second, { ...calm, crash: { at: 'leased' } }))
          : await overtake(world, () => pass(second, calm))
      case 'race':
        return
      default:
        await person(world, step)
    }
  }

  async function passInPeace(): Promise<Fared> {
    let fared = await pass(first, calm)
    for (let slices = 0; fared === 'more' && slices < 5; slices += 1) fared = await pass(first, calm)
    return fared
  }

  const racers = [first, second].map((one) => ({
    name: one.name,
    async run(turns: Turns): Promise<void> {
      one.take(turns)
      await pass(one, calm).finally(() => turns.leave(one.name))
      one.take(undefined)
    },
  }))
  return { carryOut, carryOutBeside, passInPeace, racers, endLongWork: () => endLongWork(world, desk) }
}

function line(step: Step): string {
  const { do: what, ...rest } = step
  return `${what} ${JSON.stringify(rest)}`
}

const aDay = 25 * 60 * 60

/** A day goes by: leases and calls of the dead have ended, and what waits for its time is due. */
async function timePasses({ ground, erp }: World): Promise<void> {
  await moveClock(ground.store, aDay)
  erp.hidden.clear()
}

// An ERP that changes what it was given once more is put back three times before somebody is asked.
const passesToRest = ({ rewrites }: Schedule['personality']) => (rewrites ? 6 : 3)

/** Each look for what was not answered has to wait for the one before. */
async function findOut(world: World, pass: Actors['pass']): Promise<void> {
  for (let looks = 0; looks < 8 && (await isUnderWay(world)); looks += 1) {
    await pass()
    await timePasses(world)
  }
}

/** Nobody edits and nothing fails any more: within three passes all sides agree, and then nothing is written. */
async function comeToRest(world: World, { carryOut, pass, endLongWork }: Actors): Promise<void> {
  world.trace.push('rest')
  await carryOut({ do: 'active', on: true })
  await carryOut({ do: 'enable', on: true })
  if (world.beside) await carryOut({ do: 'beside', step: { do: 'enable', on: true } })
  await emptyBin(world, carryOut)
  const worlds = [world, world.neighbour, world.beside].filter((one) => one !== null)
  for (const { erp } of worlds) {
    erp.settle()
    erp.hidden.clear()
  }
  // Also if the clock was set back in between.
  await moveClock(world.ground.store, 5 * aDay)
  if (!(await endLongWork())) {
    // An import waits while its connection has stopped, until somebody has it synchronised.
    await pass()
    await endLongWork()
  }
  await findOut(world, pass)
  for (let passes = 0; passes < passesToRest(world.schedule.personality); passes += 1) {
    for (const fared of await pass())
      if (fared !== 'done') world.violations.push(`a pass in peace fared ${fared}`)
    for (const { erp } of worlds) erp.settle()
  }
  const before = await footprints(worlds)
  await pass()
  if (before !== (await footprints(worlds)))
    world.violations.push('I2 fixed point: a further pass still moved something')
}

async function emptyBin({ pairs, creations, beside }: World, carryOut: Actors['carryOut']): Promise<void> {
  for (const { index } of pairs) await carryOut({ do: 'bin', link: index, in: false })
  for (const link of creations.keys()) await carryOut({ do: 'bin', link, made: true, in: false })
  for (const { index } of beside?.pairs ?? [])
    await carryOut({ do: 'beside', step: { do: 'bin', link: index, in: false } })
}

async function footprints(worlds: readonly World[]): Promise<string> {
  const of = []
  for (const world of worlds) of.push(await footprint(world))
  return of.join()
}

/** Everything that shows that something was written on either side. */
async function footprint({ ground, connectionId, erp, pairs, creations, kind }: World): Promise<string> {
  const records = [...pairs, ...creations].map(({ recordId }) => recordId)
  const { rows } = await sql`
    select (select jsonb_agg(l.base order by l.id) from link l where l.connection_id = ${connectionId}) as bases,
      (select count(*) from run where connection_id = ${connectionId}) as runs,
      (select count(*) from sync_log where connection_id = ${connectionId}) as log,
      (select count(*) from conflict c join link l on l.id = c.link_id where l.connection_id = ${connectionId}) as conflicts,
      (select count(*) from sim_crm_history where record_type = ${kind.recordType} and record_id = any(${records}::bigint[])) as written`.execute(
    ground.store.db,
  )
  return JSON.stringify([rows[0], erp.changes.length])
}
