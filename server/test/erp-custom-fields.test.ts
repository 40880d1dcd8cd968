import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  activeConnection,
  bothWays,
  connection,
  type Directions,
  done,
  map,
  refused,
  useDesk,
} from './erp-desk.ts'

const desk = useDesk()
let made = 0

interface Defined {
  readonly id: number
  readonly key: string
}

async function define(type: string, more: object = {}): Promise<Defined> {
  made += 1
  const label = { nl: `Veld ${made}`, en: `Field ${made}` }
  return done(await desk.call('POST', '/custom-fields', { recordType: 'company', label, type, ...more }))
}

const take = ({ id }: Defined) => desk.call('DELETE', `/custom-fields/${id}`)

/** Maps one ERP field of customers to a field, both ways. */
const mapTo = (id: number, erpField: string, field: Defined) =>
  map(desk, id, 'customer', { [erpField]: { ...bothWays, crmField: field.key } } satisfies Directions)

describe('a user-defined field in the mapping', () => {
  test('can be chosen where its type fits, called by its name', async () => {
    const text = await define('text')
    const date = await define('date')
    const id = await connection(desk, 'To choose')
    const mappings = done(await desk.call('GET', `/connections/${id}/mappings`))
    const customers = mappings.find(({ actorType }: { actorType: string }) => actorType === 'customer')
    const label = customers.crmFields.find(({ key }: { key: string }) => key === text.key)?.label
    assert.equal(label, `Field ${made - 1}`)
    const arrows = (key: string) =>
      customers.arrows[customers.fields.find((field: { key: string }) => field.key === key).arrows] as Record<
        string,
        unknown
      >
    assert.ok(text.key in arrows('DEPARTMENT'))
    assert.ok(!(date.key in arrows('BLOCKED')))
    const persons = mappings.find(({ actorType }: { actorType: string }) => actorType === 'person')
    assert.ok(!persons.crmFields.some(({ key }: { key: string }) => key === text.key))
  })

  test('is refused in a direction its type does not fit', async () => {
    const box = await define('checkbox')
    const id = await connection(desk, 'Does not fit')
    refused(await mapTo(id, 'DEPARTMENT', box), 422, 'invalidMapping')
  })

  test('cannot change its type while it is mapped, and the connection is named', async () => {
    const field = await define('text')
    const id = await connection(desk, 'Keeps the type')
    done(await mapTo(id, 'DEPARTMENT', field))
    const label = { nl: 'Ander', en: 'Other' }
    const answer = await desk.call('PUT', `/custom-fields/${field.id}`, { version: 1, label, type: 'date' })
    const problem = refused(answer, 422, 'fieldInUse')
    assert.match(problem.title, /Keeps the type/)
  })

  test('that is out of use is said to have stopped, and the connection cannot be activated with it', async () => {
    const field = await define('text')
    const id = await activeConnection(desk, 'Stops')
    done(await mapTo(id, 'DEPARTMENT', field))
    done(await take(field))

    const shown = done(await desk.call('GET', `/connections/${id}`))
    const stopped = shown.synchronised[0].fields.filter((one: { stopped: boolean }) => one.stopped)
    assert.deepEqual(
      stopped.map(({ erp, crm }: { erp: string; crm: string }) => [erp, crm]),
      [['Department', `Field ${made}`]],
    )
    done(await desk.call('DELETE', `/connections/${id}/activation`))
    const problem = refused(await desk.call('PUT', `/connections/${id}/activation`), 422, 'cannotActivate')
    assert.deepEqual(
      problem.faults.map(({ at, code }) => [at, code]),
      [['customer/DEPARTMENT', 'noCrmField']],
    )
    done(await desk.call('DELETE', `/custom-fields/${field.id}/deletion`))
    done(await desk.call('PUT', `/connections/${id}/activation`))
  })
})

test('an item that a list mapping uses goes out of use and says where, and a list says which connection maps it', async () => {
  const { key } = done(await desk.call('POST', '/lists', { name: { nl: 'Termijnen', en: 'Terms' } }))
  const item = done(await desk.call('POST', `/lists/${key}/items`, { name: { nl: 'Dertig', en: 'Thirty' } }))
  const field = await define('list', { list: key })
  const id = await connection(desk, 'Maps a list')
  done(await mapTo(id, 'PAYMENT_TERMS', field))
  const lists = done(await desk.call('GET', `/connections/${id}/list-mappings`))
  const mapped = lists.find(({ crmList }: { crmList: string }) => crmList === key)
  assert.deepEqual(
    mapped.crmItems.map(({ label }: { label: string }) => label),
    ['Thirty'],
  )
  const items = [{ erpItem: '30', crmItem: String(item.id) }]
  const path = `/connections/${id}/list-mappings/${mapped.erpList}/${key}`
  done(await desk.call('PUT', path, { version: mapped.version, items }))

  const [shown] = done(await desk.call('GET', `/lists/${key}/items`))
  assert.deepEqual(
    shown.uses.map(({ connection, text }: { connection: { name: string }; text: string }) => [
      connection.name,
      text,
    ]),
    [['Maps a list', '30 days']],
  )
  assert.deepEqual(done(await desk.call('DELETE', `/list-items/${item.id}`)), { deleted: false })
  const answer = refused(await desk.call('DELETE', `/lists/${key}`), 409, 'listInUse')
  assert.ok(answer.faults.some(({ title }) => title.startsWith('Maps a list')))
})
