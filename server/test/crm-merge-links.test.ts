import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { done, refused } from './crm-desk.ts'
import { hide, useEngineDesk } from './engine-desk.ts'
import {
  connect,
  connection,
  customer,
  edit,
  footprint,
  inCrm,
  inErp,
  type Linked,
  link,
  linked,
  started,
  type World,
} from './engine-world.ts'

// Merging records that are linked, with the real engine, a real PostgreSQL and the Demo ERP: fault row 42, I7, I14.

const { world, call } = useEngineDesk()
const anna = async (...given: [method: string, path: string, body?: unknown]) => await call('anna', ...given)

async function versionOf(id: number): Promise<number> {
  return done(await anna('GET', `/records/company/${id}`)).version
}

async function merge(
  id: number,
  otherId: number,
  more: { take?: string[]; keep?: number[] } = {},
  as = 'anna',
) {
  const versions = { version: await versionOf(id), otherVersion: await versionOf(otherId) }
  return await call(as, 'PUT', `/records/company/${id}/merge/${otherId}`, { take: [], ...more, ...versions })
}

/** A company without a link. */
async function unlinked(values: object): Promise<number> {
  return done(await anna('POST', '/records/company', { fields: { name: 'Los', ...values } })).id
}

async function openLinks(recordId: number): Promise<number[]> {
  const rows = await world.db.db
    .selectFrom('link')
    .select('id')
    .where('recordId', '=', recordId)
    .where('endedAt', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

const askForPhone = [
  ['NAME', 'name'],
  ['PHONE', 'phone', 'both', 'ask'],
] as const

/** What the ERP and the CRM have of the fields somebody is asked about. */
async function openConflicts(linkId: number) {
  const all = world.db.db.selectFrom('conflict').selectAll().where('linkId', '=', linkId)
  const open = await all.where('resolvedAt', 'is', null).execute()
  return open.map(({ erpValue, crmValue }) => [erpValue, crmValue])
}

/** Nothing is left to say on either side. */
async function atRest(of: World, connectionId: number, one: Linked) {
  const before = await footprint(of, one)
  await of.pass(connectionId)
  assert.deepEqual(await footprint(of, one), before)
}

describe('the link of a record that is merged into another', () => {
  test('goes along, and what the survivor has otherwise is told the ERP as an edit', async () => {
    const { connectionId, ...one } = await started(world)
    const survivor = await unlinked({ phone: '2', streetCity: 'Kiel' })

    done(await merge(survivor, one.recordId))
    await world.pass(connectionId)

    assert.deepEqual([await openLinks(survivor), await openLinks(one.recordId)], [[one.linkId], []])
    assert.deepEqual(
      ['NAME', 'PHONE', 'STREETCITY'].map((key) => inErp(world, one.key, key)),
      ['Los', '2', 'Kiel'],
    )
    await atRest(world, connectionId, { ...one, recordId: survivor })
  })

  test('loses no edit the ERP made meanwhile: it comes to the survivor', async () => {
    const { connectionId, ...one } = await started(world)
    const survivor = await unlinked({ name: 'Acme', phone: '1', streetCity: 'Kiel' })
    world.erp.edit('customer', one.key, { PHONE: '3' })

    done(await merge(survivor, one.recordId))
    await world.pass(connectionId)

    assert.equal(await inCrm(world, survivor, 'phone'), '3')
    assert.equal(inErp(world, one.key, 'PHONE'), '3')
    await atRest(world, connectionId, { ...one, recordId: survivor })
  })

  test('opens a conflict where both moved and the rule is to ask', async () => {
    const { connectionId, ...one } = await started(world, askForPhone)
    const survivor = await unlinked({ name: 'Acme', phone: '2' })
    world.erp.edit('customer', one.key, { PHONE: '3' })

    done(await merge(survivor, one.recordId))
    await world.pass(connectionId)

    assert.deepEqual(await openConflicts(one.linkId), [['3', '2']])
    assert.equal(await inCrm(world, survivor, 'phone'), '2')
    assert.equal(inErp(world, one.key, 'PHONE'), '3')
  })

  test('gives the survivor what only the ERP may say', async () => {
    const { connectionId, ...one } = await started(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'toCrm'],
    ])
    const survivor = await unlinked({ name: 'Acme', phone: '2' })

    done(await merge(survivor, one.recordId))
    await world.pass(connectionId)

    assert.equal(await inCrm(world, survivor, 'phone'), '1')
    assert.equal(inErp(world, one.key, 'PHONE'), '1')
  })

  test('says no more what waited to be told of the record before', async () => {
    const { connectionId, ...one } = await started(world)
    const survivor = await unlinked({ name: 'Acme', phone: '1', streetCity: 'Kiel' })
    await edit(world, one.recordId, { phone: 'never' })
    await world.disturbed(
      (method) => (method === 'PATCH' ? { status: 503 } : undefined) as never,
      () => world.pass(connectionId),
    )

    done(await merge(survivor, one.recordId))
    await world.pass(connectionId)

    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    assert.equal(await inCrm(world, survivor, 'phone'), '1')
  })

  test('comes back when the merge is undone, and the ERP gets the values of before again', async () => {
    const { connectionId, ...one } = await started(world)
    const survivor = await unlinked({ phone: '2', streetCity: 'Kiel' })
    done(await merge(survivor, one.recordId))
    await world.pass(connectionId)

    const { kept } = done(await anna('DELETE', `/records/company/${survivor}/merge/${one.recordId}`))
    await world.pass(connectionId)

    assert.deepEqual(kept, { fields: [], links: 0, persons: 0 })
    assert.deepEqual([await openLinks(survivor), await openLinks(one.recordId)], [[], [one.linkId]])
    assert.deepEqual(
      ['NAME', 'PHONE'].map((key) => inErp(world, one.key, key)),
      ['Acme', '1'],
    )
    assert.equal(await inCrm(world, survivor, 'phone'), '2')
    await atRest(world, connectionId, one)
  })
})

