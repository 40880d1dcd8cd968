import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConnectorError, type ErpSession } from '@koppel/sdk'
import { decide } from '../src/engine/create/decide.ts'
import type { EngineParts } from '../src/engine/index.ts'
import {
  addMaker,
  atCreate,
  type Bench,
  carry,
  declareNoMarker,
  intentOf,
  later,
  links,
  make,
  maker,
  named,
  plan,
  unlinked,
  withoutMarker,
} from './create-desk.ts'
import { customer, edit, inErp, useEngineWorld } from './engine-world.ts'

// An ERP that keeps no marker of what it made: it can only be searched, or not even that.

const world = useEngineWorld(async () => {
  await addMaker(world)
})

type Bent = (session: ErpSession) => Partial<ErpSession>

/** What the passes of an ERP without marker are built from. */
const bare = (more?: Bent): Partial<EngineParts> => withoutMarker(world, more)

async function markerless(name: string): Promise<Bench> {
  const bench = await unlinked(world, { name, phone: '+49 431 1', streetCity: 'Kiel' })
  await declareNoMarker(world, bench.connectionId)
  return bench
}

async function lost(bench: Bench, how: 'cut' | 'unanswered', parts = bare()) {
  return await world.disturbed(atCreate(how), () => make(world, bench, parts))
}

/** Looked for again and again until nothing is left to be found out. */
async function lookOn(bench: Bench, parts = bare()): Promise<void> {
  for (const seconds of [10, 30, 60, 30]) {
    await later(world, seconds)
    await world.pass(bench.connectionId, {}, parts)
  }
}

describe('an answer that is lost by an ERP without a marker', () => {
  test('after it made the actor: the one with the same values is taken', async () => {
    const bench = await markerless('Found by values')
    const intent = await lost(bench, 'unanswered')
    assert.equal(intent.state, 'confirmed')
    assert.deepEqual(await named(world, 'Found by values'), [intent.actorKey])
    assert.equal(await links(world, bench), 1)
  })

  test('before it made one: it is made once, and only when that is sure', async () => {
    const bench = await markerless('Never arrived')
    const intent = await lost(bench, 'cut')
    assert.equal(intent.state, 'sent')
    await later(world, 30)
    await world.pass(bench.connectionId, {}, bare())
    assert.deepEqual(await named(world, 'Never arrived'), [])

    await lookOn(bench)

    const now = await intentOf(world, intent.id)
    assert.equal(now.state, 'confirmed')
    assert.deepEqual(await named(world, 'Never arrived'), [now.actorKey])
  })

  test('while the ERP shows new actors late: it waits and makes no second one', async () => {
    const bench = await markerless('Shown late')
    let late = true
    const parts = bare((session) => ({
      search: async (type, search) => {
        const hits = await session.search(type, search)
        return late ? { ...hits, actors: hits.actors.filter(({ title }) => title !== 'Shown late') } : hits
      },
    }))
    const intent = await lost(bench, 'unanswered', parts)
    for (const seconds of [5, 20, 40]) {
      await later(world, seconds)
      await world.pass(bench.connectionId, {}, parts)
      assert.equal((await intentOf(world, intent.id)).state, 'sent')
    }
    late = false
    await later(world, 1)
    await world.pass(bench.connectionId, {}, parts)

    const now = await intentOf(world, intent.id)
    assert.equal(now.state, 'confirmed')
    assert.equal(now.attempts, 1)
    assert.deepEqual(await named(world, 'Shown late'), [now.actorKey])
  })

  test('never takes an actor that was there before', async () => {
    const bench = await markerless('Namesake')
    const before = await customer(world, { NAME: 'Namesake', PHONE: '+49 431 1', STREETCITY: 'Kiel' })
    const intent = await lost(bench, 'cut')
    await lookOn(bench)
    const now = await intentOf(world, intent.id)
    assert.equal(now.state, 'confirmed')
    assert.notEqual(now.actorKey, before)
    assert.equal((await named(world, 'Namesake')).length, 2)
  })

  test('finds it also in upper case, with other blanks, and when a page of hits repeats it', async () => {
    const bench = await markerless('Trimmed and cried')
    const changed: Bent = (session) => ({
      search: async (type, search) => {
        const { actors, ...hits } = await session.search(type, search)
        const cried = actors.map((actor) => ({
          ...actor,
          fields: { ...actor.fields, NAME: ` ${String(actor.fields.NAME).toUpperCase()} ` },
        }))
        return { ...hits, actors: [...cried, ...cried] }
      },
    })
    const intent = await lost(bench, 'unanswered', bare(changed))
    assert.equal(intent.state, 'confirmed')
  })
})

