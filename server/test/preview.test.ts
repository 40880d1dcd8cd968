import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { workBeside } from '../src/engine/long-work/beside.ts'
import type { PreviewOptions, PreviewResult } from '../src/engine/long-work/preview-options.ts'
import { queueLongWork } from '../src/engine/long-work/queue.ts'
import { connect, edit, footprint, type Linked, linked, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()
let connectionId = 0
let ones: Linked[] = []

beforeEach(async () => {
  connectionId = await connect(world, [
    ['NAME', 'name'],
    ['PHONE', 'phone'],
    ['EMAIL', 'email', 'toCrm'],
    ['STREETCITY', 'streetCity', 'toErp'],
  ])
  ones = []
  for (const name of ['Acme', 'Bert', 'Cora', 'Dora']) {
    const erp = { NAME: name, PHONE: '1', STREETCITY: 'Kiel', EMAIL: 'a@b.example' }
    const crm = { name, phone: '1', streetCity: 'Kiel', email: 'a@b.example' }
    ones.push(await linked(world, connectionId, erp, crm))
  }
  await world.pass(connectionId)
})

async function previewOf(options: PreviewOptions): Promise<PreviewResult> {
  const id = await queueLongWork(world.db.db, { connectionId, kind: 'preview', options, requestedBy: 'test' })
  await workBeside(world.parts(), { runId: id }, new AbortController().signal)
  const run = await world.db.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  assert.deepEqual([run.state, run.problem], ['done', null])
  return run.result as PreviewResult
}

/** The two sides differ in three ways, and the base says that all is well. */
async function apart(): Promise<void> {
  const [acme, bert, cora] = ones
  assert.ok(acme && bert && cora)
  await sql`update connection set active = false where id = ${connectionId}`.execute(world.db.db)
  world.erp.edit('customer', acme.key, { PHONE: '22', EMAIL: 'new@b.example' })
  await edit(world, acme.recordId, { phone: '33' })
  world.erp.edit('customer', bert.key, { PHONE: null })
  await edit(world, cora.recordId, { streetCity: 'Oslo' })
  await sql`update connection set active = true where id = ${connectionId}`.execute(world.db.db)
}

async function footprints() {
  const all = []
  for (const one of ones) all.push({ ...(await footprint(world, one)), runs: 0 })
  return all
}

for (const target of ['crm', 'erp'] as const) {
  for (const blanks of [false, true]) {
    test(`a preview of a resync to the ${target} ${blanks ? 'with' : 'without'} blanks writes nothing, and tells what the run then does`, async () => {
      await apart()
      const before = await footprints()

      const told = await previewOf({ of: 'resync', target, blanks })

      assert.deepEqual(await footprints(), before)
      const kind = target === 'crm' ? 'resyncToCrm' : 'resyncToErp'
      const id = await queueLongWork(world.db.db, {
        connectionId,
        kind,
        options: { blanks },
        requestedBy: 'test',
      })
      await world.pass(connectionId)
      const run = await world.db.db
        .selectFrom('run')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      assert.deepEqual([told.toCrm, told.toErp, told.links], [run.toCrm, run.toErp, run.processed])
      const { rows } = await sql<{
        field: string
        direction: 'toCrm' | 'toErp'
        written: number
        blank: number
      }>`
        select erp_field as field, direction, count(*) as written,
          count(*) filter (where new_value is null or new_value = 'null') as blank
        from sync_log where run_id = ${id} group by 1, 2 order by 1`.execute(world.db.db)
      const inLog = rows.map(({ field, direction, written, blank }) => [field, direction, written, blank])
      const inPreview = told.fields
        .flatMap(({ erpField, toCrm, toErp, blankInCrm, blankInErp }) => [
          ...(toCrm > 0 ? [[erpField, 'toCrm', toCrm, blankInCrm] as const] : []),
          ...(toErp > 0 ? [[erpField, 'toErp', toErp, blankInErp] as const] : []),
        ])
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
      assert.deepEqual(inPreview, inLog)
      assert.ok(inLog.length > 0)
    })
  }
}

describe('a preview of an activation', () => {
  test('looks at a connection that is not active, and gives examples with both values', async () => {
    await apart()
    await sql`update connection set active = false where id = ${connectionId}`.execute(world.db.db)

    const told = await previewOf({ of: 'activation' })

    const email = told.fields.find(({ erpField }) => erpField === 'EMAIL')
    assert.deepEqual(email?.examples, [
      {
        recordId: ones[0]?.recordId,
        kind: 'toCrm',
        erp: 'new@b.example',
        crm: 'a@b.example',
        after: 'new@b.example',
      },
    ])
    const phone = told.fields.find(({ erpField }) => erpField === 'PHONE')
    assert.deepEqual([phone?.toCrm, phone?.blankInCrm], [1, 1])
    assert.equal(told.links, 4)
  })
})

test('a preview of a mapping that is not saved yet tells what its new fields would do, and nothing of the others', async () => {
  await apart()
  const [, , , dora] = ones
  assert.ok(dora)
  world.erp.edit('customer', dora.key, { STREETZIP: '24103' })

  const told = await previewOf({
    of: 'mapping',
    actorType: 'customer',
    start: 'erp',
    fields: [
      {
        key: 'STREETZIP',
        crmField: 'streetZip',
        toCrm: true,
        toErp: true,
        conflictRule: 'newest',
        keepOnBlank: false,
      },
    ],
  })

  assert.deepEqual(
    told.fields.map(({ erpField, toCrm, toErp }) => ({ erpField, toCrm, toErp })),
    [{ erpField: 'STREETZIP', toCrm: 1, toErp: 0 }],
  )
  assert.equal(told.toCrm, 1)
})

test('a preview of an actor type that is to be synchronised again tells of all that would travel', async () => {
  await apart()
  await sql`update actor_type set enabled = false where connection_id = ${connectionId}`.execute(world.db.db)

  const told = await previewOf({ of: 'mapping', actorType: 'customer', start: 'asIs', fields: [] })

  assert.deepEqual(
    told.fields
      .map(({ erpField, toCrm, toErp, conflicts }) => ({ erpField, toCrm, toErp, conflicts }))
      .toSorted((a, b) => (a.erpField < b.erpField ? -1 : 1)),
    [
      { erpField: 'EMAIL', toCrm: 1, toErp: 0, conflicts: 0 },
      { erpField: 'PHONE', toCrm: 1, toErp: 1, conflicts: 0 },
      { erpField: 'STREETCITY', toCrm: 0, toErp: 1, conflicts: 0 },
    ],
  )
})