describe('two records that are linked in one connection', () => {
  async function clash() {
    const { connectionId, ...stays } = await started(world)
    const goes = await linked(
      world,
      connectionId,
      { NAME: 'Acme II', PHONE: '5', STREETCITY: 'Oslo' },
      { name: 'Acme II', phone: '5', streetCity: 'Oslo' },
    )
    await world.pass(connectionId)
    return { connectionId, stays, goes, path: `/records/company/${stays.recordId}/merge/${goes.recordId}` }
  }

  test('are merged when it is said which link stays; the other ends and its actor is left alone', async () => {
    const { connectionId, stays, goes, path } = await clash()
    const { clashes } = done(await anna('GET', path))
    assert.deepEqual(
      clashes[0].links.map(({ id }: { id: number }) => id),
      [stays.linkId, goes.linkId],
    )
    refused(await merge(stays.recordId, goes.recordId), 422, 'mergeClash')
    refused(
      await merge(stays.recordId, goes.recordId, { keep: [stays.linkId, goes.linkId] }),
      422,
      'mergeClash',
    )

    done(await merge(stays.recordId, goes.recordId, { keep: [goes.linkId] }))
    await world.pass(connectionId)

    assert.deepEqual(await openLinks(stays.recordId), [goes.linkId])
    assert.deepEqual([inErp(world, goes.key, 'NAME'), inErp(world, goes.key, 'PHONE')], ['Acme', '1'])
    assert.deepEqual([inErp(world, stays.key, 'NAME'), inErp(world, stays.key, 'PHONE')], ['Acme', '1'])
    await atRest(world, connectionId, { ...goes, recordId: stays.recordId })
  })

  test('are linked each on their own again when that is undone, with what the ERP changed meanwhile', async () => {
    const { connectionId, stays, goes, path } = await clash()
    done(await merge(stays.recordId, goes.recordId, { keep: [stays.linkId] }))
    await world.pass(connectionId)
    world.erp.edit('customer', goes.key, { PHONE: '6' })
    await world.pass(connectionId)

    assert.equal(done(await anna('DELETE', path)).kept.links, 0)
    await world.pass(connectionId)

    assert.deepEqual(
      [await openLinks(stays.recordId), await openLinks(goes.recordId)],
      [[stays.linkId], [goes.linkId]],
    )
    assert.equal(await inCrm(world, goes.recordId, 'phone'), '6')
    await atRest(world, connectionId, goes)
  })

  test('have the conflict again that the merge closed, as both sides have it by then', async () => {
    const { connectionId, ...stays } = await started(world, askForPhone)
    const goes = await linked(world, connectionId, { NAME: 'II', PHONE: '5' }, { name: 'II', phone: '5' })
    await world.pass(connectionId)
    world.erp.edit('customer', goes.key, { PHONE: '6' })
    await edit(world, goes.recordId, { phone: '7' })
    await world.pass(connectionId)
    assert.deepEqual(await openConflicts(goes.linkId), [['6', '7']])

    done(await merge(stays.recordId, goes.recordId, { keep: [stays.linkId] }))
    await world.pass(connectionId)
    assert.deepEqual(await openConflicts(goes.linkId), [])
    world.erp.edit('customer', goes.key, { PHONE: '8' })
    done(await anna('DELETE', `/records/company/${stays.recordId}/merge/${goes.recordId}`))
    await world.pass(connectionId)

    assert.deepEqual(await openConflicts(goes.linkId), [['8', '7']])
  })

  test('do not get back a link whose actor was linked to another record since', async () => {
    const { connectionId, stays, goes, path } = await clash()
    done(await merge(stays.recordId, goes.recordId, { keep: [stays.linkId] }))
    await link(world, connectionId, goes.key, await unlinked({}))

    assert.equal(done(await anna('DELETE', path)).kept.links, 1)
    assert.deepEqual(await openLinks(goes.recordId), [])
  })

  test('are merged only by who may use that connection', async () => {
    const { connectionId, stays, goes, path } = await clash()
    const keep = [stays.linkId]
    refused(await merge(stays.recordId, goes.recordId, { keep }, 'bob'), 403, 'mergeClashHidden')
    await hide(world, connectionId)
    assert.deepEqual(done(await anna('GET', path)).clashes, [{ connection: null, links: [] }])
    refused(await merge(stays.recordId, goes.recordId, { keep }), 403, 'mergeClashHidden')
    assert.equal((await openLinks(goes.recordId)).length, 1)
  })
})

