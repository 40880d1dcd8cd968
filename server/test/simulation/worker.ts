import { carryNow } from '../../src/engine/create/carry-now.ts'
import type { Intent } from '../../src/engine/create/intents.ts'
import { type EngineParts, type PassResult, runPass, syncLink } from '../../src/engine/index.ts'
import type { Store } from '../../src/store/index.ts'
import { moveClock } from './clock.ts'
import type { SimulatedErp } from './erp.ts'
import { type CallPoint, type ErpCall, type FaultKind, sessionOf, sessionOfBoth } from './erp-session.ts'
import { type MortalStore, mortalStore } from './mortal-store.ts'
import type { Random } from './random.ts'
import type { Point, Step, Trouble } from './schedule.ts'
import type { Turns } from './turns.ts'

export interface WorkerParts {
  readonly name: string
  readonly real: Store
  readonly erp: SimulatedErp
  /** Its persons or projects. */
  readonly beside: { readonly actorType: string; readonly erp: SimulatedErp } | null
  readonly now: () => Promise<string>
  readonly order: () => Promise<number>
  /** Carries out steps of others while this worker stands still. */
  readonly others: (steps: readonly Step[]) => Promise<void>
  readonly tell: (line: string) => void
  readonly random: Random
  /** Something went wrong, or others did something, right after this step. */
  readonly hit: (fault: string, step: string) => void
}

export type Fared = PassResult | 'crashed' | 'threw'

/** What somebody waits for. */
type Waited = (parts: EngineParts, signal: AbortSignal) => Promise<unknown>

/** A worker process of the engine that may die in the middle. */
export interface Worker {
  readonly name: string
  pass(connectionId: number, trouble: Trouble, sliceMs: number): Promise<Fared>
  sync(linkId: number, trouble: Trouble): Promise<Fared>
  /** Goes on with what is to be made in the ERP. */
  create(intent: Pick<Intent, 'id' | 'connectionId'>, trouble: Trouble): Promise<Fared>
  /** Anything else an engine does for somebody who waits. */
  carry(trouble: Trouble, work: Waited, plans?: boolean): Promise<Fared>
  /** From now on it does nothing before it is its turn; undefined: it need not wait any more. */
  take(turns: Turns | undefined): void
}

const loses = ({ kind }: Trouble['faults'][number]) => ['lost', 'unknown', 'short', 'mixed'].includes(kind)

const nothing: Trouble = { faults: [], crash: null, meanwhile: [] }

