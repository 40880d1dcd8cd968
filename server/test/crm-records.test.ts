import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import {
  addStandardLists,
  crmListItems,
  insertRecord,
  loadDemoData,
  readRecords,
  recordTitles,
  writeRecords,
} from '../src/crm/index.ts'
import { useDatabase } from './database.ts'

const database = useDatabase(({ db }) => addStandardLists(db))
const somebody = { userId: 'anna' }

async function company(name: string): Promise<number> {
  return insertRecord(database.db, 'company', { fields: { name }, companyId: null }, somebody)
}

async function fieldsOf(id: number) {
  return (await readRecords(database.db, 'company', [id])).get(id)?.fields
}

async function connection(name: string): Promise<number> {
  const { rows } = await database.pool.query(
    `with c as (insert into connector (name, url) values ($1, $1) returning id)
     insert into connection (connector_id, name) select id, $1 from c returning id`,
    [name],
  )
  return rows[0].id
}

async function link(connectionId: number, companyId: number): Promise<number> {
  const { rows } = await database.pool.query(
    `insert into link (connection_id, actor_type, actor_key, record_type, record_id)
     values ($1, 'customer', $2, 'company', $3) returning id`,
    [connectionId, `C${companyId}`, companyId],
  )
  // A new link waits to be looked at; what follows is about edits.
  await database.pool.query('delete from crm_change')
  return rows[0].id
}

async function waiting(): Promise<number[]> {
  const { rows } = await database.pool.query('select link_id from crm_change order by link_id')
  await database.pool.query('delete from crm_change')
  return rows.map((row) => row.link_id)
}

describe('records', () => {
  test('give back what was written, in canonical form', async () => {
    const country = (await crmListItems(database.db, ['country'])).get('country')?.at(0)?.key ?? null
    const id = await company('Café Zürich')
    await writeRecords(database.db, 'company', [{ id, fields: { phone: '010', country } }], somebody)

    const fields = await fieldsOf(id)
    assert.equal(fields?.name, 'Café Zürich')
    assert.equal(fields?.phone, '010')
    assert.equal(fields?.country, country)
    assert.equal(fields?.fax, null)
  })

  test('change only the fields that are named, each record its own', async () => {
    const [a, b] = [await company('A'), await company('B')]
    await writeRecords(
      database.db,
      'company',
      [{ id: a, fields: { phone: '1', email: 'a@x.example' } }],
      somebody,
    )
    await writeRecords(
      database.db,
      'company',
      [
        { id: a, fields: { phone: null } },
        { id: b, fields: { email: 'b@x.example' } },
      ],
      somebody,
    )

    assert.deepEqual([(await fieldsOf(a))?.phone, (await fieldsOf(a))?.email], [null, 'a@x.example'])
    assert.deepEqual([(await fieldsOf(b))?.phone, (await fieldsOf(b))?.email], [null, 'b@x.example'])
  })

  test('hold user-defined fields beside the standard ones', async () => {
    await sql`insert into custom_field (record_type, key, label, type) values
      ('company', 'rating', '{"en":"Rating"}', 'decimal'), ('company', 'vip', '{"en":"VIP"}', 'checkbox')`.execute(
      database.db,
    )
    const id = await company('C')
    await writeRecords(database.db, 'company', [{ id, fields: { rating: '7.50', vip: true } }], somebody)
    await writeRecords(database.db, 'company', [{ id, fields: { vip: null, phone: '2' } }], somebody)

    const fields = await fieldsOf(id)
    assert.deepEqual([fields?.rating, fields?.vip, fields?.phone], ['7.50', null, '2'])
  })

  test('count a version with every write, whoever writes it', async () => {
    const id = await company('D')
    await database.pool.query(`update company set phone = '3' where id = $1`, [id])

    assert.equal((await readRecords(database.db, 'company', [id])).get(id)?.version, 2)
  })

  test('are called by their name, persons by their full name', async () => {
    const fields = { firstName: 'Anna', middleName: 'de', lastName: 'Vries' }
    const id = await insertRecord(database.db, 'person', { fields, companyId: null }, somebody)

    assert.equal((await recordTitles(database.db, 'person', [id])).get(id), 'Anna de Vries')
    assert.equal((await readRecords(database.db, 'person', [id])).get(id)?.title, 'Anna de Vries')
  })
})

describe('an edit of a linked record', () => {
  test('waits for every connection when a person or plain SQL makes it', async () => {
    const id = await company('E')
    const links = [await link(await connection('one'), id), await link(await connection('two'), id)]

    await writeRecords(database.db, 'company', [{ id, fields: { phone: '4' } }], somebody)
    assert.deepEqual(await waiting(), links)

    await database.pool.query(`update company set phone = '5' where id = $1`, [id])
    assert.deepEqual(await waiting(), links)
  })

  test('that a connection makes waits for the others only', async () => {
    const id = await company('F')
    const from = await connection('three')
    await link(from, id)
    const other = await link(await connection('four'), id)

    await writeRecords(database.db, 'company', [{ id, fields: { phone: '6' } }], { connectionId: from })
    assert.deepEqual(await waiting(), [other])
  })

  test('waits once however often it is repeated, and anew when it comes after a look', async () => {
    const id = await company('G')
    const linkId = await link(await connection('five'), id)
    const seq = async () => (await database.pool.query('select seq from crm_change')).rows[0]?.seq

    await writeRecords(database.db, 'company', [{ id, fields: { phone: '7' } }], somebody)
    const first = await seq()
    await writeRecords(database.db, 'company', [{ id, fields: { phone: '8' } }], somebody)

    assert.notEqual(await seq(), first)
    assert.deepEqual(await waiting(), [linkId])
  })

  test('does not wait when the record is not linked', async () => {
    const id = await company('H')
    await writeRecords(database.db, 'company', [{ id, fields: { phone: '9' } }], somebody)
    assert.deepEqual(await waiting(), [])
  })
})

test('demo data fills an empty CRM and is loaded once', async () => {
  await database.pool.query('truncate company, person, project restart identity cascade')
  await loadDemoData(database.db)
  const count = async () => (await database.pool.query('select count(*) from company')).rows[0].count
  const loaded = await count()
  assert.ok(loaded > 20)

  await loadDemoData(database.db)
  assert.equal(await count(), loaded)
})
