import pg from 'pg'
import type { Limit } from './limit.ts'
import type { Imported } from './measure-import.ts'
import { type EngineProcess, type Erp, startEngineProcess } from './processes.ts'
import { openProcessor, type Processor, spent } from './processor.ts'
import { atMost, beside, compared, median, type Row, say, timed } from './table.ts'

/** Two databases in which everything is in step, with who keeps them so. */
export interface Steady {
  readonly limit: Limit
  readonly engine: EngineProcess
  readonly erp: Erp
  readonly users: readonly pg.Client[]
  /** Of the limit's database, and of the engine's. */
  readonly processors: readonly [Processor, Processor]
  close(): Promise<void>
}

const every = 100
// A worker runs for weeks: what it does every pass has long been compiled.
const warmUp = 8
const idlePasses = 30

export async function openSteady({ limit, limitUrl, engineUrl }: Imported, erp: Erp): Promise<Steady> {
  const engine = await startEngineProcess(engineUrl, erp.url)
  const users = [limitUrl, engineUrl].map((connectionString) => new pg.Client({ connectionString }))
  await limit.ready()
  for (const user of users) {
    await user.connect()
    await user.query('vacuum analyze')
  }
  await engine.run('pass')
  const processors = [await openProcessor(limitUrl), await openProcessor(engineUrl)] as const
  return {
    limit,
    engine,
    erp,
    users,
    processors,
    async close() {
      for (const client of [limit, ...users, ...processors, { end: () => engine.stop() }]) await client.end()
    },
  }
}

/** One in a hundred changes on one side, then on the other. */
export async function measureSteady(steady: Steady, records: number, rounds: number): Promise<Row[]> {
  const toCrm = await roundsOf(rounds, (round) => changeInErp(steady, round))
  const toErp = await roundsOf(rounds, (round) => changeInCrm(steady, round))
  const changed = Math.ceil(records / every)
  const last = toErp.at(-1)
  return [
    besideLimit(`${changed} of ${records} changed in the ERP → CRM`, toCrm),
    costs(toCrm),
    atMost('round trips of it', toCrm.at(-1)?.measured.statements ?? Number.NaN, 12 + passTrips),
    besideLimit(`${changed} of ${records} changed in the CRM → ERP`, toErp),
    costs(toErp),
    atMost('round trips of it', last?.measured.statements ?? Number.NaN, 12 + passTrips),
    atMost(
      'ERP calls of it: one page, and writes',
      last?.measured.calls ?? Number.NaN,
      1 + Math.ceil(changed / 500),
    ),
  ]
}

/** What a pass costs that carries anything at all: lease, session, its run, the end. */
const passTrips = 8

function besideLimit(figure: string, rounds: readonly Round[]): Row {
  return beside(
    figure,
    rounds.map(({ measured }) => measured.ms),
    rounds.map(({ limit }) => limit),
    2.2,
  )
}

function costs(rounds: readonly Round[]): Row {
  return compared(
    'processor time of it, PostgreSQL included',
    rounds.map(({ cpu }) => cpu.engine),
    rounds.map(({ cpu }) => cpu.limit),
  )
}

/** What both were asked to do, with their times and their costs. */
async function both(
  { engine, processors: [ofLimit, ofEngine] }: Steady,
  first: () => Promise<unknown>,
  between: () => Promise<unknown> = async () => undefined,
) {
  const took = await spent(ofLimit, () => timed(first))
  await between()
  const { result: measured, cpuMs } = await spent(
    ofEngine,
    () => engine.run('pass'),
    ({ cpuMs: own }) => own,
  )
  return { limit: took.result, measured, cpu: { limit: took.cpuMs, engine: cpuMs } }
}

type Round = Awaited<ReturnType<typeof changeInErp>>

async function roundsOf(rounds: number, round: (n: number) => Promise<Round>): Promise<Round[]> {
  const done: Round[] = []
  for (let n = 0; n < warmUp + rounds; n++) done.push(await round(n))
  return done.slice(warmUp)
}

async function changeInErp(steady: Steady, round: number) {
  const { limit, erp } = steady
  await erp.edit(round % every, every, { PHONE: `+31 6 ${round}`, STREETADDR1: `Nieuwstraat ${round}` })
  const done = await both(steady, () => limit.toCrm())
  say(`ERP → CRM, round ${round + 1}: limit ${done.limit} ms, engine ${done.measured.ms} ms`)
  return done
}

// Other customers than the limit's: what the one wrote to the ERP is news to the other, and taken in untimed.
async function changeInCrm(steady: Steady, round: number) {
  const { limit, engine, users } = steady
  const [ofLimit, ofEngine] = users
  const since = new Date().toISOString()
  await editCompanies(ofLimit, round % every, round)
  const done = await both(
    steady,
    () => limit.toErp(since),
    async () => {
      await engine.run('pass')
      await editCompanies(ofEngine, (round + every / 2) % every, round)
    },
  )
  await engine.run('pass')
  await limit.skip()
  say(`CRM → ERP, round ${round + 1}: limit ${done.limit} ms, engine ${done.measured.ms} ms`)
  return done
}

async function editCompanies(user: pg.Client | undefined, which: number, round: number): Promise<void> {
  await user?.query(
    `update company set phone = '+31 70 ' || $1, street_address1 = 'Oudstraat ' || $1, updated_by = 'user'
     where number::int % $2 = $3`,
    [String(round), every, which],
  )
}

/** Nothing changed: what it costs to find that out. */
export async function measureIdle({ engine, users }: Steady, links: number): Promise<Row[]> {
  await addLinks(users.at(-1), links)
  await engine.run('pass')
  const idle = []
  for (let n = 0; n < idlePasses; n++) idle.push(await engine.run('pass'))
  const own = idle.map(({ ms, erpMs }) => ms - erpMs)
  return [
    atMost(`idle pass with ${links} links, our own time`, median(own), 5, 'ms'),
    atMost('SQL statements of it', median(idle.map(({ statements }) => statements)), 2),
    atMost('ERP calls of it', median(idle.map(({ calls }) => calls)), 1),
  ]
}

/** Links that are in step, to this number. */
async function addLinks(client: pg.Client | undefined, links: number): Promise<void> {
  await client?.query(
    `insert into link (connection_id, actor_type, actor_key, actor_title, record_type, record_id, base, version, synced_at)
     select 1, 'customer', 'more ' || n, l.actor_title, 'company', 1000000000 + n, l.base, '1', now()
     from (select * from link limit 1) l, generate_series(1, $1 - (select count(*) from link)) n`,
    [links],
  )
}
