import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import type { Step } from '../src/engine/index.ts'
import { extentOf, undoRun } from '../src/engine/undo/begin.ts'
import { undoneBy } from '../src/engine/undo/listing.ts'
import { ProblemError } from '../src/problem.ts'
import {
  connect,
  edit,
  inCrm,
  inErp,
  type Linked,
  linked,
  log,
  patches,
  useEngineWorld,
} from './engine-world.ts'

const world = useEngineWorld()

describe('undoing a whole run', () => {
  test('puts back every record on both sides, within the passes', async () => {
    const { connectionId, ones, runId } = await anyRun()
    const before = await valuesOf(ones)

    const undoing = await undoRun(world.db.store, runId, 'anna')
    assert.equal(await world.pass(connectionId), 'done')

    assert.deepEqual(before, [['2', '2', 'Oslo', 'Oslo'], ['2', '2', 'Oslo', 'Oslo'], ['2', '2', 'Oslo', 'Oslo']]) // biome-ignore format: a table
    assert.deepEqual(await valuesOf(ones), [['2', '1', 'Kiel', 'Oslo'], ['2', '1', 'Kiel', 'Oslo'], ['2', '1', 'Kiel', 'Oslo']]) // biome-ignore format: a table
    assert.deepEqual(await outcomes(undoing), { putBack: 6 })
    const { state, toCrm, toErp, requestedBy } = await stored(undoing)
    assert.deepEqual([state, toCrm, toErp, requestedBy], ['done', 3, 3, 'anna'])
    await stays(connectionId, ones)
  })

  test('can itself be undone', async () => {
    const { connectionId, ones, runId } = await anyRun()
    const before = await valuesOf(ones)
    const undoing = await undoRun(world.db.store, runId, 'anna')
    await world.pass(connectionId)

    await undoRun(world.db.store, undoing, 'anna')
    await world.pass(connectionId)

    assert.deepEqual(await valuesOf(ones), before)
    await stays(connectionId, ones)
  })

  test('says before how much it would put back', async () => {
    const { ones, runId } = await anyRun()
    await sql`update link set ended_at = now() where id = ${ones[0]?.linkId ?? 0}`.execute(world.db.db)

    const extent = await extentOf(world.db.db, { runId })

    assert.deepEqual(extent, { links: 3, values: 6, toCrm: 3, toErp: 3, changedSince: 2 })
  })

  test('names the values of links that have ended since', async () => {
    const { connectionId, ones, runId } = await anyRun()
    await sql`update link set ended_at = now() where id = ${ones[0]?.linkId ?? 0}`.execute(world.db.db)

    const undoing = await undoRun(world.db.store, runId, 'anna')
    await world.pass(connectionId)

    assert.deepEqual(await outcomes(undoing), { linkEnded: 2, putBack: 4 })
  })

  test('is queued once when somebody clicks twice', async () => {
    const { runId } = await anyRun()

    const results = await Promise.allSettled([1, 2].map(() => undoRun(world.db.store, runId, 'anna')))

    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    assert.ok(refused?.reason instanceof ProblemError)
    assert.equal(refused.reason.code, 'alreadyUnderWay')
  })

  test('is refused for a run that is under way, and for one that overwrote nothing', async () => {
    const { connectionId, runId } = await anyRun()
    const { rows } = await sql<{ id: number }>`insert into run (connection_id, kind) values
      (${connectionId}, 'pass') returning id`.execute(world.db.db)
    await sql`update run set kind = 'comparison' where id = ${runId}`.execute(world.db.db)

    for (const id of [rows[0]?.id ?? 0, runId]) {
      await assert.rejects(undoRun(world.db.store, id, 'anna'), (error) => {
        assert.ok(error instanceof ProblemError)
        assert.equal(error.code, 'notUndoable')
        return true
      })
    }
  })

  for (const step of ['planned', 'claimed', 'answered', 'worked'] as const) {
    test(`comes to the same end when its process dies with a batch ${step}`, async () => {
      const { connectionId, ones, runId } = await anyRun()
      const undoing = await undoRun(world.db.store, runId, 'anna')
      await dieAt(connectionId, step)

      await world.pass(connectionId)

      assert.deepEqual(await valuesOf(ones), [['2', '1', 'Kiel', 'Oslo'], ['2', '1', 'Kiel', 'Oslo'], ['2', '1', 'Kiel', 'Oslo']]) // biome-ignore format: a table
      assert.deepEqual(await outcomes(undoing), { putBack: 6 })
      for (const { linkId } of ones) {
        const undone = (await log(world, linkId)).filter(({ rule }) => rule === 'undo')
        assert.deepEqual(undone.map(({ runId: by, direction }) => [by, direction]).toSorted(), [[undoing, 'toCrm'], [undoing, 'toErp']]) // biome-ignore format: a table
      }
      await stays(connectionId, ones)
    })
  }

  test('takes what the ERP took although its answer was lost', async () => {
    const { connectionId, ones, runId } = await anyRun()
    const undoing = await undoRun(world.db.store, runId, 'anna')
    await world.disturbed(
      (method) => (method === 'PATCH' ? 'unanswered' : undefined),
      () => world.pass(connectionId),
    )

    await world.pass(connectionId)
    await world.pass(connectionId)

    assert.deepEqual(await valuesOf(ones), [['2', '1', 'Kiel', 'Oslo'], ['2', '1', 'Kiel', 'Oslo'], ['2', '1', 'Kiel', 'Oslo']]) // biome-ignore format: a table
    assert.deepEqual(await outcomes(undoing), { putBack: 6 })
  })

  test('leaves a record alone that PostgreSQL refuses, and puts the others back', async () => {
    const { connectionId, ones, runId } = await anyRun()
    await sql`alter table company add constraint no_phone_1 check (phone <> '1' or id <> ${sql.lit(ones[1]?.recordId ?? 0)}) not valid`.execute(
      world.db.db,
    )
    try {
      const undoing = await undoRun(world.db.store, runId, 'anna')
      await world.pass(connectionId)

      assert.deepEqual(await outcomes(undoing), { doesNotFit: 2, putBack: 4 })
    } finally {
      await sql`alter table company drop constraint no_phone_1`.execute(world.db.db)
    }
  })
})

