import assert from 'node:assert/strict'
import { test } from 'node:test'
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
