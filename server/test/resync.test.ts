import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { Step } from '../src/engine/index.ts'
import type { ErpParts } from '../src/erp/index.ts'
import { type MappingChange, saveMapping } from '../src/erp/save-mapping.ts'
import {
  conflicts,
  connection,
  edit,
  inCrm,
  inErp,
  type Linked,
  log,
  patches,
  useEngineWorld,
  waiting,
} from './engine-world.ts'
import { type Kind, resyncWorld } from './resync-world.ts'

const world = useEngineWorld()
const { inSync, runOf, apart, values, ...asking } = resyncWorld(world)
let connectionId = 0
let acme: Linked
let bert: Linked

beforeEach(async () => {
  ;({ connectionId, acme, bert } = await inSync())
  world.calls.length = 0
})

const queue = (kind: Kind, options: object = {}) => asking.queue(connectionId, kind, options)

async function resync(kind: Kind, options: object = {}) {
  const id = await queue(kind, options)
  await world.pass(connectionId)
  return await runOf(id)
}

describe('a resync', () => {
  test('settles an open conflict by its direction and keeps the value that lost in the log', async () => {
    world.erp.edit('customer', acme.key, { PHONE: '22' })
    await edit(world, acme.recordId, { phone: '33' })
    await world.pass(connectionId)
    assert.equal((await conflicts(world, acme.linkId)).length, 1)

    await resync('resyncToErp')

    assert.deepEqual(await conflicts(world, acme.linkId), [])
    assert.equal(inErp(world, acme.key, 'PHONE'), '33')
    const last = (await log(world, acme.linkId)).at(-1)
    assert.deepEqual([last?.rule, last?.oldValue, last?.newValue], ['resync', '22', '33'])
  })

  test('overwrites an edit that waits on the side that loses, and says so in the log', async () => {
    await edit(world, acme.recordId, { phone: '33' })

    await resync('resyncToCrm')

    assert.equal(await inCrm(world, acme.recordId, 'phone'), '1')
    assert.equal(inErp(world, acme.key, 'PHONE'), '1')
    const last = (await log(world, acme.linkId)).at(-1)
    assert.deepEqual([last?.rule, last?.oldValue, last?.newValue], ['resync', '33', '1'])
  })

  test('leaves alone what flows the other way: an edit that waits still arrives', async () => {
    await edit(world, acme.recordId, { streetCity: 'Oslo', phone: '33' })

    const run = await resync('resyncToCrm')
    await world.pass(connectionId)

    assert.deepEqual(await values(acme), { erp: ['1', 'Oslo'], crm: ['1', 'Oslo'] })
    const rows = await log(world, acme.linkId)
    assert.deepEqual(
      rows.filter(({ runId }) => runId === run.id).map(({ direction, erpField }) => [direction, erpField]),
      [['toCrm', 'PHONE']],
    )
  })

  test('leaves alone what waits to be sent the other way', async () => {
    await edit(world, acme.recordId, { streetCity: 'Oslo' })
    await world.disturbed(
      (method) => (method === 'PATCH' ? 422 : undefined),
      () => world.pass(connectionId),
    )
    assert.equal((await waiting(world, acme.linkId)).length, 1)

    await resync('resyncToCrm')
    await world.pass(connectionId)
    await world.pass(connectionId)

    assert.equal(inErp(world, acme.key, 'STREETCITY'), 'Oslo')
    assert.deepEqual(await waiting(world, acme.linkId), [])
  })

  for (const [kind, erp, crm, kept] of [
    ['resyncToCrm', null, '33', '33'],
    ['resyncToErp', '22', null, '22'],
  ] as const) {
    test(`${kind} overwrites with a blank only when that is asked for`, async () => {
      await apart(acme, erp, crm)
      await resync(kind)
      const side = kind === 'resyncToCrm' ? ('crm' as const) : ('erp' as const)
      assert.equal((await values(acme))[side][0], kept)

      await resync(kind, { blanks: true })

      assert.equal((await values(acme))[side][0], null)
    })
  }

  test('passes over links that are held, and counts them', async () => {
    await apart(acme, '22', '33')
    await sql`update link set held_at = now() where id = ${acme.linkId}`.execute(world.db.db)

    const { processed, skipped, toCrm } = await resync('resyncToCrm')

    assert.deepEqual({ processed, skipped, toCrm }, { processed: 2, skipped: 1, toCrm: 0 })
    assert.equal(await inCrm(world, acme.recordId, 'phone'), '33')
  })

  test('of chosen links touches no others', async () => {
    await apart(acme, '22', '33')
    await apart(bert, '22', '33')

    const { expected, processed } = await resync('resyncToCrm', { linkIds: [bert.linkId] })

    assert.deepEqual([expected, processed], [1, 1])
    assert.equal(await inCrm(world, acme.recordId, 'phone'), '33')
    assert.equal(await inCrm(world, bert.recordId, 'phone'), '22')
  })

  for (const how of ['cut', 'unanswered'] as const) {
    test(`writes once to an ERP of which the answer is lost (${how})`, async () => {
      await apart(acme, '22', '33')
      const id = await queue('resyncToErp')
      let lost = false
      await world.disturbed(
        (method) => {
          if (method !== 'PATCH' || lost) return undefined
          lost = true
          return how
        },
        () => world.pass(connectionId),
      )
      await world.pass(connectionId)

      assert.equal(inErp(world, acme.key, 'PHONE'), '33')
      const { state, toErp } = await runOf(id)
      assert.deepEqual({ state, toErp }, { state: 'done', toErp: 1 })
      const resynced = (await log(world, acme.linkId)).filter(({ rule }) => rule === 'resync')
      assert.deepEqual(
        resynced.map(({ runId, oldValue, newValue }) => [runId, oldValue, newValue]),
        [[id, '22', '33']],
      )
    })
  }

  test('waits visibly while the ERP is away, and goes on by itself', async () => {
    await apart(acme, '22', '33')
    const id = await queue('resyncToCrm')

    await world.disturbed(
      () => 503,
      () => world.pass(connectionId),
    )

    const waits = await runOf(id)
    assert.deepEqual([waits.state, waits.problem?.code, waits.processed], ['running', 'unavailable', 0])
    assert.equal((await connection(world, connectionId)).state, 'retrying')
    await world.pass(connectionId)
    const { state, problem } = await runOf(id)
    assert.deepEqual([state, problem], ['done', null])
    assert.equal(await inCrm(world, acme.recordId, 'phone'), '22')
  })

  test('fails with its reason when somebody has to act', async () => {
    const id = await queue('resyncToCrm')

    await world.disturbed(
      () => 401,
      () => world.pass(connectionId),
    )

    const { state, problem, finishedAt } = await runOf(id)
    assert.deepEqual([state, problem !== null, finishedAt !== null], ['failed', true, true])
  })

  test('goes on by the new mapping when it changes in the middle', async () => {
    await apart(acme, '22', '33')
    world.erp.edit('customer', acme.key, { EMAIL: 'new@b.example' })
    const id = await queue('resyncToErp')
    const field = { key: 'PHONE', crmField: 'phone', toCrm: true, toErp: false, keepOnBlank: false }
    const shown = { conflictRule: 'newest', showInSearch: false, showInTab: false } as const
    const change: MappingChange = {
      ...{ version: 1, enabled: true, start: 'asIs' },
      fields: [{ ...field, ...shown }],
    }
    const reached = once('planned', () => saveMapping(erpParts(), chief, connectionId, 'customer', change))

    await world.pass(connectionId, {}, { reached })
    await world.pass(connectionId)
    await world.pass(connectionId)

    assert.equal((await runOf(id)).state, 'done')
    assert.equal(inErp(world, acme.key, 'PHONE'), '22')
    assert.equal(patches(world), 0)
    assert.deepEqual(await waiting(world, acme.linkId), [])
  })

  test('is done once by two workers at a time', async () => {
    await apart(acme, '22', '33')
    const id = await queue('resyncToErp')

    await Promise.all([world.pass(connectionId), world.pass(connectionId)])
    await world.pass(connectionId)

    const { state, processed, toErp } = await runOf(id)
    assert.deepEqual({ state, processed, toErp }, { state: 'done', processed: 2, toErp: 1 })
    assert.equal(patches(world), 1)
  })
})

/** Saving a mapping needs nothing but the store. */
function erpParts(): ErpParts {
  const unused = () => {
    throw new Error('A mapping is saved without an ERP.')
  }
  return {
    store: world.db.store,
    builtin: new Map(),
    masterKey: new Uint8Array(32),
    createHost: unused,
    log: () => undefined,
  }
}

const chief = {
  id: 'chief',
  name: 'chief',
  email: 'chief@voorbeeld.example',
  role: 'administrator',
  licences: [],
  language: 'nl',
} as const

function once(at: Step, act: () => Promise<void>): (step: Step) => Promise<void> {
  let done = false
  return async (step) => {
    if (step !== at || done) return
    done = true
    await act()
  }
}
