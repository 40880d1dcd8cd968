import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { type EngineParts, type PassResult, syncLink } from '../src/engine/index.ts'
import { openStore } from '../src/store/index.ts'
import { connect, edit, inCrm, inErp, type Linked, linked, useEngineWorld } from './engine-world.ts'

// "Nu synchroniseren" beside a pass, by what waits for what and not by time; times are measured by
// npm run bench -- sync-now.

const world = useEngineWorld()
const by = { userId: 'test' }
let connectionId = 0
let inPage: Linked
let elsewhere: Linked

async function one(name: string): Promise<Linked> {
  return await linked(
    world,
    connectionId,
    { NAME: name, PHONE: '1', STREETCITY: 'Kiel' },
    { name, phone: '1', streetCity: 'Kiel' },
  )
}

/** A pass that stands still with its page written and its transaction open, until it is told to go on. */
async function heldPass(): Promise<{ readonly pass: Promise<PassResult>; readonly goOn: () => void }> {
  const held = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const reached = async (step: string) => {
    if (step !== 'cursorStored') return
    held.resolve()
    await goOn.promise
  }
  const pass = world.pass(connectionId, {}, { reached })
  await held.promise
  return { pass, goOn: goOn.resolve }
}

describe('beside a pass that stores a page', { timeout: 90_000 }, () => {
  before(async () => {
    connectionId = await connect(world)
    inPage = await one('Acme')
    elsewhere = await one('Borealis')
    await world.pass(connectionId)
  })

  test('a record that is not in it is synchronised at once, both ways', async () => {
    world.erp.edit('customer', inPage.key, { PHONE: 'page' })
    const { pass, goOn } = await heldPass()
    world.erp.edit('customer', elsewhere.key, { PHONE: 'now' })
    await edit(world, elsewhere.recordId, { streetCity: 'Oslo' })

    // The page is open for as long as this takes.
    const done = await syncLink(world.parts(), elsewhere.linkId, by)

    assert.deepEqual([done.state, done.problem], ['inSync', null])
    assert.equal(await inCrm(world, elsewhere.recordId, 'phone'), 'now')
    assert.equal(inErp(world, elsewhere.key, 'STREETCITY'), 'Oslo')
    assert.equal(await inCrm(world, inPage.recordId, 'phone'), '1', 'the page is not stored yet')
    goOn()
    assert.equal(await pass, 'done')
    assert.equal(await inCrm(world, inPage.recordId, 'phone'), 'page')
  })

  test('people who wait for a record of it leave the pass and everybody else their connections', async () => {
    world.erp.edit('customer', inPage.key, { PHONE: 'crowd' })
    const { pass, goOn } = await heldPass()
    const store = openStore({ url: world.db.url, maxConnections: 1 })
    try {
      const waited = Promise.withResolvers<void>()
      const parts: EngineParts = {
        ...world.parts({ store }),
        pause: async () => {
          waited.resolve()
          await world.db.pool.query('select pg_sleep(0.01)')
        },
      }
      const now = [1, 2, 3].map(() => syncLink(parts, inPage.linkId, by))
      await waited.promise

      // Their one connection is free for others, although the page is still open.
      await sql`select from link`.execute(store.db)

      goOn()
      assert.equal(await pass, 'done')
      const states = (await Promise.all(now)).map(({ state, problem }) => [state, problem])
      assert.deepEqual(states, Array(3).fill(['inSync', null]))
    } finally {
      await store.close()
    }
  })

  test('a record of the page that is stored is synchronised right after that page, not after the pass', async () => {
    world.erp.edit('customer', inPage.key, { PHONE: 'after' })
    const stored = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    let pageStored = false
    const waited = Promise.withResolvers<void>()
    const reached = async (step: string) => {
      if (step === 'cursorStored') {
        now = syncLink({ ...world.parts(), pause: wait }, inPage.linkId, by)
        await waited.promise
        pageStored = true
      }
      // The page is committed; the pass is held here until the record has been synchronised.
      if (step === 'committed' && pageStored) {
        stored.resolve()
        await goOn.promise
      }
    }
    const wait = async () => {
      waited.resolve()
      await world.db.pool.query('select pg_sleep(0.01)')
    }
    let now: ReturnType<typeof syncLink> | undefined
    const pass = world.pass(connectionId, {}, { reached })
    await stored.promise

    const done = await now

    assert.deepEqual([done?.state, done?.problem], ['inSync', null])
    assert.equal(await inCrm(world, inPage.recordId, 'phone'), 'after')
    goOn.resolve()
    assert.equal(await pass, 'done')
  })
})