describe('when nobody can be sure', () => {
  async function doubtful(name: string) {
    const bench = await markerless(name)
    let byHand = false
    const disturb = (method: string, path: string) =>
      byHand ? undefined : atCreate('unanswered')(method, path)
    const intent = await world.disturbed(disturb, () =>
      make(world, bench, {
        ...bare(),
        // Somebody makes the same one by hand while the answer is on its way.
        reached: async (step) => {
          if (step !== 'createSent') return
          byHand = true
          await customer(world, { NAME: name, PHONE: '+49 431 1', STREETCITY: 'Kiel' })
          byHand = false
        },
      }),
    )
    return { bench, intent }
  }

  test('a person is shown what was found, and nothing is made meanwhile', async () => {
    const { bench, intent } = await doubtful('Two the same')
    assert.deepEqual([intent.state, intent.problem?.code], ['unknown', 'createUnknown'])
    assert.deepEqual(
      intent.candidates?.map(({ title, same }) => [title, same]),
      [
        ['Two the same', true],
        ['Two the same', true],
      ],
    )
    await lookOn(bench)
    assert.equal((await intentOf(world, intent.id)).state, 'unknown')
    assert.equal((await named(world, 'Two the same')).length, 2)
  })

  test('who chooses one of them gets that one linked', async () => {
    const { bench, intent } = await doubtful('Chosen')
    const key = intent.candidates?.[1]?.key ?? ''
    await decide(world.parts(bare()), maker, intent, { do: 'adopt', actorKey: key })
    const now = await intentOf(world, intent.id)
    assert.deepEqual([now.state, now.actorKey], ['confirmed', key])
    await edit(world, bench.recordId, { phone: '9' })
    await world.pass(bench.connectionId, {}, bare())
    assert.equal(inErp(world, key, 'PHONE'), '9')
    await assert.rejects(decide(world.parts(), maker, intent, { do: 'giveUp' }), { code: 'createDecided' })
  })

  test('who chooses another one is told that it was not found', async () => {
    const { intent } = await doubtful('Not this one')
    const other = await customer(world, { NAME: 'Somebody else' })
    await assert.rejects(decide(world.parts(bare()), maker, intent, { do: 'adopt', actorKey: other }), {
      code: 'notACandidate',
    })
    assert.equal((await intentOf(world, intent.id)).state, 'unknown')
  })

  test('who gives up ends it, and may ask again', async () => {
    const { bench, intent } = await doubtful('Left at that')
    await decide(world.parts(bare()), maker, intent, { do: 'giveUp' })
    assert.deepEqual((await intentOf(world, intent.id)).state, 'cancelled')
    assert.notEqual((await plan(world, bench)).id, intent.id)
  })

  test('who has it made anyway gets one more', async () => {
    const { intent } = await doubtful('Anyway')
    await decide(world.parts(bare()), maker, intent, { do: 'createAnyway' })
    const now = await intentOf(world, intent.id)
    assert.equal(now.state, 'confirmed')
    assert.equal((await named(world, 'Anyway')).length, 3)
  })
})

describe('an ERP that can neither be asked nor searched', () => {
  const blind: Bent = () => ({
    search: async () => {
      throw new ConnectorError('unsupported', 'No searching here.')
    },
  })

  for (const how of ['cut', 'unanswered'] as const) {
    test(`makes no second actor by itself when an answer is ${how}`, async () => {
      const bench = await markerless(`Blind ${how}`)
      const intent = await lost(bench, how, bare(blind))
      assert.equal(intent.state, 'unknown')
      await lookOn(bench, bare(blind))
      await carry(world, intent, bare(blind))
      assert.equal((await intentOf(world, intent.id)).state, 'unknown')
      assert.equal((await named(world, `Blind ${how}`)).length, how === 'cut' ? 0 : 1)
    })
  }

  test('makes what is answered', async () => {
    const intent = await make(world, await markerless('Blind and answered'), bare(blind))
    assert.equal(intent.state, 'confirmed')
  })
})