test('twenty thousand values are put back in a few statements for each thousand records', async () => {
  const connectionId = await connect(world, [
    ['NAME', 'name'],
    ['PHONE', 'phone'],
    ['STREETCITY', 'streetCity'],
    ['STREETZIP', 'streetZip'],
    ['EMAIL', 'email'],
  ])
  const keys = world.erp.generate(5_000)
  await sql`
    with made as (
      insert into company (name, code, phone, street_city, street_zip, email)
      select key, key, 'p', 'c', 'z', 'e' from unnest(${[...keys]}::text[]) key returning id, code
    )
    insert into link (connection_id, actor_type, actor_key, record_type, record_id)
    select ${connectionId}, 'customer', code, 'company', id from made`.execute(world.db.db)
  await world.pass(connectionId)
  const { rows } = await sql<{ runId: number; values: number }>`
    select run_id, count(*) as values from sync_log where connection_id = ${connectionId} group by run_id`.execute(
    world.db.db,
  )
  const [run] = rows
  assert.ok(run && run.values >= 20_000, `${run?.values} values`)
  const undoing = await undoRun(world.db.store, run.runId, 'anna')

  const before = performance.now()
  const sent = await statements(() => allOf(connectionId))
  console.log(
    `undo of ${run.values} values: ${Math.round(performance.now() - before)} ms, ${sent} statements`,
  )

  assert.deepEqual(await outcomes(undoing), { putBack: run.values })
  assert.ok(sent <= 5 * 60, `${sent} statements`)
})

type Made = Awaited<ReturnType<typeof anyRun>>

/** Three records, and a run that carried a phone number to the CRM and a city to the ERP for each. */
async function anyRun() {
  const connectionId = await connect(world)
  const ones: Linked[] = []
  for (const name of ['Acme', 'Bert', 'Cora']) {
    const erp = { NAME: name, PHONE: '1', STREETCITY: 'Kiel' }
    ones.push(await linked(world, connectionId, erp, { name, phone: '1', streetCity: 'Kiel' }))
  }
  await world.pass(connectionId)
  for (const { key, recordId } of ones) {
    world.erp.edit('customer', key, { PHONE: '2' })
    await edit(world, recordId, { streetCity: 'Oslo' })
  }
  await world.pass(connectionId)
  const runId = (await log(world, ones[0]?.linkId ?? 0)).at(-1)?.runId ?? 0
  return { connectionId, ones, runId }
}

/** [phone in the ERP, in the CRM, city in the ERP, in the CRM] of each. */
async function valuesOf(ones: Made['ones']) {
  const values = []
  for (const { key, recordId } of ones) {
    values.push([
      inErp(world, key, 'PHONE'),
      await inCrm(world, recordId, 'phone'),
      inErp(world, key, 'STREETCITY'),
      await inCrm(world, recordId, 'streetCity'),
    ])
  }
  return values
}

async function outcomes(runId: number) {
  const report = await undoneBy(world.db.db, runId, { offset: 0, limit: 1 }, 'en')
  return Object.fromEntries(
    report.outcomes
      .map(({ outcome, values }) => [outcome, values] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

async function stored(runId: number) {
  return await world.db.db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
}

/** Further passes write nothing on either side. */
async function stays(connectionId: number, ones: Made['ones']) {
  const before = await valuesOf(ones)
  const sent = patches(world)
  const { rows } = await sql<{ n: number }>`select count(*) as n from sync_log`.execute(world.db.db)
  await world.pass(connectionId)
  await world.pass(connectionId)
  const { rows: later } = await sql<{ n: number }>`select count(*) as n from sync_log`.execute(world.db.db)
  assert.deepEqual([await valuesOf(ones), patches(world), later[0]?.n], [before, sent, rows[0]?.n])
}

async function dieAt(connectionId: number, step: Step): Promise<void> {
  const died = Promise.withResolvers<void>()
  const reached = (now: Step) => {
    if (now !== step) return
    died.resolve()
    return new Promise<void>(() => undefined)
  }
  void world.pass(connectionId, {}, { reached })
  await died.promise
  await sql`update connection set leased_until = now() where id = ${connectionId}`.execute(world.db.db)
}

async function allOf(connectionId: number): Promise<void> {
  while ((await world.pass(connectionId)) === 'more') {
    // The next slice.
  }
}

/** How many statements `work` sends to PostgreSQL. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype
  let sent = 0
  pg.Client.prototype.query = function counted(this: pg.Client, ...given: Parameters<typeof query>) {
    sent += 1
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    await work()
    return sent
  } finally {
    pg.Client.prototype.query = query
  }
}