export function startWorker(workerParts: WorkerParts): Worker {
  const { name, real, erp, beside, now, order, others, tell, random, hit } = workerParts
  const erps = beside ? [erp, beside.erp] : [erp]
  let trouble = nothing
  let counts = new Map<string, number>()
  let mortal = newProcess()
  let giveUp = new AbortController()
  let erpRun = 0
  let stood = 0
  let step = 'begin'
  let turns: Turns | undefined

  function newProcess(): MortalStore {
    return mortalStore(real, {
      beforeStatement,
      racing: () => turns !== undefined,
      untilUnlocked: async () => {
        await turns?.next(name, true)
        goOn()
        return turns !== undefined
      },
      transactionEnded: () => turns?.freed(),
    })
  }

  /** The ERP knows whose calls come now. */
  function goOn(): void {
    for (const one of erps) one.begin(erpRun)
  }

  function counted(what: string): number {
    const now = (counts.get(what) ?? 0) + 1
    counts.set(what, now)
    return now
  }

  async function beforeStatement(): Promise<'go' | 'dieBefore' | 'dieAfter'> {
    const nth = counted('statement')
    await myTurn()
    await meanwhile('statement', nth)
    const { crash } = trouble
    if (!crash || !('statement' in crash) || crash.statement !== nth) return 'go'
    hit(crash.when === 'dieBefore' ? 'crash before a statement' : 'crash after a statement', step)
    return crash.when
  }

  async function myTurn(): Promise<void> {
    if (!turns) return
    await turns.next(name)
    goOn()
  }

  async function meanwhile(at: Point, nth: number): Promise<void> {
    for (const one of trouble.meanwhile) {
      if (one.at !== at || one.nth !== nth) continue
      tell(`  at ${at} ${nth}`)
      if (!one.steps.every((other) => other.do === 'overtake' && other.dies)) stood += 100_000
      for (const other of one.steps) hit(`meanwhile: ${other.do}`, step)
      await others(one.steps)
      goOn()
      tell('  on')
    }
  }

  async function reach(point: Point): Promise<void> {
    step = point
    await meanwhile(point, counted(point))
    const { crash } = trouble
    if (!crash || !('at' in crash) || crash.at !== point) return
    hit('crash at a step', step)
    await mortal.kill()
    throw new Error('This process died')
  }

  function fault(call: ErpCall): FaultKind | undefined {
    const nth = counted(call)
    step = call
    const found = trouble.faults.find((one) => one.call === call && one.nth === nth)?.kind
    if (found) hit(`ERP: ${found}`, call)
    return found
  }

  /** A dead process tries nothing for long. */
  function elapsed(): number {
    if (mortal.dead()) stood += 100_000
    return stood
  }

  function parts(): EngineParts {
    const { store, dead } = mortal
    return {
      store,
      log: () => undefined,
      reached: reach,
      random: random.next,
      elapsed,
      readsAhead: false,
      pause: async (ms) => {
        await moveClock(real, ms / 1000)
        await myTurn()
      },
      openSession: async (_connection, { signal }) => {
        const sessionTo = (one: SimulatedErp) =>
          sessionOf({
            ...{ erp: one, now, signal, fault, dead, tell },
            at: (point: CallPoint) => reach(point),
            hanging: () => giveUp.abort(),
          })
        const session = beside
          ? sessionOfBoth(sessionTo(erp), beside.actorType, sessionTo(beside.erp))
          : sessionTo(erp)
        if (fault('open')) throw new TypeError('The connector fell over its own feet')
        return session
      },
    }
  }

  async function run(given: Trouble, work: () => Promise<PassResult>, plans = true): Promise<Fared> {
    trouble = given
    counts = new Map()
    step = 'begin'
    giveUp = new AbortController()
    if (mortal.dead()) mortal = newProcess()
    for (const one of erps) erpRun = one.begin()
    const fared = await outcomeOf(work)
    await mortal.atRest()
    const seen = {
      to: erp.lastSeq(),
      endedAt: await order(),
      answered: fared === 'done' && !given.faults.some(loses),
      plans,
    }
    for (const { runs } of erps) Object.assign(runs[erpRun] ?? {}, seen)
    trouble = nothing
    return fared
  }

  async function outcomeOf(work: () => Promise<PassResult>): Promise<Fared> {
    try {
      const result = await work()
      return mortal.dead() ? 'crashed' : result
    } catch (error) {
      if (mortal.dead()) return 'crashed'
      tell(`  threw ${error instanceof Error ? error.message : String(error)}`)
      return 'threw'
    }
  }

  return {
    name,
    take: (given) => {
      turns = given
    },
    pass: (connectionId, given, sliceMs) =>
      run(given, () =>
        runPass(parts(), connectionId, { worker: name, signal: giveUp.signal, forced: true, sliceMs }),
      ),
    sync: (linkId, given) =>
      run(given, async () => {
        const { problem } = await syncLink(parts(), linkId, { userId: 'user', signal: giveUp.signal })
        return problem ? 'failed' : 'done'
      }),
    carry: (given, work, plans) =>
      run(
        given,
        async () => {
          await work(parts(), giveUp.signal)
          return 'done'
        },
        plans,
      ),
    create: (intent, given) =>
      run(given, async () => {
        await carryNow(parts(), intent, 'maker', { forced: true, signal: giveUp.signal })
        return 'done'
      }),
  }
}
