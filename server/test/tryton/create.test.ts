import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { tryton as connector } from '@koppel/connector-tryton'
import { type ActorTypeName, ConnectorError, type Fields, type Host } from '@koppel/sdk'
import { sql } from 'kysely'
import { startTryton, type Tryton } from '../../../connectors/tryton/test/trytond.ts'
import { insertRecord } from '../../src/crm/index.ts'
import { carryNow } from '../../src/engine/create/carry-now.ts'
import { type Intent, readIntent } from '../../src/engine/create/intents.ts'
import { planIntent } from '../../src/engine/create/plan-intent.ts'
import { type EngineParts, runPass, syncLink } from '../../src/engine/index.ts'
import type { RecordType } from '../../src/store/tables.ts'
import { maker } from '../create-desk.ts'
import { useDatabase } from '../database.ts'
import { addConnection } from './add-connection.ts'

// Making actors in a real Tryton, which keeps no marker of what made them.

let tryton: Tryton
let connectionId = 0
let through: Host['fetch'] = fetch

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
    ...{ url, database, user, password, language: 'en', personRelation: undefined },
    ...{ customerCategory: String(customerCategory), supplierCategory: String(supplierCategory) },
  }
}

function host(signal: AbortSignal): Host {
  return {
    signal,
    now: Date.now,
    log: () => undefined,
    fetch: (url, init) =>
      through(url, { ...init, signal }).catch((cause: unknown) => {
        if (cause instanceof ConnectorError) throw cause
        throw new ConnectorError('unavailable', 'Nothing answers.', { detail: String(cause), cause })
      }),
  }
}

async function addUser(): Promise<void> {
  const { language: _, licences, ...row } = maker
  await db.db
    .insertInto('appUser')
    .values({ ...row, licences: [...licences] })
    .execute()
}

async function make(
  actorType: ActorTypeName,
  recordType: RecordType,
  fields: Fields,
  { companyId = null, values = {} }: { readonly companyId?: number | null; readonly values?: Fields } = {},
): Promise<Intent & { readonly record: number }> {
  const record = await insertRecord(db.db, recordType, { fields, companyId }, { userId: 'maker' })
  const wish = { connectionId, actorType, recordId: record, values, without: [] }
  const { id } = await planIntent(db.store, maker, wish)
  await carryNow(parts(), { id, connectionId }, maker.id)
  return { ...(await intentOf(id)), record }
}

async function intentOf(id: string): Promise<Intent> {
  const intent = await readIntent(db.db, id)
  assert.ok(intent)
  return intent
}

async function parties(name: string): Promise<number> {
  const found = await tryton.call('model.party.party.search', [[['name', '=', name]], 0, null, null])
  return Array.isArray(found) ? found.length : -1
}

async function party(key: string | null, fields: readonly string[]): Promise<Record<string, unknown>> {
  const [row] = (await tryton.call('model.party.party.read', [[Number(key)], fields])) as Record<
    string,
    unknown
  >[]
  assert.ok(row)
  return row
}

/** Tryton does the call, and its answer is cut off; or the call never arrives. */
async function whileLost<T>(what: 'answer' | 'call', work: () => Promise<T>): Promise<T> {
  through = async (url, init) => {
    if (!String(init?.body).includes('party.party.create')) return await fetch(url, init)
    if (what === 'answer') await fetch(url, init)
    throw new ConnectorError('unavailable', 'Timed out.')
  }
  try {
    return await work()
  } finally {
    through = fetch
  }
}

