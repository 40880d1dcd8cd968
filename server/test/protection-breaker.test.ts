import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { syncLink } from '../src/engine/index.ts'
import { confirm } from '../src/engine/protection/confirm.ts'
import { connection, edit, inErp, started, useEngineWorld } from './engine-world.ts'
import { editAll, manyLinked, standing, suspects } from './protection-world.ts'

const world = useEngineWorld()
const links = 60

const disasters = {
  'empties a field': (keys: readonly string[]) => editAll(world, keys, () => ({ PHONE: null })),
  'says they are gone': (keys: readonly string[]) => {
    for (const key of keys) world.erp.remove('customer', key)
  },
  'gives all the same name': (keys: readonly string[]) => editAll(world, keys, () => ({ NAME: 'Test' })),
  'gives all another name': (keys: readonly string[]) =>
    editAll(world, keys, (key) => ({ NAME: `Other ${key}` })),
}

describe('an ERP that, for far more records than usual,', () => {
  for (const pageSize of [1, 7, 1_000]) {
    for (const [what, happen] of Object.entries(disasters)) {
      test(`${what} is stopped before any of it is done, in pages of ${pageSize}`, async () => {
        const { connectionId, keys } = await manyLinked(world, links)
        const before = await standing(world, connectionId)
        happen(keys.slice(0, 55))

        assert.equal(await world.pass(connectionId, {}, paged(pageSize)), 'failed')

        const { state, stateReason } = await connection(world, connectionId)
        assert.deepEqual([state, stateReason?.code], ['stopped', 'breaker'])
        assert.deepEqual(await standing(world, connectionId), before)
        assert.equal((await suspects(world, connectionId)).length, 55)
        assert.equal(await world.pass(connectionId, { forced: false }), 'notNow')
      })
    }
  }
})

describe('a pass that was stopped', () => {
  async function stopped() {
    const made = await manyLinked(world, links)
    const before = await standing(world, made.connectionId)
    editAll(world, made.keys, () => ({ PHONE: null }))
    await world.pass(made.connectionId)
    return { ...made, before }
  }

  test('is carried out once when an administrator says that it is right, and that is on record', async () => {
    const { connectionId, keys } = await stopped()

    await confirm(world.db.store, connectionId, 'rules', 'chief')
    assert.equal(await world.pass(connectionId, { forced: false }), 'done')

    assert.ok((await standing(world, connectionId)).every(({ phone }) => phone === null))
    assert.deepEqual(await suspects(world, connectionId), [])
    const audit = await world.db.db.selectFrom('audit').selectAll().where('userId', '=', 'chief').execute()
    assert.equal(audit.at(-1)?.action, 'confirmSuspects')
    editAll(world, keys, () => ({ PHONE: '7' }))
    await world.pass(connectionId)
    editAll(world, keys, () => ({ PHONE: null }))
    assert.equal(await world.pass(connectionId), 'failed', 'the answer counts once')
  })

  test('goes on as if nothing had been when the ERP is mended', async () => {
    const { connectionId, keys, before } = await stopped()
    for (const { key, phone } of before) world.erp.edit('customer', key, { PHONE: phone })
    world.erp.edit('customer', keys[0] ?? '', { PHONE: '4711' })

    assert.equal(await world.pass(connectionId), 'done')

    const now = await standing(world, connectionId)
    assert.deepEqual(
      now.filter(({ key }) => key !== keys[0]),
      before.filter(({ key }) => key !== keys[0]),
    )
    assert.equal(now.find(({ key }) => key === keys[0])?.phone, '4711')
    assert.deepEqual(await suspects(world, connectionId), [])
    assert.equal((await connection(world, connectionId)).state, 'ok')
  })

  test('stays stopped when it is looked at again and nothing is mended', async () => {
    const { connectionId, before } = await stopped()

    assert.equal(await world.pass(connectionId), 'failed')

    assert.deepEqual(await standing(world, connectionId), before)
    assert.equal((await connection(world, connectionId)).stateReason?.code, 'breaker')
  })

  test('does nothing to a single record either, and tells who asks for it why', async () => {
    const { connectionId, before } = await stopped()
    const { rows } = await sql<{
      id: number
    }>`select id from link where connection_id = ${connectionId}`.execute(world.db.db)

    const { problem } = await syncLink(world.parts(), rows[0]?.id ?? 0, { userId: 'test' })

    assert.equal(problem?.code, 'breaker')
    assert.deepEqual(await standing(world, connectionId), before)
  })

  test('tells the ERP nothing meanwhile', async () => {
    const { connectionId, keys } = await manyLinked(world, links)
    const recordId = await recordOf(connectionId, keys[0] ?? '')
    editAll(world, keys, (key) => ({ NAME: `Other ${key}` }))
    await edit(world, recordId, { streetCity: 'Oslo' })

    await world.pass(connectionId)

    assert.notEqual(inErp(world, keys[0] ?? '', 'STREETCITY'), 'Oslo')
  })
})

