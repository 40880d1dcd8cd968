import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import type { SignedIn } from '../src/contract.ts'
import { endLinks } from '../src/crm/merge/end-links.ts'
import type { Step } from '../src/engine/index.ts'
import { removeLink } from '../src/erp/links.ts'
import { edit, inErp, log, started, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()

const chief: SignedIn = {
  ...{ id: 'chief', name: 'Chief', email: 'chief@example.org', role: 'administrator' },
  ...{ licences: ['erpSync'], language: 'en' },
}

/** A person ends the link on the card. */
async function end(linkId: number): Promise<void> {
  const createHost = () => {
    throw new Error('No ERP is asked')
  }
  const { store } = world.db
  const parts = { store, builtin: new Map(), masterKey: new Uint8Array(32), createHost, log: () => undefined }
  await removeLink(parts, chief, linkId)
}

async function switchTypeOff(connectionId: number): Promise<void> {
  await sql`update actor_type set enabled = false where connection_id = ${connectionId}`.execute(world.db.db)
  await sql`update connection set mapping_version = mapping_version + 1 where id = ${connectionId}`.execute(
    world.db.db,
  )
}

/** A city is edited in the CRM; `meanwhile` happens once the ERP has taken it, before its answer is stored. */
async function toldWhile(meanwhile: (one: { connectionId: number; linkId: number }) => Promise<void>) {
  const one = await started(world)
  await edit(world, one.recordId, { streetCity: 'Oslo' })
  let times = 0
  const reached = async (step: Step) => {
    if (step === 'answered' && times++ === 0) await meanwhile(one)
  }
  await world.pass(one.connectionId, {}, { reached }).catch(() => undefined)
  assert.equal(inErp(world, one.key, 'STREETCITY'), 'Oslo')
  return one
}

async function toldOf(linkId: number): Promise<unknown[]> {
  const rows = (await log(world, linkId)).filter(({ direction }) => direction === 'toErp')
  return rows.map(({ crmField, oldValue, newValue, rule }) => [crmField, oldValue, newValue, rule])
}

const unanswered = [['streetCity', 'Kiel', 'Oslo', 'unanswered']]

describe('a link that ends while the ERP is being told', () => {
  test('has what was overwritten in the log, once, by the answer that came after all', async () => {
    const { linkId, connectionId } = await toldWhile(({ linkId: id }) => end(id))

    assert.deepEqual(await toldOf(linkId), [['streetCity', 'Kiel', 'Oslo', 'crmChanged']])
    assert.equal(await world.pass(connectionId), 'done')
  })

  test('has it in the log also if its type was switched off, so that nobody hears the answer', async () => {
    const { linkId } = await toldWhile(async ({ connectionId, linkId: id }) => {
      await switchTypeOff(connectionId)
      await end(id)
    })

    assert.deepEqual(await toldOf(linkId), unanswered)
  })

  test('has it in the log also if who told the ERP died', async () => {
    const { linkId } = await toldWhile(async () => {
      throw new Error('This process died')
    })

    await end(linkId)

    assert.deepEqual(await toldOf(linkId), unanswered)
  })

  test('has it in the log also if it ends because two records are merged', async () => {
    const { linkId } = await toldWhile(async () => {
      throw new Error('This process died')
    })

    await world.db.store.transaction((tx) => endLinks(tx, [linkId], 'chief'))

    assert.deepEqual(await toldOf(linkId), unanswered)
  })

  test('has nothing in the log of what was not told yet', async () => {
    const one = await started(world)
    const told = { STREETCITY: { value: 'Oslo', crm: 'Oslo', old: 'Kiel', rule: 'crmChanged' } }
    await sql`insert into erp_write (link_id, connection_id, actor_type, fields, mapping_version, run_id)
      values (${one.linkId}, ${one.connectionId}, 'customer', ${JSON.stringify(told)}, 1, 1)`.execute(
      world.db.db,
    )

    await end(one.linkId)

    assert.deepEqual(await toldOf(one.linkId), [])
  })
})
