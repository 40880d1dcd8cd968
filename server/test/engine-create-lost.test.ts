import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addMaker,
  atCreate,
  carry,
  company,
  intentOf,
  later,
  links,
  make,
  named,
  plan,
  unlinked,
} from './create-desk.ts'
import { log, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld(async () => {
  await addMaker(world)
})

describe('an answer that is lost', () => {
  test('after the ERP made the actor leads to that actor', async () => {
    const bench = await unlinked(world, { name: 'Lost after' })

    const intent = await world.disturbed(atCreate('unanswered'), () => make(world, bench))

    assert.equal(intent.state, 'confirmed')
    assert.deepEqual(await named(world, 'Lost after'), [intent.actorKey])
    assert.equal(await links(world, bench), 1)
  })

  test('before the ERP made it: it is looked for until it is sure, then made once', async () => {
    const bench = await unlinked(world, { name: 'Lost before' })
    const intent = await world.disturbed(atCreate('cut'), () => make(world, bench))
    assert.deepEqual([intent.state, intent.problem?.code], ['sent', 'createUnanswered'])

    // Not found at once is no proof.
    for (const seconds of [5, 10, 20]) {
      await later(world, seconds)
      await world.pass(bench.connectionId)
      assert.deepEqual(await named(world, 'Lost before'), [])
    }
    await later(world, 90)
    await world.pass(bench.connectionId)

    const now = await intentOf(world, intent.id)
    assert.equal(now.state, 'confirmed')
    assert.equal(now.attempts, 2)
    assert.deepEqual(await named(world, 'Lost before'), [now.actorKey])
  })

  test('waits for its next look: a pass in between does nothing', async () => {
    const bench = await unlinked(world, { name: 'Patient' })
    const intent = await world.disturbed(atCreate('cut'), () => make(world, bench))
    const { looks } = await intentOf(world, intent.id)

    await world.pass(bench.connectionId)

    assert.equal((await intentOf(world, intent.id)).looks, looks)
  })
})

describe('a process that dies', () => {
  for (const step of ['createSent', 'createAnswered', 'createConfirmed'] as const) {
    test(`at ${step} makes one actor in the end`, async () => {
      const bench = await unlinked(world, { name: `Died ${step}` })
      const intent = await plan(world, bench)
      const died = Promise.withResolvers<void>()
      const never = new Promise<void>(() => undefined)
      void carry(world, intent, {
        reached: (now) => {
          if (now !== step) return
          died.resolve()
          return never
        },
      })
      await died.promise

      // Nobody else touches it while the dead may still be at it.
      await world.pass(bench.connectionId)
      assert.ok((await named(world, `Died ${step}`)).length <= 1)
      for (const seconds of [100, 10, 10, 10]) {
        await later(world, seconds)
        await world.pass(bench.connectionId)
      }

      const now = await intentOf(world, intent.id)
      assert.equal(now.state, 'confirmed')
      assert.deepEqual(await named(world, `Died ${step}`), [now.actorKey])
      assert.equal(await links(world, bench), 1)
    })
  }

  test('one that stalled past its claim and wakes late writes nothing', async () => {
    const bench = await unlinked(world, { name: 'Stalled' })
    const intent = await plan(world, bench)
    const [stalled, wake] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const late = carry(world, intent, {
      reached: async (step) => {
        if (step !== 'createAnswered') return
        stalled.resolve()
        await wake.promise
      },
    })
    await stalled.promise
    await later(world, 10)
    await world.pass(bench.connectionId)
    const before = await intentOf(world, intent.id)
    assert.equal(before.state, 'confirmed')

    wake.resolve()
    assert.deepEqual(await late, before)
    assert.equal(await links(world, bench), 1)
    assert.equal((await log(world, before.linkId ?? 0)).filter(({ rule }) => rule === 'created').length, 1)
  })
})

test('many workers at once make one actor of each wish, round after round', async () => {
  const bench = await unlinked(world, { name: 'Race' })
  const rounds = 100
  for (let round = 0; round < rounds; round += 1) {
    const name = `Race ${round}.`
    const one = { ...bench, recordId: await company(world, { name }) }
    const answers = await Promise.all([
      make(world, one),
      make(world, one),
      world.pass(bench.connectionId),
      make(world, one),
    ])
    const intent = await carry(world, answers[0])
    assert.equal(intent.state, 'confirmed', JSON.stringify(intent.problem))
    assert.deepEqual(await named(world, name), [intent.actorKey], name)
  }
  assert.equal(await links(world, bench), rounds)
})
