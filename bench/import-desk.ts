import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startDemoErp } from '@koppel/connector-demo/erp'
import { sql } from 'kysely'
import { insertRecord } from '../server/src/crm/index.ts'
import { queueLongWork, workAlone, workBeside } from '../server/src/engine/index.ts'
import { makeDatabase } from '../server/test/database.ts'
import { connect, type Line, partsOf } from '../server/test/engine-world.ts'
import { score, type Verdict } from '../server/test/import-found.ts'
import { plant } from '../server/test/import-planted.ts'

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
const settings = {
  keys: ['number', 'vatNo', 'email', 'nameAndZip'],
  nearNames: true,
  onMatch: 'update',
  blanks: false,
  defaults: {},
}

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
  const id = await begin(connectionId)
  peak = 0
  await timed('collected', () => work('importCollection', { importId: id, text: '', criteria: [] }))
  await timed('judged', () => work('importPreview', { importId: id }))
  say(JSON.stringify(score(planted, await verdicts(id)), null, 2))
  await timed('carried out', () => work('import', { importId: id, language: 'nl' }))
  say(JSON.stringify(await outcomes(id)))
  const again = await begin(connectionId)
  await work('importCollection', { importId: again, text: '', criteria: [] })
  await timed('judged again', () => work('importPreview', { importId: again }))
  say(JSON.stringify(await verdictCounts(again)))

  async function work(kind: 'importCollection' | 'importPreview' | 'import', options: object): Promise<void> {
    const runId = await queueLongWork(db, { connectionId, kind, options, requestedBy: 'bench' })
    const signal = new AbortController().signal
    for (;;) {
      if (kind === 'import') await workAlone(parts, runId, { worker: 'bench', signal })
      else await workBeside(parts, { runId }, signal)
      const run = await db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
      if (run.state === 'done') return
      if (run.state !== 'running') throw new Error(JSON.stringify(run))
    }
  }
} finally {
  clearInterval(watch)
  await erp.close()
  await database.close()
  await rm(folder, { recursive: true })
}

async function begin(connectionId: number): Promise<number> {
  const made = await db
    .insertInto('import')
    .values({ connectionId, actorType: 'customer', settings: JSON.stringify(settings), createdBy: 'bench' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`update import set state = 'started' where id = ${made.id}`.execute(db)
  return made.id
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
