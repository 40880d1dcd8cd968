import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { connect, type Line, useEngineWorld } from './engine-world.ts'
import { begin, carry, carryToEnd, outcomesOf } from './whole-import.ts'

// What an import collected from the ERP's feed is not asked for again, and nothing that changed since is lost.

const world = useEngineWorld()
const lines: readonly Line[] = [
  ['NAME', 'name'],
  ['PHONE', 'phone'],
]

const readCall = 'POST /actors/customer/read'
const feedCall = 'POST /actors/customer/changes'
const callsOf = (path: string) => world.calls.filter((call) => call === path).length

const settings = { keys: [], nearNames: false } as const

/** So many new customers, collected by a new import of a new connection. */
async function collected(count: number) {
  const connectionId = await connect(world, lines)
  const keys = world.erp.generate(count)
  const importId = await begin(world.db.db, { connectionId, settings })
  await carryToEnd(world.parts(), importId, 'importCollection')
  await leaveOut(importId, keys)
  world.calls.length = 0
  return { connectionId, keys, importId }
}

/** Others were there before. */
async function leaveOut(importId: number, keys: readonly string[]): Promise<void> {
  await sql`delete from import_row where import_id = ${importId} and actor_key <> all(${[...keys]}::text[])`.execute(
    world.db.db,
  )
}

const make = (importId: number) => carryToEnd(world.parts(), importId, 'import')

async function phonesOf(connectionId: number): Promise<Readonly<Record<string, string | null>>> {
  const { rows } = await sql<{ actorKey: string; phone: string | null }>`
    select l.actor_key, c.phone from link l join company c on c.id = l.record_id
    where l.connection_id = ${connectionId} and l.ended_at is null`.execute(world.db.db)
  return Object.fromEntries(rows.map(({ actorKey, phone }) => [actorKey, phone]))
}

/** As the ERP has them now, by a pass that finds nothing to do. */
async function passChangesNothing(connectionId: number): Promise<void> {
  const changes = async () =>
    (await sql<{ n: number }>`select count(*)::integer as n from sync_log`.execute(world.db.db)).rows[0]?.n
  const before = await changes()
  assert.equal(await world.pass(connectionId), 'done')
  assert.equal(await changes(), before)
}

describe('customers that were collected from the feed', () => {
  test('are made as they were collected, with one question whether any changed', async () => {
    const { connectionId, keys, importId } = await collected(5)

    await make(importId)

    assert.deepEqual([callsOf(feedCall), callsOf(readCall)], [1, 0])
    assert.deepEqual(Object.values(await outcomesOf(world.db.db, importId)), Array(5).fill('created'))
    assert.deepEqual(Object.keys(await phonesOf(connectionId)).toSorted(), [...keys].toSorted())
    await passChangesNothing(connectionId)
  })

  test('are made as the ERP has them now where they changed, though a pass has gone by since; who is gone is not made', async () => {
    const { connectionId, keys, importId } = await collected(5)
    const [changed = '', gone = ''] = keys
    world.erp.edit('customer', changed, { PHONE: '020 1' })
    world.erp.remove('customer', gone)
    await world.pass(connectionId)
    world.calls.length = 0

    await make(importId)

    assert.equal(callsOf(readCall), 1)
    assert.equal((await outcomesOf(world.db.db, importId))[gone], 'failed actorGone')
    const phones = await phonesOf(connectionId)
    assert.equal(phones[changed], '020 1')
    assert.equal(Object.keys(phones).length, 4)
    await passChangesNothing(connectionId)
  })

  test('are asked about again by each slice', async () => {
    const { connectionId, keys, importId } = await collected(1_010)
    const options = { worker: 'test', signal: new AbortController().signal, sliceMs: 0 }
    assert.equal(await carry(world.parts({ readsAhead: false }), importId, 'import', options), 'left')
    const last = keys.at(-1) ?? ''
    assert.equal((await phonesOf(connectionId))[last], undefined)
    world.erp.edit('customer', last, { PHONE: '020 2' })
    await world.pass(connectionId)

    await make(importId)

    assert.equal((await phonesOf(connectionId))[last], '020 2')
    await passChangesNothing(connectionId)
  })

  test('are made as they are now where the feed told of them twice, or of their end, while it was read', async () => {
    const connectionId = await connect(world, lines)
    const keys = world.erp.generate(1_010)
    const [changed = '', gone = ''] = keys
    const importId = await begin(world.db.db, { connectionId, settings })
    let pages = 0
    const inBetween = (_method: string, path: string) => {
      if (!path.endsWith('/changes') || ++pages !== 2) return undefined
      world.erp.edit('customer', changed, { PHONE: '020 3' })
      world.erp.remove('customer', gone)
      return undefined
    }
    await world.disturbed(inBetween, () => carryToEnd(world.parts(), importId, 'importCollection'))
    await leaveOut(importId, keys)

    await make(importId)

    assert.equal((await phonesOf(connectionId))[changed], '020 3')
    const outcome = (await outcomesOf(world.db.db, importId))[gone] ?? 'not collected'
    assert.ok(['failed actorGone', 'not collected'].includes(outcome), outcome)
    await passChangesNothing(connectionId)
  })
})

describe('every customer is read anew', () => {
  const reasons: readonly [
    string,
    (of: { connectionId: number; importId: number }) => ReturnType<typeof sql>,
  ][] = [
    [
      'where the ERP does not tell who was deleted',
      ({ connectionId }) => sql`update actor_type set capabilities = capabilities - 'deletions'
        where connection_id = ${connectionId}`,
    ],
    [
      'where the ERP no longer knows where its feed was left',
      ({ importId }) => sql`update import set read_until = jsonb_set(read_until, '{cursor}', '"long ago"')
        where id = ${importId}`,
    ],
    [
      'where the connection has other settings since',
      ({ connectionId }) =>
        sql`update connection set settings = settings || '{"more": 1}' where id = ${connectionId}`,
    ],
    [
      'where a field is mapped since that was not collected',
      ({ importId }) => sql`update import_row set fields = fields - 'PHONE' where import_id = ${importId}`,
    ],
  ]
  for (const [title, change] of reasons)
    test(title, async () => {
      const { connectionId, keys, importId } = await collected(3)
      await change({ connectionId, importId }).execute(world.db.db)
      const [changed = '', gone = ''] = keys
      world.erp.edit('customer', changed, { PHONE: '020 4' })
      world.erp.remove('customer', gone)

      await make(importId)

      assert.equal(callsOf(readCall), 1)
      assert.equal((await phonesOf(connectionId))[changed], '020 4')
      assert.equal((await outcomesOf(world.db.db, importId))[gone], 'failed actorGone')
    })
})