describe('what is not unusual', () => {
  test('arrives in the pass that finds it: a blank, a new name and an actor that is gone', async () => {
    const { connectionId, keys } = await manyLinked(world, links)
    const [blanked = '', renamed = '', gone = ''] = keys
    world.erp.edit('customer', blanked, { PHONE: null })
    world.erp.edit('customer', renamed, { NAME: 'Renamed' })
    world.erp.remove('customer', gone)

    assert.equal(await world.pass(connectionId), 'done')

    const now = new Map((await standing(world, connectionId)).map((row) => [row.key, row]))
    assert.equal(now.get(blanked)?.phone, null)
    assert.equal(now.get(renamed)?.name, 'Renamed')
    assert.equal(now.get(gone)?.broken, true)
    assert.deepEqual(await suspects(world, connectionId), [])
  })

  test('is done whatever it is, where there are but a handful of links', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: null, NAME: 'Renamed' })

    assert.equal(await world.pass(one.connectionId), 'done')

    const [now] = await standing(world, one.connectionId)
    assert.deepEqual([now?.name, now?.phone], ['Renamed', null])
  })

  test('is any number of other changes', async () => {
    const { connectionId, keys } = await manyLinked(world, links)
    editAll(world, keys, () => ({ PHONE: '0900' }))

    assert.equal(await world.pass(connectionId), 'done')

    assert.ok((await standing(world, connectionId)).every(({ phone }) => phone === '0900'))
  })

  test('is a slip of the feed that names actors as gone that are there', async () => {
    const { connectionId, keys } = await manyLinked(world, links)
    world.erp.edit('customer', keys[0] ?? '', { PHONE: '5' })

    assert.equal(await world.pass(connectionId, {}, falseGone(keys)), 'done')

    assert.ok((await standing(world, connectionId)).every(({ broken }) => !broken))
  })
})

test('an ERP that lists nothing at all breaks nothing', async () => {
  const { connectionId } = await manyLinked(world, links)
  const before = await standing(world, connectionId)
  const parts = world.parts()
  const openSession: typeof parts.openSession = async (id, options) => ({
    ...(await parts.openSession(id, options)),
    async *changes() {
      yield { actors: [], cursor: 'of an empty ERP' }
    },
    get: async () => [],
  })

  assert.equal(await world.pass(connectionId, {}, { openSession }), 'done')

  assert.deepEqual(await standing(world, connectionId), before)
})

function paged(size: number) {
  const parts = world.parts()
  const openSession: typeof parts.openSession = async (id, options) => {
    const session = await parts.openSession(id, options)
    return {
      ...session,
      changes: (type, cursor, reading) => session.changes(type, cursor, { ...reading, pageSize: size }),
    }
  }
  return { openSession }
}

function falseGone(keys: readonly string[]) {
  const parts = world.parts()
  const openSession: typeof parts.openSession = async (id, options) => {
    const session = await parts.openSession(id, options)
    return {
      ...session,
      async *changes(type, cursor, reading) {
        for await (const page of session.changes(type, cursor, reading)) yield { ...page, gone: keys }
      },
    }
  }
  return { openSession }
}

async function recordOf(connectionId: number, key: string): Promise<number> {
  const { rows } = await sql<{ recordId: number }>`
    select record_id from link where connection_id = ${connectionId} and actor_key = ${key}`.execute(
    world.db.db,
  )
  return rows[0]?.recordId ?? 0
}
