import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMigrations } from 'graphile-worker'
import { sql } from 'kysely'
import { startRepair } from '../src/engine/comparison/begin.ts'
import type { RepairOptions } from '../src/engine/comparison/repair.ts'
import { comparisonDesk, type Started } from './comparison-desk.ts'
import {
  conflicts,
  edit,
  footprint,
  inCrm,
  inErp,
  type Line,
  log,
  started,
  useEngineWorld,
  type World,
} from './engine-world.ts'

const world: World = useEngineWorld(() => runMigrations({ connectionString: world.db.store.url }))

const { compare, listed, undone, linkOf } = comparisonDesk(world)

describe('a repair', () => {
  test('takes the ERP for what somebody wanted to differ, under its own run', async () => {
    const one = await undone()
    const { id } = await compare(one)

    const run = await repair(one, { comparisonId: id, side: 'erp' })

    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    assert.deepEqual(await last(one), [run, 'repair', 'toCrm'])
    assert.deepEqual(
      (await listed(id)).map((row) => row.repair),
      ['repaired'],
    )
    await stays(one)
  })

  test('takes the CRM, and tells the ERP', async () => {
    const one = await undone()
    const { id } = await compare(one)

    const run = await repair(one, { comparisonId: id, side: 'crm', kinds: ['deliberate'] })

    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    assert.deepEqual(await last(one), [run, 'repair', 'toErp'])
    assert.deepEqual(
      (await listed(id)).map((row) => row.repair),
      ['repaired'],
    )
    await stays(one)
  })

  for (const [direction, side] of [
    ['toCrm', 'erp'],
    ['toErp', 'crm'],
  ] as const) {
    // biome-ignore format: a table
    test(`goes by the rule of the field: ${direction} takes the ${side}`, async () => {
      const one = await apart([['NAME', 'name'], ['PHONE', 'phone', direction]]) // biome-ignore format: a table
      const { id } = await compare(one)

      await repair(one, { comparisonId: id, side: 'rule' })

      const value = side === 'erp' ? '2' : '3'
      assert.deepEqual([inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')], [value, value])
    })
  }

  test('asks where the rule is to ask', async () => {
    const one = await apart([['NAME', 'name'], ['PHONE', 'phone', 'both', 'ask']]) // biome-ignore format: a table
    const { id } = await compare(one)

    await repair(one, { comparisonId: id, side: 'rule' })

    assert.equal((await conflicts(world, one.linkId)).length, 1)
    assert.deepEqual(
      (await listed(id)).map((row) => row.repair),
      ['conflict'],
    )
  })

  test('settles open conflicts for one side', async () => {
    const one = await started(world, [['NAME', 'name'], ['PHONE', 'phone', 'both', 'ask']]) // biome-ignore format: a table
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await edit(world, one.recordId, { phone: '3' })
    await world.pass(one.connectionId)
    const { id } = await compare(one)

    await repair(one, { comparisonId: id, kinds: ['conflict'], side: 'crm' })

    assert.deepEqual(await conflicts(world, one.linkId), [])
    assert.deepEqual([inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')], ['3', '3'])
    const { rows } = await sql`select resolution, resolved_by from conflict where link_id = ${one.linkId}`.execute(world.db.db) // biome-ignore format: a line
    assert.deepEqual(rows, [{ resolution: 'crm', resolvedBy: 'anna' }])
  })

  test('breaks the link of an actor that is gone, visibly', async () => {
    const one = await started(world)
    world.erp.remove('customer', one.key)
    const { id } = await compare(one)

    await repair(one, { comparisonId: id, kinds: ['actorMissing'], side: 'rule' })

    assert.notEqual((await linkOf(one)).brokenAt, null)
    assert.deepEqual(
      (await listed(id)).map((row) => row.repair),
      ['linkBroken'],
    )
  })

  test('of chosen differences leaves the others', async () => {
    const one = await undone({ STREETCITY: 'Oslo' })
    const { id } = await compare(one)
    const chosen = (await listed(id)).find(({ erpField }) => erpField?.key === 'PHONE')

    await repair(one, { comparisonId: id, differenceIds: [chosen?.id ?? 0], side: 'erp' })

    assert.deepEqual([await inCrm(world, one.recordId, 'phone'), await inCrm(world, one.recordId, 'streetCity')], ['2', 'Kiel']) // biome-ignore format: a line
  })

  test('waits with what the ERP does not take now, and says so', async () => {
    const one = await undone()
    const { id } = await compare(one)
    await world.disturbed(
      (method) => (method === 'PATCH' ? 503 : undefined),
      () => repair(one, { comparisonId: id, side: 'crm' }),
    )
    assert.deepEqual(
      (await listed(id)).map((row) => row.repair),
      ['waiting'],
    )

    await world.pass(one.connectionId)

    assert.deepEqual(
      (await listed(id)).map((row) => row.repair),
      ['repaired'],
    )
  })

  test('is refused when nothing can be repaired', async () => {
    const one = await started(world)
    const { id } = await compare(one)

    await assert.rejects(startRepair(world.db.store, { comparisonId: id, side: 'erp' }, 'anna'), { code: 'nothingToRepair' }) // biome-ignore format: a line
  })
})

async function repair({ connectionId }: Started, options: RepairOptions): Promise<number> {
  const run = await startRepair(world.db.store, options, 'anna')
  await world.pass(connectionId)
  return run
}

async function apart(lines: readonly Line[]): Promise<Started> {
  const one = await started(world, lines)
  world.erp.edit('customer', one.key, { PHONE: '2' })
  await edit(world, one.recordId, { phone: '3' })
  await sql`update link set base = jsonb_set(base, '{PHONE}', '["2", "3"]') where id = ${one.linkId}`.execute(
    world.db.db,
  )
  await world.pass(one.connectionId)
  return one
}

async function last({ linkId }: Started) {
  const row = (await log(world, linkId)).at(-1)
  return [row?.runId, row?.rule, row?.direction]
}

async function stays(one: Started): Promise<void> {
  const was = await footprint(world, one)
  await world.pass(one.connectionId)
  assert.deepEqual(await footprint(world, one), was)
}