test('a record of which an actor is being made is not merged away', async () => {
  const connectionId = await connect(world)
  const [stays, goes] = [await unlinked({}), await unlinked({})]
  await world.db.pool.query(
    `insert into create_intent (connection_id, actor_type, record_type, record_id, fields, state)
     values ($1, 'customer', 'company', $2, '{}', 'unknown')`,
    [connectionId, goes],
  )

  refused(await merge(stays, goes), 409, 'creationUnderWay')
  assert.equal((await connection(world, connectionId)).state, 'ok')
})

test('while somebody merges, passes go on and neither waits for the other for good', async () => {
  const connectionId = await connect(world)
  const keys = await Promise.all(
    Array.from({ length: 4 }, (_, n) => customer(world, { NAME: `R${n}`, PHONE: '1' })),
  )
  const records = await Promise.all(keys.map((_, n) => unlinked({ name: `R${n}`, phone: '1' })))
  for (const [at, key] of keys.entries()) await link(world, connectionId, key, records[at] ?? 0)
  await world.pass(connectionId)
  const survivors = await Promise.all(keys.map(() => unlinked({ name: 'S', phone: '2' })))

  const merges = survivors.map((id, at) => merge(id, records[at] ?? 0))
  const answers = await Promise.all([...merges, world.pass(connectionId)])
  await world.pass(connectionId)

  assert.deepEqual(
    answers.slice(0, -1).map((answer) => (answer as { status: number }).status),
    [200, 200, 200, 200],
  )
  assert.deepEqual(
    keys.map((key) => inErp(world, key, 'NAME')),
    ['S', 'S', 'S', 'S'],
  )
})
