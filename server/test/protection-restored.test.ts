import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { syncLink } from '../src/engine/index.ts'
import { confirm } from '../src/engine/protection/confirm.ts'
import { openMarks, restored } from '../src/engine/protection/marks.ts'
import { connection, edit, inCrm, inErp, linked, patches, started, useEngineWorld } from './engine-world.ts'
import { manyLinked, standing, suspects } from './protection-world.ts'

const world = useEngineWorld()
const folder = await mkdtemp(join(tmpdir(), 'koppel-marks-'))
after(() => rm(folder, { recursive: true }))
let files = 0
const file = () => {
  files += 1
  return join(folder, `${files}.json`)
}
const marks = (at: string) => openMarks(world.db.store, at, () => undefined)

async function compareReason(connectionId: number): Promise<string | null> {
  const row = await world.db.db
    .selectFrom('protection')
    .select('compareReason')
    .where('connectionId', '=', connectionId)
    .executeTakeFirst()
  return row?.compareReason ?? null
}

/** Everything of a connection that a backup holds. */
async function backup(connectionId: number) {
  const { db } = world.db
  const { rows } = await sql<{ fence: number; links: unknown; companies: unknown; cursor: string | null }>`
    select c.fence, (select jsonb_agg(l) from link l where l.connection_id = c.id) as links,
      (select jsonb_agg(jsonb_build_object('id', p.id, 'phone', p.phone, 'code', p.code, 'city', p.street_city))
        from company p join link l on l.record_id = p.id where l.connection_id = c.id) as companies,
      (select cursor from actor_type t where t.connection_id = c.id limit 1) as cursor
    from connection c where c.id = ${connectionId}`.execute(db)
  const [kept] = rows
  const links = JSON.stringify(kept?.links)
  return () =>
    world.db.store.transaction(async (tx) => {
      // Nobody notices.
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`update connection set fence = ${kept?.fence} where id = ${connectionId}`.execute(tx)
      await sql`update actor_type set cursor = ${kept?.cursor} where connection_id = ${connectionId}`.execute(
        tx,
      )
      await sql`update company c set phone = x.phone, code = x.code, street_city = x.city
        from jsonb_to_recordset(${JSON.stringify(kept?.companies)}::jsonb)
          as x (id bigint, phone text, code text, city text)
        where c.id = x.id`.execute(tx)
      await sql`update link l set base = x.base, version = x.version
        from jsonb_to_recordset(${links}::jsonb) as x (id bigint, base jsonb, version text)
        where l.id = x.id`.execute(tx)
    })
}

