import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { addToSelection, saveRecordSelection } from '../src/crm/index.ts'
import { done, useCrm } from './crm-desk.ts'

const { database, call, add, titles } = useCrm()

const idOf = async (name: string) =>
  (await database.db.selectFrom('appUser').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id

const recordsIn = (id: number) =>
  database.db
    .selectFrom('selectionRecord')
    .select('recordId')
    .where('selectionId', '=', id)
    .orderBy('recordId')
    .execute()
    .then((rows) => rows.map(({ recordId }) => recordId))

test('a hundred thousand records become a selection in one statement', async () => {
  const userId = await idOf('anna')
  const id = await saveRecordSelection(
    database.db,
    { userId, recordType: 'company', name: 'Nieuw uit ERP' },
    sql`select n from generate_series(1, 100000) n`,
  )
  assert.equal((await recordsIn(id)).length, 100_000)
})

test('records added twice stand in a selection once', async () => {
  const userId = await idOf('anna')
  const selection = { userId, recordType: 'person', name: 'Bijgewerkt' } as const
  const id = await saveRecordSelection(database.db, selection, sql`select unnest(array[3, 1, 3])`)
  await addToSelection(database.db, id, sql`select unnest(array[1, 2])`)

  assert.deepEqual(await recordsIn(id), [1, 2, 3])
})

test('a second selection of the same name gets a number', async () => {
  const userId = await idOf('anna')
  const save = () =>
    saveRecordSelection(database.db, { userId, recordType: 'company', name: 'Import' }, sql`select 1::bigint`)
  const ids = [await save(), await save(), await save()]
  const rows = await database.db.selectFrom('selection').select('name').where('id', 'in', ids).execute()

  assert.deepEqual(rows.map(({ name }) => name).toSorted(), ['Import', 'Import (2)', 'Import (3)'])
})

test('a list shows the records of a selection to its user, and to nobody else', async () => {
  const { id: first } = await add('company', { name: 'Uit de import' })
  await add('company', { name: 'Niet uit de import' })
  const selection = { userId: await idOf('anna'), recordType: 'company', name: 'Twee' } as const
  const id = await saveRecordSelection(database.db, selection, sql`select ${first}::bigint`)
  const filters = JSON.stringify([{ kind: 'selection', id }])

  assert.deepEqual(await titles('company', { filters }), ['Uit de import'])
  const path = `/records/company?filters=${encodeURIComponent(filters)}`
  assert.deepEqual(done(await call('GET', path, undefined, { as: 'rik' })).rows, [])
  const saved = done(await call('GET', '/selections?recordType=company'))
  assert.equal(saved.find((one: { id: number }) => one.id === id).records, 1)
})
