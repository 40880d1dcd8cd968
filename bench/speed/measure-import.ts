import pg from 'pg'
import { type Stage, stages } from '../../server/test/whole-import.ts'
import type { Databases } from './database.ts'
import type { Measured } from './engine.ts'
import { Limit } from './limit.ts'
import { type EngineProcess, type Erp, startEngineProcess, startErp } from './processes.ts'
import { openProcessor, spent } from './processor.ts'
import { rowByRow } from './script.ts'
import { alone, atMost, beside, compared, median, type Row, say, timed } from './table.ts'

interface Bench {
  readonly databases: Databases
  readonly erp: Erp
  readonly records: number
  readonly rounds: number
}

export interface Imported {
  readonly rows: readonly Row[]
  /** As the last round left them. */
  readonly limit: Limit
  readonly limitUrl: string
  readonly engineUrl: string
}

const scripted = 3_000
const pageSize = 1_000

/** Everything is new: each round begins with two empty databases, and alternates who goes first. */
export async function measureImport(bench: Bench): Promise<Imported> {
  const { databases, erp, records, rounds } = bench
  const times = { limit: [] as number[], engine: [] as number[] }
  const costs = { limit: [] as number[], engine: [] as number[] }
  const staged = new Map<Stage, number[]>(stages.map((stage) => [stage, []]))
  let last: { limit: Limit; limitUrl: string; engineUrl: string; measured: WholeImport } | undefined
  for (let round = 0; round < rounds; round++) {
    if (last) await discard(bench, last)
    const [limitUrl, engineUrl] = [await databases.make(), await databases.make()]
    const limit = new Limit(limitUrl, erp.url)
    await limit.prepare()
    const parts = [
      async () => {
        const processor = await openProcessor(limitUrl)
        const { result, cpuMs } = await spent(processor, () => timed(() => limit.toCrm()))
        times.limit.push(result)
        costs.limit.push(cpuMs)
        await processor.end()
      },
      async () => {
        const { measured, cpuMs } = await importAll(engineUrl, erp)
        times.engine.push(measured.ms)
        costs.engine.push(cpuMs)
        for (const stage of stages) staged.get(stage)?.push(measured.stages[stage].ms)
        last = { limit, limitUrl, engineUrl, measured }
      },
    ]
    for (const part of round % 2 ? parts.toReversed() : parts) await part()
    say(`import, round ${round + 1}: limit ${times.limit.at(-1)} ms, engine ${times.engine.at(-1)} ms`)
  }
  if (!last) throw new Error('At least one round is needed.')
  await check(last, records)
  const { measured } = last
  return {
    ...last,
    rows: [
      beside(`initial import of ${records}`, times.engine, times.limit, 2.2),
      ...stages.map((stage) => alone(`of which ${names[stage]}`, staged.get(stage) ?? [])),
      compared('processor time of it, PostgreSQL included', costs.engine, costs.limit),
      await besideScript(databases, erp, median(times.engine) / records),
      atMost('round trips per 1,000 imported', (measured.statements * 1_000) / records, 12),
      atMost('ERP calls of the import', measured.calls, Math.ceil(Math.ceil(records / pageSize) * 1.02)),
      atMost('memory of the import, peak of the process', measured.peakMb, 256, 'MiB'),
      await besideSmall(databases, measured.peakMb, Math.min(20_000, records / 5)),
    ],
  }
}

async function discard({ databases }: Bench, last: { limit: Limit; limitUrl: string; engineUrl: string }) {
  await last.limit.end()
  await databases.drop(last.limitUrl)
  await databases.drop(last.engineUrl)
}

const names: Readonly<Record<Stage, string>> = {
  importCollection: 'collecting',
  importPreview: 'judging',
  import: 'making',
}

/** What a person's import took, from one click to the next without waiting for the person. */
interface WholeImport extends Pick<Measured, 'ms' | 'statements' | 'calls' | 'peakMb'> {
  readonly stages: Readonly<Record<Stage, Measured>>
}

async function importAll(databaseUrl: string, erp: Pick<Erp, 'url'>) {
  const engine = await startEngineProcess(databaseUrl, erp.url)
  const processor = await openProcessor(databaseUrl)
  const { result, cpuMs } = await spent(
    processor,
    () => carryOutAll(engine),
    (all) => sum(all, 'cpuMs'),
  )
  await processor.end()
  await engine.stop()
  const measured: WholeImport = {
    ms: sum(result, 'ms'),
    statements: sum(result, 'statements'),
    calls: sum(result, 'calls'),
    peakMb: result.import.peakMb,
    stages: result,
  }
  return { measured, cpuMs }
}

async function carryOutAll(engine: EngineProcess): Promise<WholeImport['stages']> {
  const run = async (stage: Stage) => {
    const measured = await engine.run(stage)
    if (measured.result !== 'done') throw new Error(`${stage}: ${measured.result}`)
    return measured
  }
  return {
    importCollection: await run('importCollection'),
    importPreview: await run('importPreview'),
    import: await run('import'),
  }
}

function sum(of: WholeImport['stages'], figure: 'ms' | 'cpuMs' | 'statements' | 'calls'): number {
  return stages.reduce((total, stage) => total + of[stage][figure], 0)
}

/** A limit or an engine that lost a record would be fast for nothing. */
async function check({ limitUrl, engineUrl }: Record<'limitUrl' | 'engineUrl', string>, records: number) {
  const sums = await Promise.all([limitUrl, engineUrl].map(contents))
  if (sums[0] !== sums[1] || !sums[0]?.startsWith(`${records} `)) {
    throw new Error(`The limit and the engine did not do the same: ${sums.join(' / ')}`)
  }
}

async function contents(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ sum: string }>(
    `select count(*) || ' ' || md5(string_agg(md5((name, phone, street_address1, country, custom)::text), '' order by number))
     as sum from company`,
  )
  await client.end()
  return rows[0]?.sum ?? ''
}

async function besideScript(databases: Databases, erp: Erp, engineEach: number): Promise<Row> {
  const url = await databases.make()
  const each = await rowByRow(url, erp.url, scripted)
  await databases.drop(url)
  const faster = each / engineEach
  return {
    figure: `a row-by-row script, a record (${scripted} tried)`,
    engine: `${(engineEach * 1_000).toFixed(0)} µs`,
    limit: `${(each * 1_000).toFixed(0)} µs`,
    ratio: `1/${faster.toFixed(1)}`,
    target: '≤ 1/15',
    met: faster >= 15,
  }
}

/** Memory must not grow with the number of records. */
async function besideSmall(databases: Databases, peakMb: number, records: number): Promise<Row> {
  const [url, few] = [await databases.make(), await startErp(records)]
  const { measured: small } = await importAll(url, few)
  await few.stop()
  await databases.drop(url)
  const ratio = peakMb / small.peakMb
  return {
    figure: `the same beside an import of ${records}`,
    engine: `${peakMb.toFixed(0)} MiB`,
    limit: `${small.peakMb.toFixed(0)} MiB`,
    ratio: `${ratio.toFixed(2)} ×`,
    target: '≤ 1.2 ×',
    met: ratio <= 1.2,
  }
}
