import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SignedIn } from '../src/contract.ts'
import type { ErpParts } from '../src/erp/parts.ts'
import { saveMapping } from '../src/erp/save-mapping.ts'
import { conflicts, edit, inCrm, inErp, started, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()

const administrator: SignedIn = {
  ...{ id: 'user', name: 'User', email: 'user@example.org', role: 'administrator' },
  ...{ licences: ['erpSync'], language: 'en' },
}

function parts(): ErpParts {
  const createHost = () => {
    throw new Error('No ERP is asked')
  }
  return {
    ...{ store: world.db.store, builtin: new Map(), masterKey: new Uint8Array(32) },
    ...{ createHost, log: () => undefined },
  }
}

/** The phone travels one way from now on, and only later changes count. */
async function phoneToErpOnly(connectionId: number): Promise<void> {
  const { version } = await world.db.db
    .selectFrom('actorType')
    .select('version')
    .where('connectionId', '=', connectionId)
    .executeTakeFirstOrThrow()
  await saveMapping(parts(), administrator, connectionId, 'customer', {
    ...{ version, enabled: true, start: 'asIs' },
    fields: [
      {
        ...{ key: 'PHONE', crmField: 'phone', toCrm: false, toErp: true, conflictRule: 'newest' },
        ...{ keepOnBlank: false, showInSearch: false, showInTab: false },
      },
    ],
  })
}

describe('a mapping of which only later changes are to count', () => {
  test('carries an edit over that was made before and that the engine had yet to look at', async () => {
    const one = await started(world)
    await edit(world, one.recordId, { phone: 'edited before' })

    await phoneToErpOnly(one.connectionId)
    await world.pass(one.connectionId)

    assert.equal(inErp(world, one.key, 'PHONE'), 'edited before')
  })

  test('leaves a difference alone that was waiting for somebody to decide', async () => {
    const one = await started(world, [
      ['NAME', 'name'],
      ['PHONE', 'phone', 'both', 'ask'],
    ])
    world.erp.edit('customer', one.key, { PHONE: 'erp' })
    await edit(world, one.recordId, { phone: 'crm' })
    await world.pass(one.connectionId)
    assert.equal((await conflicts(world, one.linkId)).length, 1)

    await phoneToErpOnly(one.connectionId)
    await world.pass(one.connectionId)

    assert.equal((await conflicts(world, one.linkId)).length, 0)
    assert.deepEqual(
      [inErp(world, one.key, 'PHONE'), await inCrm(world, one.recordId, 'phone')],
      ['erp', 'crm'],
    )
  })
})