describe('made in a real Tryton', () => {
  test('a customer has its parts and its category, and its code comes to the record', async () => {
    const fields = {
      name: 'Bakkerij Zoë',
      phone: '+32 9 1234567',
      vatNo: 'NL004495445B01',
      postalCity: 'Gent',
    }
    const intent = await make('customer', 'company', fields)
    assert.deepEqual([intent.state, intent.problem], ['confirmed', null])
    const row = await party(intent.actorKey, ['code', 'categories', 'tax_identifier.code'])
    assert.deepEqual(row.categories, [tryton.customerCategory])

    await syncLink(parts(), intent.linkId ?? 0, { userId: maker.id })
    const { rows } = await sql<{ number: string; vatNo: string; phone: string }>`
      select number, vat_no, phone from company where id = ${intent.record}`.execute(db.db)
    assert.deepEqual([rows[0]?.number, rows[0]?.vatNo], [row.code, 'NL004495445B01'])
  })

  test('a supplier has the category of suppliers', async () => {
    const intent = await make('supplier', 'company', { name: 'Meelfabriek' })
    assert.deepEqual((await party(intent.actorKey, ['categories'])).categories, [tryton.supplierCategory])
  })

  test('a person belongs to the party of its company', async () => {
    const company = await make('customer', 'company', { name: 'Werkgever' })
    const person = await make('person', 'person', { lastName: 'Jansen' }, { companyId: company.record })
    assert.deepEqual([person.state, person.problem], ['confirmed', null])
    const session = await parts().openSession(0, {
      signal: new AbortController().signal,
      log: () => undefined,
    })
    const [actor] = await session.get('person', [person.actorKey ?? ''], [])
    await session.close?.()
    assert.deepEqual(actor?.parent, { type: 'customer', key: company.actorKey })
  })

  test('a project gets the status it cannot do without from whoever makes it', async () => {
    const found = await tryton.call('model.project.work.status.search', [
      [['progress', '=', null]],
      0,
      1,
      null,
    ])
    const status = String((found as number[])[0])
    const wish = make('project', 'project', { name: 'Without status' })
    await assert.rejects(wish, { code: 'valuesDoNotFit' })
    const intent = await make('project', 'project', { name: 'Verbouwing' }, { values: { STATUS: status } })
    assert.deepEqual([intent.state, intent.problem], ['confirmed', null])
  })

  test('nothing is written again by the passes that follow', async () => {
    const intent = await make('customer', 'company', { name: 'Stil', phone: '+31 20 6241111' })
    const pass = () =>
      runPass(parts(), connectionId, { worker: 'test', signal: new AbortController().signal, forced: true })
    await pass()
    const { write_date: written } = await party(intent.actorKey, ['write_date'])
    await pass()
    assert.deepEqual((await party(intent.actorKey, ['write_date'])).write_date, written)
    const { rows } = await sql<{ rule: string }>`
      select rule from sync_log where link_id = ${intent.linkId} and direction = 'toErp' and rule <> 'created'`.execute(
      db.db,
    )
    assert.deepEqual(rows, [])
  })

  test('what Tryton refuses is told in its words, and can be asked for again', async () => {
    const intent = await make('customer', 'company', { name: 'Fout nummer', vatNo: 'nonsense' })
    assert.deepEqual([intent.state, intent.problem?.code], ['refused', 'refused'])
    assert.match(JSON.stringify(intent.problem?.explanation), /is not valid/)
    assert.equal(await parties('Fout nummer'), 0)
  })
})

describe('when the answer of Tryton is lost', () => {
  test('after it made the party, that party is taken', async () => {
    const fields = { name: 'Verloren antwoord', phone: '+31 20 6241112' }
    const intent = await whileLost('answer', () => make('customer', 'company', fields))
    assert.deepEqual([intent.state, intent.problem], ['confirmed', null])
    assert.equal(await parties('Verloren antwoord'), 1)
  })

  test('also where there is a namesake', async () => {
    const namesake = await make('customer', 'company', { name: 'Naamgenoot' })
    const intent = await whileLost('answer', () => make('customer', 'company', { name: 'Naamgenoot' }))
    assert.equal(intent.state, 'confirmed')
    assert.notEqual(intent.actorKey, namesake.actorKey)
    assert.equal(await parties('Naamgenoot'), 2)
  })

  test('before it made one, one is made, and only when that is sure', async () => {
    const intent = await whileLost('call', () => make('customer', 'company', { name: 'Nooit aangekomen' }))
    assert.equal(intent.state, 'sent')
    assert.equal(await parties('Nooit aangekomen'), 0)
    for (const seconds of [40, 30, 30]) {
      await sql`update create_intent set claimed_until = null, next_try_at = null,
        sent_at = sent_at - make_interval(secs => ${seconds}) where id = ${intent.id}`.execute(db.db)
      await carryNow(parts(), intent, maker.id)
    }
    assert.equal((await intentOf(intent.id)).state, 'confirmed')
    assert.equal(await parties('Nooit aangekomen'), 1)
  })
})