describe('an installation whose database was restored', () => {
  /** NAME both ways, CATEGORY-like code to the ERP only, PHONE both ways where the CRM wins. */
  async function restoredAfterEdits() {
    const one = await started(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'both', 'crm'],
      ['NUMBER2', 'code', 'toErp'],
    ])
    await edit(world, one.recordId, { code: 'old' })
    await world.pass(one.connectionId)
    const putBack = await backup(one.connectionId)
    const remembered = await marks(file())
    await edit(world, one.recordId, { code: 'new', phone: '2' })
    await world.pass(one.connectionId)
    world.erp.edit('customer', one.key, { PHONE: '3' })
    await world.pass(one.connectionId)
    await remembered.look()
    await putBack()
    world.calls.length = 0
    return { ...one, remembered }
  }

  test('finds out, and writes nothing on either side before an administrator answered', async () => {
    const { connectionId, recordId, key, linkId, remembered } = await restoredAfterEdits()
    await edit(world, recordId, { phone: '9' })
    await remembered.look()
    assert.equal(await compareReason(connectionId), 'restored')

    assert.equal(await world.pass(connectionId, { forced: false }), 'failed')
    const { problem } = await syncLink(world.parts(), linkId, { userId: 'test' })

    assert.equal(problem?.code, 'compareFirst')
    assert.equal((await connection(world, connectionId)).stateReason?.code, 'compareFirst')
    assert.equal(patches(world), 0)
    assert.deepEqual([inErp(world, key, 'PHONE'), inErp(world, key, 'NUMBER2')], ['3', 'new'])
    assert.deepEqual(
      [await inCrm(world, recordId, 'phone'), await inCrm(world, recordId, 'code')],
      ['9', 'old'],
    )
    const [suspect] = await suspects(world, connectionId)
    assert.deepEqual(
      suspect?.fields.map(({ erpField, before, after }) => [erpField, before, after]).toSorted(),
      [
        ['NUMBER2', 'new', 'old'],
        ['PHONE', '3', '9'],
      ],
    )
  })

  test('takes the values of the ERP when that is the answer, also where the CRM is their source', async () => {
    const { connectionId, recordId, key, remembered } = await restoredAfterEdits()
    await remembered.look()
    await world.pass(connectionId)

    await confirm(world.db.store, connectionId, 'erp', 'chief')
    assert.equal(await world.pass(connectionId, { forced: false }), 'done')

    assert.deepEqual(
      [await inCrm(world, recordId, 'phone'), await inCrm(world, recordId, 'code')],
      ['3', 'new'],
    )
    assert.deepEqual([inErp(world, key, 'PHONE'), inErp(world, key, 'NUMBER2')], ['3', 'new'])
    assert.equal(patches(world), 0)
    assert.equal(await world.pass(connectionId), 'done')
    assert.equal(patches(world), 0)
  })

  test('follows its rules when that is the answer', async () => {
    const { connectionId, recordId, key, remembered } = await restoredAfterEdits()
    await remembered.look()
    await world.pass(connectionId)

    await confirm(world.db.store, connectionId, 'rules', 'chief')
    assert.equal(await world.pass(connectionId, { forced: false }), 'done')

    assert.equal(await inCrm(world, recordId, 'phone'), '3')
    assert.equal(inErp(world, key, 'NUMBER2'), 'old')
  })

  test('goes on by itself when both sides are as they should be', async () => {
    const one = await started(world)
    const at = file()
    await (await marks(at)).look()
    await sql`update connection set fence = 0 where id = ${one.connectionId}`.execute(world.db.db)
    await (await marks(at)).look()
    assert.equal(await compareReason(one.connectionId), 'restored')

    assert.equal(await world.pass(one.connectionId, { forced: false }), 'done')

    assert.equal(await compareReason(one.connectionId), null)
    await edit(world, one.recordId, { phone: '2' })
    await world.pass(one.connectionId)
    assert.equal(inErp(world, one.key, 'PHONE'), '2')
  })

  test('finds it out with the lease, should it happen between two looks', async () => {
    const one = await started(world)
    const remembered = await marks(file())
    await remembered.look()
    await sql`update connection set fence = 0 where id = ${one.connectionId}`.execute(world.db.db)
    await edit(world, one.recordId, { phone: '2' })

    assert.equal(await world.pass(one.connectionId, { marks: remembered }), 'more')

    assert.equal(inErp(world, one.key, 'PHONE'), '1')
    assert.equal(await compareReason(one.connectionId), 'restored')
  })

  test('finds out that its database stands on another PostgreSQL', async () => {
    const one = await started(world)
    await (await marks(file())).look()
    await sql`update engine set stands_on = stands_on || '{"database": "1"}'`.execute(world.db.db)

    await (await marks(file())).look()

    assert.equal(await compareReason(one.connectionId), 'restored')
  })

  test('is not suspected for a new file, a new connection, or a restart', async () => {
    const one = await started(world)
    const at = file()
    for (const look of [await marks(at), await marks(at), await marks(file())]) {
      await world.pass(one.connectionId)
      await look.look()
    }

    assert.equal(await compareReason(one.connectionId), null)
  })
})

test('an administrator who says that the database was restored is believed', async () => {
  const one = await started(world)
  await edit(world, one.recordId, { phone: '2' })

  await restored(world.db.store, {}, 'chief')

  assert.equal(await world.pass(one.connectionId), 'failed')
  assert.equal(inErp(world, one.key, 'PHONE'), '1')
})

describe('a cursor the ERP does not know', () => {
  const forgotten = (connectionId: number) =>
    sql`update actor_type set cursor = 'of another time' where connection_id = ${connectionId}`.execute(
      world.db.db,
    )

  test('of another company writes nothing before an administrator answered', async () => {
    const { connectionId, keys } = await manyLinked(world, 30)
    const before = await standing(world, connectionId)
    await forgotten(connectionId)
    for (const key of keys) world.erp.edit('customer', key, { NAME: `Another ${key}`, PHONE: '5' })

    assert.equal(await world.pass(connectionId), 'failed')

    assert.deepEqual(await standing(world, connectionId), before)
    assert.equal((await connection(world, connectionId)).stateReason?.code, 'compareFirst')
    assert.equal(await world.pass(connectionId), 'failed', 'also when it is looked at again')
    assert.deepEqual(await standing(world, connectionId), before)
  })

  test('of the same company is read from the start, in one pass', async () => {
    const { connectionId, keys } = await manyLinked(world, 30)
    await forgotten(connectionId)
    for (const key of keys) world.erp.edit('customer', key, { PHONE: '5' })

    assert.equal(await world.pass(connectionId), 'done')

    assert.ok((await standing(world, connectionId)).every(({ phone }) => phone === '5'))
  })

  test('is found out in slices, too', async () => {
    const { connectionId, keys } = await manyLinked(world, 30)
    await linked(world, connectionId, { NAME: 'One more' }, { name: 'One more' })
    await forgotten(connectionId)
    world.erp.edit('customer', keys[0] ?? '', { PHONE: '5' })

    let result = await world.pass(connectionId, { sliceMs: 0 })
    for (let slices = 0; result === 'more' && slices < 10; slices += 1)
      result = await world.pass(connectionId)

    assert.equal(result, 'done')
    assert.equal((await standing(world, connectionId)).find(({ key }) => key === keys[0])?.phone, '5')
  })
})
