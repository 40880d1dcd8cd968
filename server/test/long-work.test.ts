import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Step } from '../src/engine/index.ts'
import { cancelLongWork, queueLongWork } from '../src/engine/long-work/queue.ts'
import { ProblemError } from '../src/problem.ts'
import {
  connect,
  edit,
  footprint,
  inCrm,
  inErp,
  type Linked,
  linked,
  log,
  useEngineWorld,
} from './engine-world.ts'

const world = useEngineWorld()
let connectionId = 0
let ones: Linked[] = []

beforeEach(async () => {
  connectionId = await connect(world)
  ones = []
  for (const name of ['Acme', 'Bert', 'Cora']) {
    const erp = { NAME: name, PHONE: '1', STREETCITY: 'Kiel' }
    const crm = { name, phone: '1', streetCity: 'Kiel' }
    ones.push(await linked(world, connectionId, erp, crm))
  }
  await world.pass(connectionId)
})

async function queue(kind: 'resyncToCrm' | 'resyncToErp', options: object = {}): Promise<number> {
  return await queueLongWork(world.db.db, { connectionId, kind, options, requestedBy: 'test' })
}

async function runOf(id: number) {
  return await world.db.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Both sides differ, and the base says that neither moved: only a resync sees it. */
async function apart(one: Linked, erp: string, crm: string): Promise<void> {
  world.erp.edit('customer', one.key, { PHONE: erp })
  await edit(world, one.recordId, { phone: crm })
  await sql`update link set base = jsonb_set(base, '{PHONE}', ${JSON.stringify([erp, crm])}::jsonb) where id = ${one.linkId}`.execute(
    world.db.db,
  )
  await world.pass(connectionId)
}

describe('a resync from the ERP', () => {
  test('gives the CRM what the ERP has, whatever was agreed, and says so in the log', async () => {
    const [one] = ones
    assert.ok(one)
    await apart(one, '22', '33')
    assert.equal(await inCrm(world, one.recordId, 'phone'), '33')
    const id = await queue('resyncToCrm')

    assert.equal(await world.pass(connectionId), 'done')

    assert.equal(await inCrm(world, one.recordId, 'phone'), '22')
    assert.equal(inErp(world, one.key, 'PHONE'), '22')
    const { state, expected, processed, toCrm, toErp } = await runOf(id)
    assert.deepEqual(
      { state, expected, processed, toCrm, toErp },
      { state: 'done', expected: 3, processed: 3, toCrm: 1, toErp: 0 },
    )
    const last = (await log(world, one.linkId)).at(-1)
    assert.deepEqual([last?.runId, last?.rule, last?.oldValue, last?.newValue], [id, 'resync', '33', '22'])
    const before = await footprint(world, one)
    await world.pass(connectionId)
    assert.deepEqual(await footprint(world, one), before)
  })
})

describe('a resync from the CRM', () => {
  test('gives the ERP what the CRM has, and a second one writes nothing', async () => {
    const [one] = ones
    assert.ok(one)
    await apart(one, '22', '33')
    const id = await queue('resyncToErp')

    assert.equal(await world.pass(connectionId), 'done')

    assert.equal(inErp(world, one.key, 'PHONE'), '33')
    const { state, toCrm, toErp } = await runOf(id)
    assert.deepEqual({ state, toCrm, toErp }, { state: 'done', toCrm: 0, toErp: 1 })
    const before = await footprint(world, one)
    await queue('resyncToErp')
    await world.pass(connectionId)
    assert.deepEqual({ ...(await footprint(world, one)), runs: 0 }, { ...before, runs: 0 })
  })

  for (const step of ['planned', 'claimed', 'answered', 'worked'] as const) {
    test(`comes to the same end when its process dies with a batch ${step}`, async () => {
      const [one] = ones
      assert.ok(one)
      await apart(one, '22', '33')
      const id = await queue('resyncToErp')
      await dieAt(step)

      assert.equal(await world.pass(connectionId), 'done')

      assert.equal(inErp(world, one.key, 'PHONE'), '33')
      const { state, toErp, processed } = await runOf(id)
      assert.deepEqual({ state, toErp, processed }, { state: 'done', toErp: 1, processed: 3 })
      assert.equal((await log(world, one.linkId)).filter(({ rule }) => rule === 'resync').length, 1)
    })
  }
})

test('of one kind there is one at a time', async () => {
  const id = await queue('resyncToCrm')

  await assert.rejects(queue('resyncToCrm'), (error) => {
    assert.ok(error instanceof ProblemError)
    assert.deepEqual([error.code, error.current], ['alreadyUnderWay', { id }])
    return true
  })
})

test('what was cancelled before its turn does nothing', async () => {
  const [one] = ones
  assert.ok(one)
  await apart(one, '22', '33')
  const id = await queue('resyncToCrm')

  await cancelLongWork(world.db.db, id)
  await world.pass(connectionId)

  assert.equal((await runOf(id)).state, 'stopped')
  assert.equal(await inCrm(world, one.recordId, 'phone'), '33')
})

async function dieAt(step: Step): Promise<void> {
  const died = Promise.withResolvers<void>()
  const reached = (now: Step) => {
    if (now !== step) return
    died.resolve()
    return new Promise<void>(() => undefined)
  }
  void world.pass(connectionId, {}, { reached })
  await died.promise
  await sql`update connection set leased_until = now() where id = ${connectionId}`.execute(world.db.db)
}
