import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { activeConnection, connection, done, map, refused, useDesk } from './erp-desk.ts'

const desk = useDesk()

interface Ranks {
  readonly actorType: string
  readonly version: number
  readonly fields: readonly { readonly key: string; readonly rank: number }[]
}

async function customers(id: number): Promise<Ranks> {
  const all: Ranks[] = done(await desk.call('GET', `/connections/${id}/ranks`))
  const found = all.find(({ actorType }) => actorType === 'customer')
  assert.ok(found)
  return found
}

async function rank(id: number, fields: readonly string[], version?: number) {
  const body = { version: version ?? (await customers(id)).version, fields }
  return await desk.call('PUT', `/connections/${id}/ranks/customer`, body)
}

const keys = ({ fields }: Ranks) => fields.map(({ key }) => key)

describe('the order of the fields of an actor type', () => {
  test('begins as the ERP names them, and every field has its rank', async () => {
    const { fields } = await customers(await connection(desk, 'As they come'))
    assert.deepEqual(
      fields.map((field) => field.rank),
      fields.map((_, index) => index + 1),
    )
    assert.deepEqual(
      fields.slice(0, 2).map(({ key }) => key),
      ['NUMBER1', 'NAME'],
    )
  })

  test('is as it is set; what is not named keeps its place, and what does not exist is passed over', async () => {
    const id = await connection(desk, 'Set')
    const before = keys(await customers(id))
    const [first, second, third, ...rest] = before
    const saved: Ranks = done(await rank(id, [third ?? '', 'NO_SUCH_FIELD', first ?? '']))
    assert.deepEqual(keys(saved), [third, second, first, ...rest])
  })

  test('of two people who set it at once, the second is told', async () => {
    const id = await connection(desk, 'At once')
    const { version } = await customers(id)
    done(await rank(id, ['NAME', 'NUMBER1'], version))
    refused(await rank(id, ['PHONE', 'NAME'], version), 409, 'mappingChanged')
  })

  test('is noted with who set it, and does not have links looked at again', async () => {
    const id = await connection(desk, 'Noted')
    const mappingVersion = () =>
      desk.db.db.selectFrom('connection').select('mappingVersion').where('id', '=', id).executeTakeFirst()
    const before = await mappingVersion()
    done(await rank(id, ['PHONE', 'NAME']))
    assert.deepEqual(await mappingVersion(), before)
    const row = await desk.db.db
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'changeRanks')
      .where('subject', '=', `connection/${id}`)
      .executeTakeFirstOrThrow()
    assert.equal(row.userId, 'chief')
    assert.notDeepEqual(row.oldValue, row.newValue)
  })

  test('is for administrators', async () => {
    const id = await connection(desk, 'Not for users')
    const user = await desk.user('curious')
    assert.equal((await desk.call('GET', `/connections/${id}/ranks`, undefined, user)).status, 403)
  })
})

test('the ERP tab and search results show fields in the order that is set', async () => {
  const id = await activeConnection(desk, 'Shown')
  const shown = { showInSearch: true, showInTab: true }
  done(await map(desk, id, 'customer', { FAX: shown, DEPARTMENT: shown, VATNO: shown }))
  const order = ['VATNO', 'FAX', 'DEPARTMENT']
  const others = keys(await customers(id)).filter((key) => !order.includes(key))
  done(await rank(id, [...order, ...others]))

  const search = done(
    await desk.call('POST', `/connections/${id}/actor-searches`, { actorType: 'customer', text: '' }),
  )
  assert.deepEqual(
    search.columns.slice(0, 3).map(({ key }: { key: string }) => key),
    order,
  )
  assert.deepEqual(
    search.hits[0].fields.slice(0, 3).map(({ key }: { key: string }) => key),
    order,
  )

  const company = await desk.record('company', { name: 'Ranked' })
  const actorKey = search.hits[0].key
  const link = { connectionId: id, actorType: 'customer', actorKey, choices: {} }
  const { linkId } = done(await desk.call('POST', `/records/company/${company}/links`, link))
  const live = done(await desk.call('GET', `/links/${linkId}/actor`))
  assert.deepEqual(
    live.fields.slice(0, 3).map(({ key }: { key: string }) => key),
    order,
  )
})
