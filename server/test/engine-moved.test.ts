import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { connect, edit, footprint, inErp, type Linked, linked, log, useEngineWorld } from './engine-world.ts'

// Of an edited record only what is not as agreed is read: what that is must not depend on how the base is kept, nor on
// what values look like.

const world = useEngineWorld()
const acme = { NAME: 'Acme', PHONE: '020 1', STREETCITY: 'Kiel' }
const acmeInCrm = { name: 'Acme', phone: '020 1', streetCity: 'Kiel' }

async function settled(): Promise<Linked & { readonly connectionId: number }> {
  const connectionId = await connect(world)
  const one = await linked(world, connectionId, acme, acmeInCrm)
  await world.pass(connectionId)
  return { ...one, connectionId }
}

async function setBase({ linkId }: Linked, base: Readonly<Record<string, unknown>>): Promise<void> {
  await sql`update link set base = base || ${JSON.stringify(base)}::jsonb where id = ${linkId}`.execute(
    world.db.db,
  )
}

test('a text that looks like a pair is an edit like any other', async () => {
  const one = await settled()
  await setBase(one, { PHONE: ['a', 'b'] })
  world.erp.edit('customer', one.key, { PHONE: 'a' })
  await edit(world, one.recordId, { phone: '["a", "b"]' })

  await world.pass(one.connectionId)

  assert.equal(inErp(world, one.key, 'PHONE'), '["a", "b"]')
})

test('a base an older release kept is read: only what was edited is written', async () => {
  const one = await settled()
  await setBase(one, { NAME: ['Acme', 'Acme'], PHONE: ['020 1', '020 1'], STREETCITY: ['Kiel', 'Kiel'] })

  await edit(world, one.recordId, { streetCity: 'Oslo' })
  await world.pass(one.connectionId)

  const rows = await log(world, one.linkId)
  assert.deepEqual(
    rows.map(({ erpField, oldValue, newValue }) => [erpField, oldValue, newValue]),
    [['STREETCITY', 'Kiel', 'Oslo']],
  )
})

test('a value that becomes blank, or no longer is, has moved', async () => {
  const one = await settled()

  await edit(world, one.recordId, { phone: null })
  await world.pass(one.connectionId)
  assert.equal(inErp(world, one.key, 'PHONE'), null)

  await edit(world, one.recordId, { phone: '020 2' })
  await world.pass(one.connectionId)
  assert.equal(inErp(world, one.key, 'PHONE'), '020 2')
})

test('a half the ERP wrote its own way is not an edit', async () => {
  const one = await settled()
  await setBase(one, { NAME: ['ACME', 'Acme'] })
  world.erp.edit('customer', one.key, { NAME: 'ACME' })
  await world.pass(one.connectionId)

  await edit(world, one.recordId, { streetCity: 'Oslo' })
  await world.pass(one.connectionId)

  assert.equal(inErp(world, one.key, 'NAME'), 'ACME')
  const before = await footprint(world, one)
  await world.pass(one.connectionId)
  assert.deepEqual(await footprint(world, one), before)
})
