import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startDemoErp } from '@koppel/connector-demo/erp'
import { sql } from 'kysely'
import { insertRecord } from '../server/src/crm/index.ts'
import { makeDatabase } from '../server/test/database.ts'
import { connect, type Line, partsOf } from '../server/test/engine-world.ts'
import { score, type Verdict } from '../server/test/import-found.ts'
import { plant } from '../server/test/import-planted.ts'
import { begin, carryToEnd } from '../server/test/whole-import.ts'

// npm run bench -- import-desk [--records 100000]
// An import from the Demo ERP as a person has it: all customers are collected, judged, carried out, and judged again.

const { values } = parseArgs({ options: { records: { type: 'string', default: '100000' } } })
const records = Number(values.records)
const lines: readonly Line[] = [
  ...([
    ['NAME', 'name'],
    ['NUMBER2', 'number'],
    ['VATNO', 'vatNo'],
  ] as const),
  ...([
    ['EMAIL', 'email'],
    ['PHONE', 'phone'],
    ['STREETZIP', 'streetZip'],
    ['STREETCITY', 'streetCity'],
  ] as const),
]

const folder = await mkdtemp(join(tmpdir(), 'koppel-bench-'))
const database = await makeDatabase()
const { db } = database.store
const erp = await startDemoErp({ port: 0, dataFile: join(folder, 'erp.db'), demoData: false })
let peak = 0
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 50)
try {
  const parts = partsOf(database.store, erp.url)
  const connectionId = await connect({ db: { db }, parts: () => parts } as never, lines)
  const keys = erp.generate(records)
  const planted = []
  for (const one of plant(erp, keys, Math.max(10, Math.round(records / 200)))) {
    const company = { fields: one.company, companyId: null }
    planted.push({ ...one, recordId: await insertRecord(db, 'company', company, { userId: 'bench' }) })
  }
  say(
    `${records} customers, ${planted.length} of them planted; ${mebibytes(process.memoryUsage.rss())} with the ERP`,
  )
  const id = await begin(db, { connectionId })
  peak = 0
  await timed('collected', () => carryToEnd(parts, id, 'importCollection'))
  await timed('judged', () => carryToEnd(parts, id, 'importPreview'))
  say(JSON.stringify(score(planted, await verdicts(id)), null, 2))
  await timed('carried out', () => carryToEnd(parts, id, 'import'))
  say(JSON.stringify(await outcomes(id)))
  const again = await begin(db, { connectionId })
  await carryToEnd(parts, again, 'importCollection')
  await timed('judged again', () => carryToEnd(parts, again, 'importPreview'))
  say(JSON.stringify(await verdictCounts(again)))
} finally {
  clearInterval(watch)
  await erp.close()
  await database.close()
  await rm(folder, { recursive: true })
}

async function verdicts(id: number): Promise<readonly Verdict[]> {
  const { rows } = await sql<Verdict>`
    select actor_key, verdict, matched_by, record_id, candidates from import_row where import_id = ${id}`.execute(
    db,
  )
  return rows
}

async function outcomes(id: number) {
  const { rows } = await sql`
    select outcome, count(*) as n from import_row where import_id = ${id} group by 1 order by 1`.execute(db)
  return rows
}

async function verdictCounts(id: number) {
  const { rows } = await sql`
    select verdict, count(*) as n from import_row where import_id = ${id} group by 1 order by 1`.execute(db)
  return rows
}

async function timed(what: string, run: () => Promise<void>): Promise<void> {
  const began = performance.now()
  await run()
  const seconds = (performance.now() - began) / 1_000
  say(
    `${what}: ${seconds.toFixed(1)} s, ${Math.round(records / seconds)} a second; peak ${mebibytes(peak)}, ERP included`,
  )
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
