import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useEngineDesk } from './engine-desk.ts'
import { connection } from './engine-world.ts'
import { editAll, manyLinked, standing } from './protection-world.ts'

const { world, call } = useEngineDesk()

test('an administrator sees what a stopped pass would have done, and lets it go on', async () => {
  const { connectionId, keys } = await manyLinked(world, 40)
  editAll(world, keys, () => ({ PHONE: null }))
  await world.pass(connectionId)

  const { body: protection } = await call('chief', 'GET', `/connections/${connectionId}/protection`)
  assert.equal(protection.asks, 'breaker')
  assert.deepEqual(protection.suspects, { blank: 40, gone: 0, renamed: 0, differs: 0, total: 40 })
  const { body: suspects } = await call('chief', 'GET', `/connections/${connectionId}/suspects?limit=5`)
  assert.equal(suspects.total, 40)
  assert.equal(suspects.rows.length, 5)
  const [{ record, kinds, fields }] = suspects.rows
  assert.deepEqual([kinds, fields[0].crmField, fields[0].after], [['blank'], 'Telefoon', ''])
  assert.ok(record.title && fields[0].before)

  assert.equal(
    (await call('chief', 'PUT', `/connections/${connectionId}/confirmation`, { stands: 'rules' })).status,
    204,
  )
  assert.equal(await world.pass(connectionId, { forced: false }), 'done')
  assert.ok((await standing(world, connectionId)).every(({ phone }) => phone === null))
  assert.equal((await call('chief', 'GET', `/connections/${connectionId}/protection`)).body.asks, null)
})

test('an administrator limits the calls to an ERP, and takes the limit away', async () => {
  const { connectionId } = await manyLinked(world, 1)
  for (const callsPerMinute of [30, null]) {
    assert.equal(
      (await call('chief', 'PUT', `/connections/${connectionId}/call-limit`, { callsPerMinute })).status,
      204,
    )
    const { body } = await call('chief', 'GET', `/connections/${connectionId}/protection`)
    assert.equal(body.callsPerMinute, callsPerMinute)
  }
  assert.equal(
    (await call('chief', 'PUT', `/connections/${connectionId}/call-limit`, { callsPerMinute: 0 })).status,
    400,
  )
})

test('an administrator says that the database was restored, and sees the comparison', async () => {
  const { connectionId, keys } = await manyLinked(world, 3)
  assert.equal((await call('chief', 'POST', '/engine/restorations')).status, 204)

  const { body: before } = await call('chief', 'GET', `/connections/${connectionId}/protection`)
  assert.equal(before.comparing.reason, 'asked')
  assert.deepEqual([before.comparing.compared, before.comparing.links], [0, 3])
  world.erp.edit('customer', keys[0] ?? '', { PHONE: '5' })
  await world.pass(connectionId)

  assert.equal((await connection(world, connectionId)).stateReason?.code, 'compareFirst')
  const { body: after } = await call('chief', 'GET', `/connections/${connectionId}/protection`)
  assert.deepEqual([after.asks, after.comparing.compared, after.suspects.differs], ['compareFirst', 3, 1])
})
