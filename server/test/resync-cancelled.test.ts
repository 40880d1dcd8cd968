import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Step } from '../src/engine/index.ts'
import { cancelLongWork } from '../src/engine/long-work/queue.ts'
import { conflicts, edit, type Linked, log, useEngineWorld, waiting } from './engine-world.ts'
import { resyncWorld } from './resync-world.ts'

const world = useEngineWorld()
const { inSync, queue, runOf, apart, values } = resyncWorld(world)
let connectionId = 0
let acme: Linked
let bert: Linked

beforeEach(async () => {
  ;({ connectionId, acme, bert } = await inSync())
})

/** A resync from the CRM whose worker dies at this step and that somebody cancels then; `meanwhile` comes in between. */
async function cancelledAt(moment: Step, meanwhile: () => Promise<void> = async () => undefined) {
  const runId = await queue(connectionId, 'resyncToErp')
  const reached = async (step: Step) => {
    if (step === moment) throw new Error('This process died')
  }
  await world.pass(connectionId, {}, { reached }).catch(() => undefined)
  await meanwhile()
  // Nobody has heard of the worker for a while.
  await sql`update run set worked_until = null, problem = null, state = 'running', finished_at = null
    where id = ${runId}`.execute(world.db.db)
  await sql`update connection set leased_until = null, leased_by = null, state = 'ok', next_try_at = null
    where id = ${connectionId}`.execute(world.db.db)
  await cancelLongWork(world.db.db, runId)
  assert.equal((await runOf(runId)).state, 'stopped')
  for (let n = 0; n < 2; n += 1) await world.pass(connectionId)
  return runId
}

const toldIn = async (runId: number, one: Linked) =>
  (await log(world, one.linkId))
    .filter((row) => row.runId === runId)
    .map(({ rule, newValue }) => [rule, newValue])

describe('a resync from the CRM that is cancelled after its worker died', () => {
  test('overwrites nothing that was entered in the ERP since', async () => {
    await apart(acme, '22', '33')

    const runId = await cancelledAt('planned', async () => {
      world.erp.edit('customer', acme.key, { PHONE: '77' })
    })

    assert.deepEqual(
      [(await values(acme)).erp[0], (await values(acme)).crm[0]],
      ['77', '77'],
      'the later edit went to the CRM, as any other',
    )
    assert.deepEqual(await toldIn(runId, acme), [])
  })

  test('leaves what both sides had agreed to differ in', async () => {
    await apart(acme, '22', '33')
    await apart(bert, null, '44')

    await cancelledAt('planned')

    assert.deepEqual([(await values(acme)).erp[0], (await values(acme)).crm[0]], ['22', '33'])
    assert.deepEqual([(await values(bert)).erp[0], (await values(bert)).crm[0]], [null, '44'])
    assert.deepEqual(await waiting(world, acme.linkId), [])
  })

  test('loses no edit that was on its way when it began', async () => {
    await edit(world, acme.recordId, { streetCity: 'Oslo' })

    const runId = await cancelledAt('planned')

    assert.equal((await values(acme)).erp[1], 'Oslo')
    assert.deepEqual(await toldIn(runId, acme), [])
  })

  test('opens the conflict again that it was to settle', async () => {
    world.erp.edit('customer', acme.key, { PHONE: '22' })
    await edit(world, acme.recordId, { phone: '33' })
    await world.pass(connectionId)

    await cancelledAt('planned')

    const [open] = await conflicts(world, acme.linkId)
    assert.deepEqual([open?.baseErp, open?.erpValue, open?.crmValue], ['1', '22', '33'])
  })

  test('finds out what the ERP has of what it was told, and tells it nothing further', async () => {
    await apart(acme, '22', '33')

    const runId = await cancelledAt('answered')

    assert.deepEqual([(await values(acme)).erp[0], (await values(acme)).crm[0]], ['33', '33'])
    assert.deepEqual(await toldIn(runId, acme), [['resync', '33']])
  })
})
