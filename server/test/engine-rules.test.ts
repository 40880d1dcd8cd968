import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConflictRule } from '../src/sync/index.ts'
import {
  conflicts,
  connect,
  edit,
  footprint,
  inCrm,
  inErp,
  type Line,
  linked,
  log,
  useEngineWorld,
} from './engine-world.ts'

const world = useEngineWorld()

const withRule = (rule: ConflictRule): Line[] => [
  ['NAME', 'name'],
  ['PHONE', 'phone', 'both', rule],
  ['STREETCITY', 'streetCity'],
]

async function bothChanged(rule: ConflictRule, first: 'erp' | 'crm' = 'erp') {
  const connectionId = await connect(world, withRule(rule))
  const one = await linked(
    world,
    connectionId,
    { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' },
    { name: 'Acme', phone: '1', streetCity: 'Kiel' },
  )
  await world.pass(connectionId)
  if (first === 'crm') {
    await edit(world, one.recordId, { phone: 'crm' })
    await nextMillisecond()
  }
  world.erp.edit('customer', one.key, { PHONE: 'erp' })
  if (first === 'erp') await edit(world, one.recordId, { phone: 'crm' })
  await world.pass(connectionId)
  return { connectionId, ...one }
}

/** The ERP counts in milliseconds: what comes later must also look later. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now()
  while (Date.now() <= now + 1) await new Promise((resolve) => setImmediate(resolve))
}

async function values(one: { recordId: number; key: string }) {
  return [inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')]
}

describe('a field that both sides changed', () => {
  test('takes the ERP value when the ERP wins, and the log keeps what was overwritten', async () => {
    const one = await bothChanged('erp')

    assert.deepEqual(await values(one), ['erp', 'erp'])
    const [row, ...more] = await log(world, one.linkId)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [row?.direction, row?.oldValue, row?.newValue, row?.rule],
      ['toCrm', 'crm', 'erp', 'erpWins'],
    )
    const run = await world.db.db
      .selectFrom('run')
      .selectAll()
      .where('id', '=', row?.runId ?? 0)
      .executeTakeFirst()
    assert.deepEqual([run?.kind, run?.state, run?.toCrm, run?.toErp], ['pass', 'done', 1, 0])
  })

  test('takes the CRM value when the CRM wins, and the log keeps what was overwritten', async () => {
    const one = await bothChanged('crm')

    assert.deepEqual(await values(one), ['crm', 'crm'])
    const [row, ...more] = await log(world, one.linkId)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [row?.direction, row?.oldValue, row?.newValue, row?.rule],
      ['toErp', 'erp', 'crm', 'crmWins'],
    )
  })

  test('takes the CRM value when the newest wins and the CRM was last', async () => {
    assert.deepEqual(await values(await bothChanged('newest', 'erp')), ['crm', 'crm'])
  })

  test('takes the ERP value when the newest wins and the ERP was last', async () => {
    assert.deepEqual(await values(await bothChanged('newest', 'crm')), ['erp', 'erp'])
  })

  test('is a conflict when somebody is to be asked: neither side is touched and the other fields go on', async () => {
    const one = await bothChanged('ask')
    assert.deepEqual(await values(one), ['erp', 'crm'])
    const [conflict, ...more] = await conflicts(world, one.linkId)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [conflict?.baseErp, conflict?.baseCrm, conflict?.erpValue, conflict?.crmValue, conflict?.reason],
      ['1', '1', 'erp', 'crm', 'bothMoved'],
    )

    await edit(world, one.recordId, { streetCity: 'Oslo' })
    await world.pass(one.connectionId)

    assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
    assert.deepEqual(await values(one), ['erp', 'crm'])
    assert.equal((await conflicts(world, one.linkId)).length, 1)
  })

  test('stays a conflict when the CRM is edited again: the value of the ERP is not overwritten', async () => {
    const one = await bothChanged('ask')

    await edit(world, one.recordId, { phone: 'crm again' })
    await world.pass(one.connectionId)

    assert.deepEqual(await values(one), ['erp', 'crm again'])
    assert.deepEqual(
      (await conflicts(world, one.linkId)).map(({ crmValue }) => crmValue),
      ['crm again'],
    )
  })

  test('is no conflict any more once both sides have the same value', async () => {
    const one = await bothChanged('ask')

    world.erp.edit('customer', one.key, { PHONE: 'crm' })
    await world.pass(one.connectionId)

    assert.equal((await conflicts(world, one.linkId)).length, 0)
    const before = await footprint(world, one)
    await world.pass(one.connectionId)
    assert.deepEqual(await footprint(world, one), before)
  })
})

describe('a field that travels one way', () => {
  test('is restored in the CRM when the ERP owns it', async () => {
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'toCrm'],
    ])
    const one = await linked(world, connectionId, { NAME: 'Acme', PHONE: '1' }, { name: 'Acme', phone: '1' })
    await world.pass(connectionId)

    await edit(world, one.recordId, { phone: '2' })
    await world.pass(connectionId)

    assert.deepEqual(await values(one), ['1', '1'])
    assert.deepEqual(
      (await log(world, one.linkId)).map(({ rule, oldValue }) => [rule, oldValue]),
      [['restored', '2']],
    )
  })

  test('is restored in the ERP when the CRM owns it', async () => {
    const connectionId = await connect(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'toErp'],
    ])
    const one = await linked(world, connectionId, { NAME: 'Acme', PHONE: '1' }, { name: 'Acme', phone: '1' })
    await world.pass(connectionId)

    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(connectionId)

    assert.deepEqual(await values(one), ['1', '1'])
    assert.deepEqual(
      (await log(world, one.linkId)).map(({ rule, oldValue }) => [rule, oldValue]),
      [['restored', '2']],
    )
  })
})
