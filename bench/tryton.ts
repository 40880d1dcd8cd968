import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { startTryton, type Tryton } from '../connectors/tryton/test/trytond.ts'
import { type Api, signedInApi } from '../e2e/api.ts'
import { addConnection, linkCustomer, synchroniseCustomers } from '../e2e/erp-connection.ts'
import { administrator, type Koppel, startKoppel } from '../e2e/koppel.ts'
import { databaseUrlIn } from './embedded.ts'

// How long a real Tryton and a real Koppel take with so many linked companies: node bench/tryton.ts [parties]

const parties = Number(process.argv[2] ?? 1_000)
const changes = Math.min(50, parties)
// Linking is for a person, one at a time; the rest is put into the database as linking leaves it.
const byHand = Math.min(10, parties)
const fields = ['NAME', 'PHONE', 'EMAIL', 'POSTALCITY']

await using koppel = await startKoppel(administrator)
const tryton = await startTryton()
try {
  await measure(tryton, await signedInApi(koppel))
} finally {
  await tryton.stop()
}

async function measure(tryton: Tryton, api: Api): Promise<void> {
  const { url, database, user, password, customerCategory } = tryton
  const settings = {
    url,
    database,
    user,
    password,
    language: 'en',
    customerCategory: String(customerCategory),
  }
  const connectionId = await addConnection(api, { name: 'Tryton', connector: 'builtin:tryton', settings })
  await synchroniseCustomers(api, connectionId, fields)
  await engine(api, false)

  const keys = await timed(`create ${parties} parties in Tryton`, () => createParties(tryton))
  await timed(`link ${byHand} companies over the API`, () =>
    linkByHand(api, connectionId, keys.slice(0, byHand)),
  )
  await linkTheRest(koppel, connectionId, keys.slice(byHand))
  await engine(api, true)

  await timed(`first pass: ${parties} parties read, ${parties - byHand} companies written`, () =>
    pass(api, connectionId),
  )
  await settled(api)
  const already = parties - byHand
  await timed('idle pass', () => pass(api, connectionId))
  await timed('idle pass', () => pass(api, connectionId))
  await timed(`${changes} telephones changed in Tryton`, () =>
    changePhones(tryton, keys.slice(0, changes), '1'),
  )
  await timed(`the pass that brings them to the CRM`, () => pass(api, connectionId))
  await sayMoved(api, connectionId, already + changes)
  await timed(`${parties} telephones changed in Tryton`, () => changePhones(tryton, keys, '2'))
  await timed(`the pass that brings them to the CRM`, () => pass(api, connectionId))
  await sayMoved(api, connectionId, already + changes + parties)
  process.stdout.write(`${JSON.stringify(await api('GET', '/states'))}\n`)
}

async function engine(api: Api, running: boolean): Promise<void> {
  // An interval so long that no pass begins by itself.
  await api('PUT', '/engine', { running, intervalSeconds: 3_600 })
}

async function createParties(tryton: Tryton): Promise<readonly number[]> {
  const values = Array.from({ length: parties }, (_, index) => ({
    name: `Relatie ${index + 1}`,
    categories: [['add', [tryton.customerCategory]]],
    addresses: [['create', [{ city: 'Utrecht', country: tryton.netherlands }]]],
    contact_mechanisms: [
      [
        'create',
        [
          { type: 'phone', value: `+31 30 ${100_000 + index}` },
          { type: 'email', value: `relatie${index + 1}@voorbeeld.example` },
        ],
      ],
    ],
  }))
  return (await tryton.call('model.party.party.create', [values])) as number[]
}

async function linkByHand(api: Api, connectionId: number, keys: readonly number[]): Promise<void> {
  for (const key of keys) {
    const { id } = await api<{ id: number }>('POST', '/records/company', {
      fields: { name: `Bedrijf ${key}` },
    })
    await linkCustomer(api, connectionId, id, String(key))
  }
}

async function linkTheRest({ data }: Koppel, connectionId: number, keys: readonly number[]): Promise<void> {
  const client = new pg.Client({ connectionString: await databaseUrlIn(data) })
  await client.connect()
  await client.query(
    `with made as (
       insert into company (name, note) select 'Bedrijf ' || key, key from unnest($2::text[]) key returning id, note)
     insert into link (connection_id, actor_type, actor_key, record_type, record_id, start)
     select $1, 'customer', note, 'company', id, $3::jsonb from made`,
    [
      connectionId,
      keys.map(String),
      JSON.stringify(Object.fromEntries(fields.map((field) => [field, 'erp']))),
    ],
  )
  await client.end()
}

/** Waits until every link is in sync. */
async function settled(api: Api): Promise<void> {
  for (const deadline = Date.now() + 300_000; ; ) {
    const [state] = await api<{ links: number; inSync: number }[]>('GET', '/states')
    if (state?.links === parties && state.inSync === parties) return
    if (Date.now() > deadline) throw new Error(`Not in sync: ${JSON.stringify(state)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function changePhones(tryton: Tryton, keys: readonly number[], end: string): Promise<void> {
  const found = await tryton.call('model.party.contact_mechanism.search_read', [
    [
      ['party', 'in', keys],
      ['type', '=', 'phone'],
    ],
    0,
    null,
    null,
    ['party'],
  ])
  const rows = found as { id: number; party: number }[]
  const writes = rows.flatMap(({ id, party }) => [[id], { value: `+31 20 ${party}${end}` }])
  await tryton.call('model.party.contact_mechanism.write', writes)
}

async function pass(api: Api, connectionId: number): Promise<void> {
  const ended = async () => {
    const { lastSyncedAt } = await api<{ lastSyncedAt: string | null }>('GET', `/connections/${connectionId}`)
    return lastSyncedAt
  }
  const before = await ended()
  await api('POST', `/connections/${connectionId}/passes`)
  for (const deadline = Date.now() + 300_000; (await ended()) === before; ) {
    if (Date.now() > deadline) throw new Error('The pass does not end')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function sayMoved(api: Api, connectionId: number, expected: number): Promise<void> {
  const runs = await api<{ rows: { kind: string; toCrm: number }[] }>(
    'GET',
    `/runs?connectionId=${connectionId}&busy=true&limit=200`,
  )
  const moved = runs.rows.filter(({ kind }) => kind === 'pass').reduce((sum, { toCrm }) => sum + toCrm, 0)
  process.stdout.write(`${' '.repeat(12)}${moved} moved to the CRM by passes so far; ${expected} expected\n`)
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  const seconds = (performance.now() - began) / 1_000
  process.stdout.write(`${seconds.toFixed(2).padStart(8)} s  ${what}\n`)
  return result
}
