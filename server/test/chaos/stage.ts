import { randomBytes } from 'node:crypto'
import type { demo } from '@koppel/connector-demo'
import { type DemoErp, startDemoErp } from '@koppel/connector-demo/erp'
import type { Fields, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { insertRecord, readRecords, writeRecords } from '../../src/crm/index.ts'
import { runPass } from '../../src/engine/index.ts'
import { sealed } from '../../src/erp/session.ts'
import type { Store } from '../../src/store/index.ts'
import { makeDatabase } from '../database.ts'
import { partsOf } from '../engine-world.ts'
import { TcpProxy } from './proxy.ts'

export const masterKey = randomBytes(32)

export interface Pair {
  readonly linkId: number
  readonly recordId: number
  readonly key: string
}

/** One connection to an ERP of its own, behind a proxy, with companies and customers that are the same. */
export interface Side {
  readonly connectionId: number
  readonly pairs: readonly Pair[]
  readonly erp: DemoErp
  readonly proxy: TcpProxy
}

/** A database with connections; `close` takes everything down. */
export interface Stage {
  readonly store: Store
  readonly sides: readonly Side[]
  close(): Promise<void>
}

export interface StageOptions {
  readonly connections?: number
  readonly links?: number
  readonly connector?: string
  /** A database of ones own; it is not dropped. */
  readonly store?: Store
}

/** Everything in step, the engine on with an interval of one second, no worker yet. */
export async function makeStage({ connections = 1, links = 12, ...more }: StageOptions = {}): Promise<Stage> {
  const made = more.store ? { store: more.store, close: async () => undefined } : await makeDatabase()
  const { store } = made
  await sql`update engine set running = true, interval_seconds = 1`.execute(store.db)
  const sides: Side[] = []
  for (let n = 0; n < connections; n += 1) sides.push(await makeSide(store, links, more.connector ?? 'demo'))
  return {
    store,
    sides,
    async close() {
      for (const { erp, proxy } of sides) {
        await proxy.close()
        await erp.close()
      }
      await made.close()
    },
  }
}

export function onlySide({ sides }: Stage): Side {
  const [side] = sides
  if (!side) throw new Error('There is no side.')
  return side
}

async function makeSide(store: Store, links: number, connector: string): Promise<Side> {
  const erp = await startDemoErp({ port: 0, dataFile: ':memory:', demoData: false })
  const proxy = await TcpProxy.before(erp.url)
  const connectionId = await connectionTo(store, connector, {
    settings: { url: proxy.through(erp.url), user: 'koppel', administration: 'main' },
    secrets: { password: 'demo' },
  })
  await mapCustomers(store, connectionId, erp.url)
  const keys = await makeCustomers(
    erp,
    Array.from({ length: links }, (_, n) => valuesOf(n).erp),
  )
  const pairs = await linkAll(store, connectionId, keys)
  // Straight to the ERP: whatever is planned for the proxy has not begun.
  await runPass(partsOf(store, erp.url), connectionId, {
    worker: 'stage',
    signal: new AbortController().signal,
    forced: true,
  })
  return { connectionId, pairs, erp, proxy }
}

function valuesOf(n: number) {
  return {
    erp: { NAME: `Company ${n}`, PHONE: `${n}`, STREETCITY: 'Kiel' },
    crm: { name: `Company ${n}`, phone: `${n}`, streetCity: 'Kiel' },
  }
}

interface Account {
  readonly settings: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

export async function connectionTo(store: Store, connector: string, account: Account): Promise<number> {
  const { rows } = await sql<{ id: number; guid: string }>`
    with c as (
      insert into connector (name, url) values (${connector}, ${`builtin:${connector}`})
      on conflict (url) where deleted_at is null do update set name = excluded.name returning id
    )
    insert into connection (connector_id, name, active, settings)
    select id, ${connector} || ' ' || gen_random_uuid(), true, ${JSON.stringify(account.settings)} from c
    returning id, guid`.execute(store.db)
  const [made] = rows
  if (!made) throw new Error('There is no connection.')
  const secrets = JSON.stringify(sealed(masterKey, made.guid, account.secrets))
  await sql`update connection set secrets = ${secrets} where id = ${made.id}`.execute(store.db)
  return made.id
}

export const usual: ReadonlyMap<string, string> = new Map([
  ['NAME', 'name'],
  ['PHONE', 'phone'],
  ['STREETCITY', 'streetCity'],
])

async function mapCustomers(store: Store, connectionId: number, erpUrl: string): Promise<void> {
  const session = await sessionOf(store, erpUrl)
  const types = await session.describe()
  await session.close?.()
  const customer = types.find(({ type }) => type === 'customer')
  if (!customer) throw new Error('The Demo ERP has customers.')
  await mapFields(store, connectionId, customer, usual)
}

type Described = Awaited<ReturnType<Awaited<ReturnType<typeof demo.connect>>['describe']>>[number]

/** Customers and companies, both ways, the ERP wins where both changed. */
export async function mapFields(
  store: Store,
  connectionId: number,
  { capabilities, fields }: Described,
  lines: ReadonlyMap<string, string>,
): Promise<void> {
  await sql`insert into actor_type (connection_id, type, capabilities, enabled)
    values (${connectionId}, 'customer', ${JSON.stringify(capabilities)}, true)`.execute(store.db)
  for (const [position, field] of fields.entries()) {
    const crmField = lines.get(field.key) ?? null
    await store.db
      .insertInto('erpField')
      .values({
        ...{ connectionId, actorType: 'customer', key: field.key, label: JSON.stringify(field.label) },
        ...{ type: field.type, access: field.access ?? 'normal', identifies: field.identifies ?? false },
        ...{ maxLength: field.maxLength ?? null, decimals: field.decimals ?? null, list: field.list ?? null },
        ...{ position, rank: position, crmField, toCrm: crmField !== null, toErp: crmField !== null },
        conflictRule: 'erp',
      })
      .execute()
  }
}

export function sessionOf(store: Store, erpUrl: string) {
  return partsOf(store, erpUrl).openSession(0, {
    signal: new AbortController().signal,
    log: () => undefined,
  })
}

async function makeCustomers(erp: DemoErp, values: readonly Fields[]): Promise<readonly string[]> {
  const session = await sessionOf(undefined as never, erp.url)
  const drafts = values.map((fields) => ({ kind: 'create' as const, id: crypto.randomUUID(), fields }))
  const outcomes = (await session.write?.('customer', drafts, [])) ?? []
  await session.close?.()
  return outcomes.flatMap((outcome) => (outcome.kind === 'written' ? [outcome.actor.key] : []))
}

export async function linkAll(
  store: Store,
  connectionId: number,
  keys: readonly string[],
): Promise<readonly Pair[]> {
  const pairs: Pair[] = []
  for (const [n, key] of keys.entries()) {
    const company = { fields: valuesOf(n).crm, companyId: null }
    const recordId = await insertRecord(store.db, 'company', company, { userId: 'test' })
    const { rows } = await sql<{ id: number }>`
      insert into link (connection_id, actor_type, actor_key, record_type, record_id, start)
      values (${connectionId}, 'customer', ${key}, 'company', ${recordId}, '{}') returning id`.execute(
      store.db,
    )
    pairs.push({ key, recordId, linkId: rows[0]?.id ?? 0 })
  }
  return pairs
}

/** Edits a company as a user would. */
export async function editCrm({ store }: Pick<Stage, 'store'>, pair: Pair, fields: Fields): Promise<void> {
  await store.transaction((tx) =>
    writeRecords(tx, 'company', [{ id: pair.recordId, fields }], { userId: 'test' }),
  )
}

export async function crmValues(
  { store }: Pick<Stage, 'store'>,
  { recordId }: Pair,
): Promise<Record<string, Value | undefined>> {
  const record = (await readRecords(store.db, 'company', [recordId])).get(recordId)
  return { version: record?.version, ...pick(record?.fields ?? {}, [...usual.values()]) }
}

export function erpValues({ erp }: Side, { key }: Pair): Record<string, Value | undefined> {
  return pick(erp.read('customer', key, [...usual.keys()])?.fields ?? {}, [...usual.keys()])
}

function pick(fields: Fields, keys: readonly string[]) {
  return Object.fromEntries(keys.map((key) => [key, fields[key]]))
}

/** How often the ERP stored something; each write of a record counts. */
export function erpHistory({ erp, pairs }: Side): number {
  return Math.max(...pairs.map(({ key }) => Number(erp.read('customer', key, [])?.version)))
}
