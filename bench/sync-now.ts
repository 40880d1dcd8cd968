import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabases } from './speed/database.ts'
import { type Erp, startEngineProcess, startErp } from './speed/processes.ts'
import { atMost, type Row, say, table } from './speed/table.ts'
import { type Koppel, startKoppel } from './sync-now/koppel.ts'
import type { Done } from './sync-now/process.ts'

// npm run bench -- sync-now [--records 100000] [--every 300]
// How soon "Nu synchroniseren" answers for one record while a pass changes all of them: our own time, the ERP's left out.

const { values } = parseArgs({
  options: { records: { type: 'string', default: '100000' }, every: { type: 'string', default: '300' } },
})
const records = Number(values.records)
const everyMs = Number(values.every)
const targetMs = 1_000

const databases = await openDatabases()
const erp = await startErp(records)
try {
  const url = await databases.make()
  await importAll(url, erp)
  const rows: Row[] = []
  for (const scenario of scenarios()) rows.push(...(await measure(url, erp, scenario)))
  say(`\n${records} linked customers, a record every ${everyMs} ms; PostgreSQL ${databases.version}\n`)
  say(table(rows))
} finally {
  await erp.stop()
  await databases.stop()
}

interface Scenario {
  readonly name: string
  /** The pass runs in the process that answers the users, as it does unless one says otherwise. */
  readonly together: boolean
  /** Changes every record. */
  readonly change: (user: pg.Client) => Promise<unknown>
  /** The links the pass works on right now, some of them. */
  readonly busy: string
}

function scenarios(): Scenario[] {
  // What is imported is event 0 up to `records`; each time all are changed adds as many, in the order of the customers.
  const inPage = `select id from link, (select cursor::int % ${records} as at from actor_type) a
    where connection_id = 1 and actor_type = 'customer' and ended_at is null and actor_key in (select (least(a.at + n, ${records - 1}))::text from generate_series(0, 999, 100) n)`
  const beingSent = `select link_id as id from erp_write where sent_at is not null limit 50`
  const toCrm = (phone: string) => () => erp.edit(0, 1, { PHONE: phone, STREETADDR1: `Nieuwstraat ${phone}` })
  const toErp = (phone: string) => (user: pg.Client) =>
    user.query(`update company set phone = $1, updated_by = 'user'`, [phone])
  return [
    { name: 'ERP → CRM, worker apart', together: false, change: toCrm('1'), busy: inPage },
    { name: 'ERP → CRM, one process', together: true, change: toCrm('2'), busy: inPage },
    { name: 'CRM → ERP, worker apart', together: false, change: toErp('3'), busy: beingSent },
    { name: 'CRM → ERP, one process', together: true, change: toErp('4'), busy: beingSent },
  ]
}

async function importAll(url: string, { url: erpUrl }: Erp): Promise<void> {
  const engine = await startEngineProcess(url, erpUrl)
  const { ms } = await engine.run('import')
  await engine.stop()
  say(`${records} imported in ${(ms / 1_000).toFixed(1)} s`)
}

async function measure(url: string, { calls }: Erp, scenario: Scenario): Promise<Row[]> {
  const user = new pg.Client({ connectionString: url })
  await user.connect()
  const worker = await startKoppel(url)
  const server = scenario.together ? worker : await startKoppel(url)
  try {
    await worker.pass()
    await scenario.change(user)
    await user.query('vacuum analyze')
    await calls()
    await server.sync(await linkOf(user, scenario.busy, 0))
    const pass = worker.pass()
    const synced = await syncUntil(pass, server, () => user, scenario)
    return rowsOf(scenario, await pass, synced)
  } finally {
    await user.end()
    await worker.stop()
    await server.stop()
  }
}

async function syncUntil(
  pass: Promise<Done>,
  server: Koppel,
  user: () => pg.Client,
  { busy }: Scenario,
): Promise<readonly Done[]> {
  const synced: Promise<Done>[] = []
  let over = false
  const ended = pass.then(() => {
    over = true
  })
  while (!over) {
    synced.push(server.sync(await linkOf(user(), busy, synced.length)))
    await Promise.race([ended, pause(everyMs)])
  }
  return await Promise.all(synced)
}

/** Every second time a record of those the pass works on right now. */
async function linkOf(user: pg.Client, busy: string, turn: number): Promise<number> {
  if (turn % 2 === 1) {
    const { rows } = await user.query<{ id: string }>(`select id from (${busy}) b order by random() limit 1`)
    if (rows[0]) return Number(rows[0].id)
  }
  const { rows } = await user.query<{ id: string }>(
    `select id from link
     where connection_id = 1 and actor_type = 'customer' and actor_key = $1 and ended_at is null`,
    [String(Math.floor(Math.random() * records))],
  )
  return Number(rows[0]?.id)
}

function rowsOf({ name }: Scenario, pass: Done, synced: readonly Done[]): Row[] {
  const own = sorted(synced)
  const states = new Map<string, number>()
  for (const { state } of synced) states.set(state, (states.get(state) ?? 0) + 1)
  const deaf = Math.max(pass.deafMs, ...synced.map(({ deafMs }) => deafMs))
  say(
    `${name}: pass ${(pass.ms / 1_000).toFixed(1)} s, ${synced.length} records synchronised ` +
      `(${[...states].map(([state, count]) => `${state} ${count}`).join(', ')}), event loop held up to ${deaf.toFixed(0)} ms`,
  )
  const inPage = sorted(synced.filter((_, turn) => turn % 2 === 1))
  say(
    `  of the page that is applied: half within ${at(inPage, 0.5).toFixed(0)} ms, all within ${at(inPage, 1).toFixed(0)} ms`,
  )
  return [
    atMost(`${name}: half of ${own.length} within`, at(own, 0.5), targetMs, 'ms'),
    atMost(`${name}: 95 % within`, at(own, 0.95), targetMs, 'ms'),
    atMost(`${name}: all within`, at(own, 1), targetMs, 'ms'),
  ]
}

/** Our own times, the ERP's left out. */
function sorted(synced: readonly Done[]): readonly number[] {
  return synced.map(({ ms, erpMs }) => ms - erpMs).toSorted((a, b) => a - b)
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}
