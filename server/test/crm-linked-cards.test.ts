import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done } from './crm-desk.ts'
import { useEngineDesk } from './engine-desk.ts'
import {
  connection,
  edit,
  footprint,
  inCrm,
  inErp,
  type Linked,
  started,
  type World,
} from './engine-world.ts'

const { world, call } = useEngineDesk()
const anna = async (...given: [method: string, path: string, body?: unknown]) => await call('anna', ...given)

async function versionOf(id: number): Promise<number> {
  return done(await anna('GET', `/records/company/${id}`)).version
}

/** Nothing is left to say on either side. */
async function atRest(of: World, connectionId: number, one: Linked) {
  const before = await footprint(of, one)
  await of.pass(connectionId)
  assert.deepEqual(await footprint(of, one), before)
}

describe('a linked record that is deleted', () => {
  test('pauses: nothing goes either way till it comes back, and nothing is lost', async () => {
    const { connectionId, ...one } = await started(world)
    const path = `/records/company/${one.recordId}/deletion`
    const { links, connections } = done(await anna('GET', path))
    assert.deepEqual([links, connections.length], [1, 1])
    await edit(world, one.recordId, { streetCity: 'Oslo' })
    done(await anna('PUT', path, { version: await versionOf(one.recordId) }))
    world.erp.edit('customer', one.key, { PHONE: '4' })
    await world.pass(connectionId)

    assert.equal(inErp(world, one.key, 'STREETCITY'), 'Kiel')
    assert.equal(await inCrm(world, one.recordId, 'phone'), '1')

    done(await anna('DELETE', path))
    await world.pass(connectionId)

    assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
    assert.equal(await inCrm(world, one.recordId, 'phone'), '4')
    await atRest(world, connectionId, one)
  })
})

test('the history of a record tells what the sync wrote, with the run for who may see it', async () => {
  const { connectionId, ...one } = await started(world)
  world.erp.edit('customer', one.key, { PHONE: '8', STREETCITY: 'Bonn' })
  await world.pass(connectionId)
  await edit(world, one.recordId, { note: 'Van Anna' })
  const path = `/records/company/${one.recordId}/history`
  const { name } = await connection(world, connectionId)

  const [mine, bySync] = done(await anna('GET', path)).rows
  assert.deepEqual(mine.changes, [{ key: 'note', old: null, new: 'Van Anna' }])
  assert.deepEqual([bySync.by, bySync.runId], [{ kind: 'connection', name, key: null }, null])
  assert.deepEqual(
    bySync.changes.map(({ key, new: now }: { key: string; new: string }) => [key, now]).toSorted(),
    [
      ['phone', '8'],
      ['streetCity', 'Bonn'],
    ],
  )
  assert.ok(done(await call('chief', 'GET', path)).rows[1].runId > 0)
  assert.equal(done(await call('bob', 'GET', path)).rows[1].by.name, null)
  assert.equal(done(await anna('GET', `${path}?field=phone`)).rows.length, 1)
})
