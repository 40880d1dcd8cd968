import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ActorRef, ErpSession } from '@koppel/sdk'
import { readAll, useTryton } from './trial.ts'

const { tryton, signIn, create } = useTryton()

async function company(type: 'customer' | 'supplier'): Promise<ActorRef> {
  const category = type === 'customer' ? tryton().premiumCategory : tryton().supplierCategory
  const [id] = await create('party.party', [{ name: `A ${type}`, categories: [['add', [category]]] }])
  return { type, key: String(id) }
}

async function employ(session: ErpSession, name: string, parent: ActorRef) {
  const draft = { kind: 'create', id: name, parent, fields: { LASTNAME: name, PHONE_DIRECT: '1' } } as const
  const [outcome] = (await session.write?.('person', [draft], ['LASTNAME', 'PHONE_DIRECT'])) ?? []
  if (outcome?.kind !== 'written') throw new Error(`not written: ${JSON.stringify(outcome)}`)
  return outcome.actor
}

describe('a person', () => {
  test('is created with a relation to its company, and knows it afterwards', async () => {
    const session = await signIn()
    const [customer, supplier] = [await company('customer'), await company('supplier')]
    assert.deepEqual((await employ(session, 'Jan Jansen', customer)).parent, customer)
    assert.deepEqual((await employ(session, 'Piet Peters', supplier)).parent, supplier)
  })

  test('is found among the persons of its company only', async () => {
    const session = await signIn()
    const [one, other] = [await company('customer'), await company('customer')]
    const { key } = await employ(session, 'Among', one)
    const keys = async (parent: ActorRef) =>
      (await session.search('person', { parent, limit: 10, fields: [] })).actors.map((actor) => actor.key)
    assert.deepEqual([await keys(one), await keys(other)], [[key], []])
  })

  test('without a company is refused', async () => {
    const draft = { kind: 'create', id: 'a', fields: { LASTNAME: 'Alone' } } as const
    const outcomes = await (await signIn()).write?.('person', [draft], [])
    assert.equal(outcomes?.[0]?.kind, 'refused')
  })

  test('arrives in the changes when a party gets the relation, and not without it', async () => {
    const session = await signIn()
    const { key: to } = await company('customer')
    const [id] = await create('party.party', [{ name: 'Becomes an employee' }])
    const before = await readAll(session, 'person')
    assert.ok(!before.keys.includes(String(id)))
    await create('party.relation.all', [{ from_: id, to: Number(to), type: tryton().employeeOf }])
    assert.deepEqual((await readAll(session, 'person', before.cursor)).keys, [String(id)])
  })

  test('is not offered when two relation types could be meant, until one is chosen', async () => {
    const [type] = await create('party.relation.type', [{ name: 'Contact of' }])
    const offered = async (personRelation?: string) =>
      (await (await signIn({ personRelation })).describe()).map((actorType) => actorType.type)
    assert.ok(!(await offered()).includes('person'))
    assert.ok((await offered(String(type))).includes('person'))
    await tryton().call('model.party.relation.type.delete', [[type]])
  })
})

describe('a project', () => {
  const fields = ['NAME', 'STATUS', 'STARTDATE', 'ENDDATE', 'EFFORT', 'PROGRESS', 'TEXT']
  const values = {
    NAME: 'New roof',
    STATUS: '1',
    STARTDATE: '2026-12-01',
    ENDDATE: '2027-02-28',
    EFFORT: '12.50',
    PROGRESS: '35.25',
    TEXT: 'Two\nlines',
  }

  test('is created with its dates, hours, progress and status, and read again', async () => {
    const session = await signIn()
    const [outcome] =
      (await session.write?.('project', [{ kind: 'create', id: 'a', fields: values }], fields)) ?? []
    assert.deepEqual(outcome?.kind === 'written' && outcome.actor.fields, values)
  })

  test('is a project only: tasks are not delivered', async () => {
    const session = await signIn()
    const { cursor } = await readAll(session, 'project')
    const [company] = ids(await tryton().call('model.company.company.search', [[], 0, 1, null]))
    await create('project.work', [
      { name: 'A task', type: 'task', company, status: 1 },
      { name: 'A project', type: 'project', company, status: 1 },
    ])
    const { actors } = await readAll(session, 'project', cursor)
    assert.deepEqual(
      actors.map(({ title }) => title),
      ['A project'],
    )
  })

  test('has a progress Tryton allows, or is refused with its words', async () => {
    const drafts = [{ kind: 'create', id: 'a', fields: { ...values, PROGRESS: '135' } }] as const
    const [outcome] = (await (await signIn()).write?.('project', drafts, fields)) ?? []
    assert.match(outcome?.kind === 'refused' ? String(outcome.reason) : '', /Progress/)
  })

  test('changes when the date of its timesheet is changed', async () => {
    const session = await signIn()
    const [outcome] =
      (await session.write?.('project', [{ kind: 'create', id: 'a', fields: values }], [])) ?? []
    const key = outcome?.kind === 'written' ? outcome.actor.key : ''
    const { cursor } = await readAll(session, 'project')
    const works = await tryton().call('model.timesheet.work.search', [
      [['origin', '=', `project.work,${key}`]],
      0,
      null,
      null,
    ])
    const date = { __class__: 'date', year: 2028, month: 1, day: 31 }
    await tryton().call('model.timesheet.work.write', [works, { timesheet_end_date: date }])
    const read = await readAll(session, 'project', cursor, { fields: ['ENDDATE'] })
    assert.equal(read.actors.find((actor) => actor.key === key)?.fields.ENDDATE, '2028-01-31')
  })
})

describe('the lists', () => {
  test('have an item for every value that can be chosen', async () => {
    const session = await signIn()
    const labels = async (name: string) => (await session.lists?.(name))?.map(({ label }) => label)
    assert.deepEqual(await labels('countries'), ['Belgium', 'Netherlands'])
    assert.deepEqual(await labels('paymentTerms'), ['30 days'])
    assert.deepEqual(await labels('statuses'), ['Open', 'Done'])
    assert.deepEqual(await labels('categories'), ['Customer / Premium', 'Retail', 'Wholesale'])
  })
})

function ids(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : []
}
