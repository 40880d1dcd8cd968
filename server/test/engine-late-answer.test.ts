import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { syncLink } from '../src/engine/index.ts'
import { connect, edit, inErp, linked, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()

test('a write that a pass found to have arrived, before its answer was heard, stands in the log once', async () => {
  const connectionId = await connect(world)
  const one = await linked(
    world,
    connectionId,
    { NAME: 'Acme', STREETCITY: 'Kiel' },
    { name: 'Acme', streetCity: 'Kiel' },
  )
  await world.pass(connectionId)
  await edit(world, one.recordId, { streetCity: 'Oslo' })

  // The ERP has taken it and delivers it as changed; who told it stands still with the answer in hand.
  const reached = async (step: string) => {
    if (step === 'answered') assert.equal(await world.pass(connectionId), 'done')
  }
  await syncLink(world.parts({ reached }), one.linkId, { userId: 'test' })
  await world.pass(connectionId)

  assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
  const logged = await world.db.db
    .selectFrom('syncLog')
    .select(['oldValue', 'newValue'])
    .where('linkId', '=', one.linkId)
    .where('direction', '=', 'toErp')
    .execute()
  assert.deepEqual(logged, [{ oldValue: 'Kiel', newValue: 'Oslo' }])
})

test('what an unanswered write would have overwritten is in the log also of a field that nobody maps any more', async () => {
  const connectionId = await connect(world)
  const values = [
    { NAME: 'Bolder', STREETCITY: 'Kiel' },
    { name: 'Bolder', streetCity: 'Kiel' },
  ] as const
  const one = await linked(world, connectionId, ...values)
  await world.pass(connectionId)
  await edit(world, one.recordId, { streetCity: 'Oslo' })

  // The mapping changes while the ERP is being told: the answer is not stored.
  const reached = async (step: string) => {
    if (step === 'answered') await unmap(connectionId, 'STREETCITY')
  }
  await world.pass(connectionId, {}, { reached })
  await world.pass(connectionId)

  const logged = await world.db.db
    .selectFrom('syncLog')
    .select(['erpField', 'oldValue', 'newValue', 'rule'])
    .where('linkId', '=', one.linkId)
    .where('direction', '=', 'toErp')
    .execute()
  assert.deepEqual(logged, [
    { erpField: 'STREETCITY', oldValue: 'Kiel', newValue: 'Oslo', rule: 'unanswered' },
  ])
})

async function unmap(connectionId: number, erpField: string): Promise<void> {
  await sql`update erp_field set crm_field = null, to_crm = false, to_erp = false
    where connection_id = ${connectionId} and actor_type = 'customer' and key = ${erpField}`.execute(
    world.db.db,
  )
  await sql`update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
    world.db.db,
  )
}
