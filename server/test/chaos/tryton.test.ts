import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { tryton as connector } from '@koppel/connector-tryton'
import type { ErpSession } from '@koppel/sdk'
import { sql } from 'kysely'
import { startTryton, type Tryton } from '../../../connectors/tryton/test/trytond.ts'
import { sessionOpener } from '../../src/erp/index.ts'
import { createHost, networkPolicy } from '../../src/outbound/index.ts'
import type { Store } from '../../src/store/index.ts'
import { makeDatabase } from '../database.ts'
import { eventually } from '../eventually.ts'
import { nothingLeft, restOf } from './ends.ts'
import { endProcessesAfterwards, startWorker, stop, type WorkerOrders } from './processes.ts'
import { type Fault, TcpProxy } from './proxy.ts'
import { connectionTo, crmValues, editCrm, linkAll, mapFields, masterKey, type Pair } from './stage.ts'

endProcessesAfterwards()

const count = 6
const lines = new Map([
  ['NAME', 'name'],
  ['POSTALCITY', 'streetCity'],
])
let erp: Tryton | undefined

before(async () => {
  erp = await startTryton()
  // Tryton forgets how often a record was written; its database can be made to remember.
  query(`create table address_history (address integer);
    create trigger address_written after update on party_address
    begin insert into address_history values (new.id); end`)
})
after(() => erp?.stop())

let undisturbed: ReturnType<typeof endAfter> | undefined

/** How the same edits end when nothing goes wrong. */
function expected() {
  undisturbed ??= endAfter({})
  return undisturbed
}

describe('a write to Tryton', () => {
  for (const at of ['planned', 'claimed', 'answered', 'settled'] as const) {
    test(`whose worker is killed when it is ${at} arrives once`, async () => {
      assert.deepEqual(await endAfter({ at }), await expected())
    })
  }

  const write = /model\.party\.party\.write/
  const faults: Readonly<Record<string, Fault>> = {
    'that is cut off before Tryton hears of it': { kind: 'cutRequest', match: write },
    'whose answer is cut off': { kind: 'cutAnswer', match: write },
    'whose answer never comes': { kind: 'swallowAnswer', match: write },
  }
  for (const [what, fault] of Object.entries(faults)) {
    test(`${what} arrives once`, async () => {
      assert.deepEqual(await endAfter({ fault }), await expected())
    })
  }
})

interface Trial extends Partial<WorkerOrders> {
  readonly fault?: Fault
}

async function endAfter({ fault, ...orders }: Trial) {
  const database = await makeDatabase()
  const { store } = database
  const proxy = await TcpProxy.before(tryton().url.replace('localhost', '127.0.0.1'))
  try {
    const scene = await makeScene(store, proxy)
    const written = history()
    await edit(scene)
    if (fault) void proxy.inject(fault)
    if (orders.at) {
      const doomed = startWorker(store.url, orders)
      assert.equal(await doomed.ended, 'SIGKILL', doomed.output())
    }
    // Long enough for a Tryton that works, on a machine that is busy.
    await workUntilInStep(scene, fault && { callMs: 8_000 })
    await scene.session.close?.()
    const log = await sql<{ line: string }>`
      select concat_ws(' ', direction, erp_field, old_value, new_value) as line from sync_log order by 1`.execute(
      store.db,
    )
    return {
      values: await Promise.all(scene.pairs.map((pair) => crmValues({ store }, pair))),
      written: history() - written,
      log: log.rows,
    }
  } finally {
    await proxy.close()
    await database.close()
  }
}

interface Scene {
  readonly store: Store
  readonly connectionId: number
  readonly pairs: readonly Pair[]
  readonly session: ErpSession
}

async function makeScene(store: Store, proxy: TcpProxy): Promise<Scene> {
  const { password, ...settings } = account(proxy.through(tryton().url))
  const connectionId = await connectionTo(store, 'tryton', { settings, secrets: { password } })
  await sql`update engine set running = true, interval_seconds = 1`.execute(store.db)
  const session = await opener(store)(connectionId, {
    signal: new AbortController().signal,
    log: () => undefined,
  })
  const customer = (await session.describe()).find(({ type }) => type === 'customer')
  assert.ok(customer)
  await mapFields(store, connectionId, customer, lines)
  const scene = {
    store,
    connectionId,
    session,
    pairs: await linkAll(store, connectionId, await parties(session)),
  }
  await workUntilInStep(scene)
  return scene
}

/** In the CRM, in Tryton, in both. */
async function edit(scene: Scene): Promise<void> {
  for (const [n, pair] of scene.pairs.entries()) {
    if (n % 3 !== 1) await editCrm(scene, pair, { streetCity: `Oslo ${n}` })
    if (n % 3 !== 0)
      await tryton().call('model.party.party.write', [[Number(pair.key)], { name: `Renamed ${n}` }])
  }
}

async function workUntilInStep(
  { store, session, connectionId, pairs }: Scene,
  orders: Partial<WorkerOrders> = {},
): Promise<void> {
  const worker = startWorker(store.url, orders)
  await eventually(async () => {
    assert.deepEqual(await restOf({ store }, { connectionId }), nothingLeft)
    const keys = pairs.map(({ key }) => key)
    const actors = await session.get('customer', keys, [...lines.keys()])
    const fieldsOf = new Map(actors.map(({ key, fields }) => [key, fields]))
    for (const pair of pairs) {
      const { name, streetCity } = await crmValues({ store }, pair)
      const { NAME, POSTALCITY } = fieldsOf.get(pair.key) ?? {}
      assert.deepEqual({ name, streetCity }, { name: NAME, streetCity: POSTALCITY })
    }
  }, 90_000)
  await stop(worker)
}

function tryton(): Tryton {
  assert.ok(erp)
  return erp
}

function account(url: string) {
  const { database, user, password, customerCategory, supplierCategory } = tryton()
  return {
    ...{ url, database, user, password, language: 'en' },
    ...{ customerCategory: String(customerCategory), supplierCategory: String(supplierCategory) },
  }
}

function opener(store: Store) {
  const log = () => undefined
  const policy = networkPolicy(['127.0.0.0/8', 'localhost'])
  return sessionOpener({
    ...{ store, log, masterKey, builtin: new Map([[connector.id, connector]]) },
    createHost: (session) => createHost({ policy, ...session }),
  })
}

async function parties(session: ErpSession): Promise<readonly string[]> {
  const drafts = Array.from({ length: count }, (_, n) => ({
    ...{ kind: 'create' as const, id: crypto.randomUUID() },
    fields: { NAME: `Company ${n}`, POSTALCITY: 'Kiel' },
  }))
  const outcomes = (await session.write?.('customer', drafts, [])) ?? []
  return outcomes.flatMap((outcome) => (outcome.kind === 'written' ? [outcome.actor.key] : []))
}

function history(): number {
  return Number(query('select count(*) as n from address_history')?.n)
}

function query(statement: string): Record<string, unknown> | undefined {
  const database = new DatabaseSync(tryton().file)
  try {
    database.exec('pragma busy_timeout = 5000')
    if (!statement.startsWith('select')) return void database.exec(statement)
    return database.prepare(statement).get()
  } finally {
    database.close()
  }
}
