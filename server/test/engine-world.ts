import { after } from 'node:test'
import { demo } from '@koppel/connector-demo'
import { type DemoErp, type DemoErpOptions, startDemoErp } from '@koppel/connector-demo/erp'
import type { ActorTypeName, Fields, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { insertRecord, readRecords, writeRecords } from '../src/crm/index.ts'
import { type EngineParts, type PassOptions, type PassResult, runPass } from '../src/engine/index.ts'
import { createHost, networkPolicy } from '../src/outbound/index.ts'
import type { Store } from '../src/store/index.ts'
import type { Base, ConflictRule, Direction, Starts } from '../src/sync/index.ts'
import { type TestDatabase, useDatabase } from './database.ts'

/** One line of a field mapping: ERP field, CRM field, direction, rule. */
export type Line = readonly [erp: string, crm: string, direction?: Direction, rule?: ConflictRule]

export const usual: readonly Line[] = [
  ['NAME', 'name'],
  ['PHONE', 'phone'],
  ['STREETCITY', 'streetCity'],
]

type Disturb = NonNullable<DemoErpOptions['disturb']>

/** A real Demo ERP over HTTP beside a real PostgreSQL, and what a test does with them. */
export function useEngineWorld(prepare: () => Promise<void> = async () => undefined) {
  let erp: DemoErp | undefined
  let disturb: Disturb = () => undefined
  const calls: string[] = []

  const db = useDatabase(async () => {
    erp = await startDemoErp({
      port: 0,
      dataFile: ':memory:',
      demoData: false,
      disturb: (method, path) => {
        calls.push(`${method} ${path.replace('/api/main', '')}`)
        return disturb(method, path)
      },
    })
    await prepare()
  })
  after(async () => {
    await erp?.close()
  })

  function running(): DemoErp {
    if (!erp) throw new Error('The Demo ERP runs inside tests only.')
    return erp
  }

  function parts(more: Partial<EngineParts> = {}): EngineParts {
    return { ...partsOf(db.store, running().url), ...more }
  }

  return {
    db,
    calls,
    parts,
    get erp() {
      return running()
    },
    /** The ERP answers otherwise while `work` runs. */
    async disturbed<T>(how: Disturb, work: () => Promise<T>): Promise<T> {
      disturb = how
      try {
        return await work()
      } finally {
        disturb = () => undefined
      }
    },
    pass: (
      connectionId: number,
      options: Partial<PassOptions> = {},
      more: Partial<EngineParts> = {},
    ): Promise<PassResult> =>
      runPass(parts(more), connectionId, {
        worker: 'test',
        signal: new AbortController().signal,
        forced: true,
        ...options,
      }),
  }
}

/** An engine that speaks to the Demo ERP at this address, through the guarded door. */
export function partsOf(store: Store, erpUrl: string): EngineParts {
  return {
    store,
    log: () => undefined,
    openSession: async (_connectionId, { signal, log }) => {
      const host = createHost({ policy: networkPolicy(['127.0.0.0/8']), signal, log })
      const account = { url: erpUrl, user: 'koppel', password: 'demo', administration: 'main' }
      const session = await demo.connect(account, host)
      return { ...session, close: () => host.close() }
    },
  }
}

export type World = ReturnType<typeof useEngineWorld>

/** An active connection to the Demo ERP with this mapping of customers to companies. */
export async function connect(world: World, lines: readonly Line[] = usual): Promise<number> {
  const { db } = world.db
  const session = await world
    .parts()
    .openSession(0, { signal: new AbortController().signal, log: () => undefined })
  const types = await session.describe()
  await session.close?.()
  const customer = types.find(({ type }) => type === 'customer')
  if (!customer) throw new Error('The Demo ERP has customers.')
  const { rows } = await sql<{ id: number }>`
    with c as (
      insert into connector (name, url) values ('Demo ERP', 'builtin:demo')
      on conflict (url) where deleted_at is null do update set name = excluded.name returning id
    )
    insert into connection (connector_id, name, active) select id, 'Demo ' || gen_random_uuid(), true from c
    returning id`.execute(db)
  const id = rows[0]?.id ?? 0
  await sql`insert into actor_type (connection_id, type, capabilities, enabled)
    values (${id}, 'customer', ${JSON.stringify(customer.capabilities)}, true)`.execute(db)
  const mapped = new Map(lines.map((line) => [line[0], line]))
  for (const [position, field] of customer.fields.entries()) {
    const [, crmField = null, direction = 'both', rule = 'newest'] = mapped.get(field.key) ?? []
    await db
      .insertInto('erpField')
      .values({
        connectionId: id,
        actorType: 'customer',
        key: field.key,
        label: JSON.stringify(field.label),
        type: field.type,
        access: field.access ?? 'normal',
        identifies: field.identifies ?? false,
        maxLength: field.maxLength ?? null,
        decimals: field.decimals ?? null,
        list: field.list ?? null,
        position,
        rank: position,
        crmField,
        toCrm: crmField !== null && direction !== 'toErp',
        toErp: crmField !== null && direction !== 'toCrm',
        conflictRule: rule,
      })
      .execute()
  }
  return id
}

export interface Linked {
  readonly linkId: number
  readonly recordId: number
  readonly key: string
}

/** A customer and a company with the same values, linked; `erp` are the ERP's values by ERP field. */
export async function linked(
  world: World,
  connectionId: number,
  erp: Fields,
  crm: Fields,
  more: { readonly start?: Starts; readonly base?: Base } = {},
): Promise<Linked> {
  const key = await customer(world, erp)
  const recordId = await insertRecord(
    world.db.db,
    'company',
    { fields: crm, companyId: null },
    { userId: 'test' },
  )
  return { key, recordId, linkId: await link(world, connectionId, key, recordId, more.start) }
}

export async function link(
  world: World,
  connectionId: number,
  key: string,
  recordId: number,
  start: Starts = {},
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into link (connection_id, actor_type, actor_key, record_type, record_id, start)
    values (${connectionId}, 'customer', ${key}, 'company', ${recordId}, ${JSON.stringify(start)}) returning id`.execute(
    world.db.db,
  )
  return rows[0]?.id ?? 0
}

/** Makes a customer in the ERP; its key. */
export async function customer(world: World, fields: Fields): Promise<string> {
  const session = await world
    .parts()
    .openSession(0, { signal: new AbortController().signal, log: () => undefined })
  const [outcome] =
    (await session.write?.('customer', [{ kind: 'create', id: crypto.randomUUID(), fields }], [])) ?? []
  await session.close?.()
  if (outcome?.kind !== 'written') throw new Error(`The customer was not made: ${JSON.stringify(outcome)}`)
  return outcome.actor.key
}

/** Edits a company as a user would. */
export async function edit(world: World, recordId: number, fields: Fields): Promise<void> {
  await world.db.store.transaction((tx) =>
    writeRecords(tx, 'company', [{ id: recordId, fields }], { userId: 'test' }),
  )
}

export async function inCrm(world: World, recordId: number, field: string): Promise<Value | undefined> {
  return (await readRecords(world.db.db, 'company', [recordId])).get(recordId)?.fields[field]
}

export function inErp(
  world: World,
  key: string,
  field: string,
  type: ActorTypeName = 'customer',
): Value | undefined {
  return world.erp.read(type, key, [field])?.fields[field]
}

/** Everything that would show if a pass wrote something: versions of both sides and the length of the log. */
export async function footprint(world: World, { recordId, key }: Linked) {
  const record = (await readRecords(world.db.db, 'company', [recordId])).get(recordId)
  const { rows } = await sql<{ log: number; runs: number }>`
    select (select count(*) from sync_log) as log, (select count(*) from run) as runs`.execute(world.db.db)
  return { crm: record?.version, erp: world.erp.read('customer', key, [])?.version, ...rows[0] }
}

export async function log(world: World, linkId: number) {
  return await world.db.db
    .selectFrom('syncLog')
    .selectAll()
    .where('linkId', '=', linkId)
    .orderBy('id')
    .execute()
}

export async function conflicts(world: World, linkId: number) {
  return await world.db.db
    .selectFrom('conflict')
    .selectAll()
    .where('linkId', '=', linkId)
    .where('resolvedAt', 'is', null)
    .execute()
}

export async function connection(world: World, id: number) {
  return await world.db.db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** A customer and a company that are the same, linked and looked at by a first pass. */
export async function started(world: World, lines?: readonly Line[]) {
  const connectionId = await connect(world, lines)
  const one = await linked(
    world,
    connectionId,
    { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' },
    { name: 'Acme', phone: '1', streetCity: 'Kiel' },
  )
  await world.pass(connectionId)
  return { connectionId, ...one }
}

export function fieldErrors(world: World, linkId: number) {
  return world.db.db.selectFrom('fieldError').selectAll().where('linkId', '=', linkId).execute()
}

export function parked(world: World, linkId: number) {
  return world.db.db
    .selectFrom('parked')
    .selectAll()
    .where('linkId', '=', linkId)
    .where('resolvedAt', 'is', null)
    .execute()
}

/** What the ERP has yet to be told of a link. */
export function waiting(world: World, linkId: number) {
  return world.db.db.selectFrom('erpWrite').selectAll().where('linkId', '=', linkId).execute()
}

/** How often the ERP was asked to change something. */
export function patches(world: World): number {
  return world.calls.filter((call) => call.startsWith('PATCH')).length
}

export type { TestDatabase }
