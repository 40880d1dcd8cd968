import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { tryton as connector } from '@koppel/connector-tryton'
import { ConnectorError, type Host } from '@koppel/sdk'
import { sql } from 'kysely'
import { startTryton, type Tryton } from '../../../connectors/tryton/test/trytond.ts'
import { insertRecord } from '../../src/crm/index.ts'
import type { EngineParts } from '../../src/engine/index.ts'
import { useDatabase } from '../database.ts'
import { importAll, outcomesOf } from '../whole-import.ts'
import { addConnection } from './add-connection.ts'

// Importing the parties of a real Tryton: more than it gives at once, and a second time.

const many = 230

let tryton: Tryton
let connectionId = 0

const parts = (): EngineParts => ({
  store: db.store,
  log: () => undefined,
  openSession: async (_id, { signal }) => await connector.connect(settings(), host(signal)),
})
const db = useDatabase(async () => {
  tryton = await startTryton()
  await addUser()
  connectionId = await addConnection(db, parts())
})
after(() => tryton?.stop())

function settings() {
  const { url, database, user, password, customerCategory, supplierCategory } = tryton
  return {
    ...{ url, database, user, password, language: 'nl', personRelation: String(tryton.employeeOf) },
    ...{ customerCategory: String(customerCategory), supplierCategory: String(supplierCategory) },
  }
}

function host(signal: AbortSignal): Host {
  return {
    signal,
    now: Date.now,
    log: () => undefined,
    fetch: (url, init) =>
      fetch(url, { ...init, signal }).catch((cause: unknown) => {
        throw new ConnectorError('unavailable', 'Nothing answers.', { detail: String(cause), cause })
      }),
  }
}

async function addUser(): Promise<void> {
  await sql`insert into app_user (id, name, email, role, licences)
    values ('user', 'User', 'user@example.com', 'administrator', '{erpSync,import}')`.execute(db.db)
}

interface NewParty {
  readonly name: string
  readonly category?: number
  readonly email?: string
  readonly phone?: string
  readonly city?: string
}

async function makeParties(some: readonly NewParty[]): Promise<readonly string[]> {
  const rows = some.map(({ name, category, email, phone, city }) => ({
    name,
    categories: category === undefined ? [] : [['add', [category]]],
    addresses: city === undefined ? [] : [['create', [{ city, country: tryton.netherlands }]]],
    contact_mechanisms: [
      [
        'create',
        [
          ...(email === undefined ? [] : [{ type: 'email', value: email }]),
          ...(phone === undefined ? [] : [{ type: 'phone', value: phone }]),
        ],
      ],
    ],
  }))
  const ids = (await tryton.call('model.party.party.create', [rows])) as number[]
  return ids.map(String)
}

/** How often each outcome is. */
async function outcomes(importId: number): Promise<Readonly<Record<string, number>>> {
  const counted: Record<string, number> = {}
  for (const outcome of Object.values(await outcomesOf(db.db, importId)))
    counted[outcome] = (counted[outcome] ?? 0) + 1
  return counted
}

async function companies(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from company`.execute(db.db)
  return rows[0]?.count ?? 0
}

describe('imported from a real Tryton', () => {
  let before = 0
  let known = 0
  let keys: readonly string[] = []

  test('all customers come in, one of them as the company that has its e-mail address', async () => {
    const fields = { name: 'Bestaand bedrijf', email: 'info@bestaand.example' }
    known = await insertRecord(db.db, 'company', { fields, companyId: null }, { userId: 'user' })
    before = await companies()
    keys = await makeParties([
      ...Array.from({ length: many }, (_, n) => ({
        name: `Afnemer ${n}`,
        category: tryton.customerCategory,
        ...(n % 2 === 0 ? { email: `info@afnemer${n}.example`, city: 'Zwolle' } : {}),
        ...(n % 3 === 0 ? { phone: `+31 38 42${String(10_000 + n)}` } : {}),
      })),
      { name: 'Bestaand Bedrijf B.V.', category: tryton.customerCategory, email: 'info@bestaand.example' },
    ])

    const id = await importAll(parts(), { connectionId })

    assert.deepEqual(await outcomes(id), { created: many, updated: 1 })
    assert.equal(await companies(), before + many)
    const { rows } = await sql`
      select c.name, c.email, c.phone, c.postal_city from link l join company c on c.id = l.record_id
      where l.actor_type = 'customer' and l.actor_key = any(${[keys[0], keys[1], keys.at(-1)]}::text[])
      order by l.actor_key::bigint`.execute(db.db)
    assert.deepEqual(rows, [
      { name: 'Afnemer 0', email: 'info@afnemer0.example', phone: '+31 38 4210000', postalCity: 'Zwolle' },
      { name: 'Afnemer 1', email: null, phone: null, postalCity: null },
      { name: 'Bestaand Bedrijf B.V.', email: 'info@bestaand.example', phone: null, postalCity: null },
    ])
  })

  test('a second time they are all linked already, and nothing is made or written', async () => {
    const written = async () =>
      await tryton.call('model.party.party.read', [keys.map(Number), ['write_date']])
    const [unwritten, count] = [await written(), await companies()]

    const id = await importAll(parts(), { connectionId })

    assert.deepEqual(await outcomes(id), { linked: many + 1 })
    assert.equal(await companies(), count)
    assert.deepEqual(await written(), unwritten)
  })

  test('a supplier becomes a company of its own, and whoever works for a customer a person of its company', async () => {
    const [employee = ''] = await makeParties([{ name: 'Piet Jansen', email: 'piet@afnemer0.example' }])
    await makeParties([{ name: 'Meelfabriek', category: tryton.supplierCategory }])
    const relations = [['create', [{ to: Number(keys[0]), type: tryton.employeeOf }]]]
    await tryton.call('model.party.party.write', [[Number(employee)], { relations }])

    assert.deepEqual(await outcomes(await importAll(parts(), { connectionId, actorType: 'supplier' })), {
      created: 1,
    })
    const persons = await importAll(parts(), { connectionId, actorType: 'person' })
    assert.deepEqual(await outcomesOf(db.db, persons), { [employee]: 'created' })
    const { rows } = await sql<{ works: string; email: string }>`
      select c.name as works, p.email from link l
      join person p on p.id = l.record_id join company c on c.id = p.company_id
      where l.actor_type = 'person' and l.actor_key = ${employee}`.execute(db.db)
    assert.deepEqual(rows, [{ works: 'Afnemer 0', email: 'piet@afnemer0.example' }])
    assert.ok(known > 0)
  })
})
