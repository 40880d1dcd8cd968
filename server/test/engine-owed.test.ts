import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import type { EngineParts } from '../src/engine/index.ts'
import { footprint, inCrm, started, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()
type One = Awaited<ReturnType<typeof started>>

/** How often actors were read one by one. */
let reads = 0

/** An ERP that leaves PHONE out of whatever it tells. */
const leavingOut = sessions((actor) => ({
  ...actor,
  fields: Object.fromEntries(Object.entries(actor.fields).filter(([key]) => key !== 'PHONE')),
}))
const telling = sessions((actor) => actor)

function sessions(told: (actor: Actor) => Actor): Pick<EngineParts, 'openSession'> {
  return {
    openSession: async (connectionId, how) => {
      const session = await world.parts().openSession(connectionId, how)
      return {
        ...session,
        async *changes(type, cursor, reading) {
          for await (const page of session.changes(type, cursor, reading))
            yield { ...page, actors: page.actors.map(told) }
        },
        async get(type, keys, fields) {
          reads += 1
          return (await session.get(type, keys, fields)).map(told)
        },
      }
    },
  }
}

/** A link of which the phone begins anew with the ERP's, which is another, as after a repair. */
async function beginning(): Promise<One> {
  const one = await started(world)
  world.erp.edit('customer', one.key, { PHONE: '2' })
  await sql`update link set base = base - 'PHONE', start = '{"PHONE": "erp"}' where id = ${one.linkId}`.execute(
    world.db.db,
  )
  return one
}

const pass = ({ connectionId }: One, more: Partial<EngineParts>) => world.pass(connectionId, {}, more)

/** How many actors a pass reads one by one. */
async function readsOf(one: One, more: Partial<EngineParts>): Promise<number> {
  reads = 0
  assert.equal(await pass(one, more), 'done')
  return reads
}

/** In how many minutes it is asked for again; null: it is not. */
async function againIn({ linkId }: One): Promise<number | null> {
  const { rows } = await sql<{ minutes: number | null }>`
    select round(extract(epoch from owed_at - now()) / 60)::int as minutes from link where id = ${linkId}`.execute(
    world.db.db,
  )
  return rows[0]?.minutes ?? null
}

const itIsTime = ({ linkId }: One) =>
  sql`update link set owed_at = now() - interval '1 second' where id = ${linkId}`.execute(world.db.db)

const bin = ({ recordId }: One, into: boolean) =>
  sql`update company set deleted_at = case when ${into} then now() end where id = ${recordId}`.execute(
    world.db.db,
  )

describe('a field that begins and that the ERP leaves out of its answer', () => {
  test('is asked for by the next pass, though nobody touches either side', async () => {
    const one = await beginning()
    await pass(one, leavingOut)
    assert.equal(await inCrm(world, one.recordId, 'phone'), '1', 'absent is not blank')

    await pass(one, telling)

    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    const before = await footprint(world, one)
    assert.equal(await readsOf(one, telling), 0, 'and then no more')
    assert.deepEqual(await footprint(world, one), before)
  })

  test('is taken from a page of changes if it comes with one first', async () => {
    const one = await beginning()
    await pass(one, leavingOut)
    await sql`update link set owed_at = now() + interval '1 hour' where id = ${one.linkId}`.execute(
      world.db.db,
    )
    world.erp.edit('customer', one.key, { NAME: 'Acme & Co' })

    assert.equal(await readsOf(one, telling), 0)

    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
    assert.equal(await againIn(one), null)
  })

  test('is asked for more and more seldom, and once a day in the end, of an ERP that never tells it', async () => {
    const one = await beginning()
    await pass(one, leavingOut)
    const waits: (number | null)[] = []
    for (let tries = 0; tries < 8; tries += 1) {
      assert.equal(await readsOf(one, leavingOut), 1)
      waits.push(await againIn(one))
      assert.equal(await readsOf(one, leavingOut), 0, 'a pass before its time asks nothing')
      await itIsTime(one)
    }

    assert.deepEqual(waits, [1, 4, 16, 64, 256, 1024, 1440, 1440])
  })

  test('is not asked for while the record is in the bin, and is once it is out again', async () => {
    const one = await beginning()
    await pass(one, leavingOut)
    await bin(one, true)
    await pass(one, telling)
    await itIsTime(one)
    await pass(one, telling)
    assert.equal(await readsOf(one, telling), 0)
    assert.equal(await inCrm(world, one.recordId, 'phone'), '1')

    await bin(one, false)
    await pass(one, telling)

    assert.equal(await inCrm(world, one.recordId, 'phone'), '2')
  })
})

describe('a field both sides agreed on', () => {
  test('is not asked for when an answer leaves it out', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { NAME: 'Acme & Co' })
    await pass(one, leavingOut)

    assert.equal(await readsOf(one, leavingOut), 0)

    assert.deepEqual(
      [await inCrm(world, one.recordId, 'name'), await inCrm(world, one.recordId, 'phone')],
      ['Acme & Co', '1'],
    )
  })
})
