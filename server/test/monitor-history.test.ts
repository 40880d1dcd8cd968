import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { erpOf } from '../src/engine/erp-calls.ts'
import { prune } from '../src/engine/monitor/pruning.ts'
import { endDeadRuns, finishRun, runOf, saveProgress } from '../src/engine/run.ts'
import { noCounts, type Work } from '../src/engine/work.ts'
import { moved, useEngineDesk } from './engine-desk.ts'
import { connect, started } from './engine-world.ts'
import { eventually } from './eventually.ts'

const { world, call } = useEngineDesk()

describe('a run', () => {
  test('tells what it read, from where to where, how long it took, and what came of it', async () => {
    const one = await started(world)
    world.erp.edit('customer', one.key, { PHONE: '2' })
    await world.pass(one.connectionId)
    const [newest] = (await call('chief', 'GET', `/runs?connectionId=${one.connectionId}`)).body.rows

    const { body } = await call('chief', 'GET', `/runs/${newest.id}`)

    assert.deepEqual([body.kind, body.state, body.toCrm, body.read], ['pass', 'done', 1, 1])
    assert.deepEqual(body.has, { moved: true, conflicts: false, parked: false })
    assert.notEqual(body.cursorFrom.customer, body.cursorTo.customer)
    assert.ok(body.durationMs >= 0)
    assert.equal((await call('chief', 'GET', '/runs/999999')).status, 404)
    assert.equal((await call('anna', 'GET', `/runs/${newest.id}`)).status, 403)
  })

  test('is found by connection, kind, state, effect and period, page by page', async () => {
    const connectionId = await connect(world)
    await sql`
      insert into run (connection_id, kind, state, started_at, finished_at, changed)
      select ${connectionId}, case when g % 2 = 0 then 'pass' else 'record' end,
        case when g % 3 = 0 then 'failed' else 'done' end, timestamptz '2026-01-01' + g * interval '1 day', now(), g % 2
      from generate_series(1, 12) g`.execute(world.db.db)
    const count = async (query: string) =>
      (await call('chief', 'GET', `/runs?connectionId=${connectionId}${query}`)).body.rows.length

    assert.deepEqual(
      [await count(''), await count('&kind=pass'), await count('&state=failed'), await count('&busy=true')],
      [12, 6, 4, 6],
    )
    assert.equal(await count('&from=2026-01-03T00:00:00Z&to=2026-01-05T00:00:00%2B00:00'), 2)
    const first = (await call('chief', 'GET', `/runs?connectionId=${connectionId}&limit=10`)).body
    assert.equal(await count(`&before=${first.next}`), 2)
    assert.equal((await call('chief', 'GET', '/runs?from=yesterday')).status, 400)
    assert.equal((await call('chief', 'GET', '/runs?from=0000-01-01T00:00:00Z')).status, 400)
  })

  test('whose process died is shown as stopped, and is stopped by the next worker that looks', async () => {
    const connectionId = await connect(world)
    const { rows } = await sql<{ id: number }>`
      insert into run (connection_id, kind, beat_at) values (${connectionId}, 'pass', now() - interval '21 seconds'),
        (${connectionId}, 'record', now()) returning id`.execute(world.db.db)
    const states = async () =>
      (await call('chief', 'GET', `/runs?connectionId=${connectionId}`)).body.rows.map(
        ({ state }: { state: string }) => state,
      )

    assert.deepEqual(await states(), ['running', 'stopped'])
    await endDeadRuns(world.db.store)
    const stored = await world.db.db
      .selectFrom('run')
      .select('finishedAt')
      .where('id', '=', rows[0]?.id ?? 0)
      .execute()
    assert.ok(stored[0]?.finishedAt)
    assert.deepEqual(await states(), ['running', 'stopped'])
  })

  test('tells the screens of its progress at most once a second', async () => {
    const connectionId = await connect(world)
    const { db, store } = world.db
    const parts = world.parts()
    const work: Work = {
      ...{
        parts,
        connectionId,
        kind: 'pass',
        requestedBy: null,
        fence: null,
        mappingVersion: 1,
        mappings: [],
      },
      ...{
        erp: erpOf(parts, connectionId, new AbortController().signal),
        counts: noCounts(),
        run: undefined,
      },
    }
    const id = await runOf(work)
    const told: string[] = []
    const unlisten = await store.listen('koppel_live', (event) => told.push(event))
    const afterManyPages = async () => {
      for (let page = 0; page < 20; page += 1) await saveProgress(work)
      // What is told later than all of this arrives later, too.
      await sql`select pg_notify('koppel_live', 'end')`.execute(db)
      await eventually(() => assert.equal(told.at(-1), 'end'))
      return told.splice(0).length - 1
    }

    assert.equal(await afterManyPages(), 0)
    await sql`update run set started_at = started_at - interval '2 seconds' where id = ${id}`.execute(db)
    assert.equal(await afterManyPages(), 1)
    await finishRun(work)
    await unlisten()
  })
})

describe('history that is too old', () => {
  test('is kept as long as an administrator says, and the change is kept in the audit', async () => {
    assert.deepEqual((await call('chief', 'GET', '/engine/retention')).body, { runDays: 90, logDays: 365 })
    assert.equal((await call('chief', 'PUT', '/engine/retention', { runDays: 0, logDays: 5 })).status, 400)
    assert.equal((await call('anna', 'PUT', '/engine/retention', { runDays: 5, logDays: 5 })).status, 403)
    const { body } = await call('chief', 'PUT', '/engine/retention', { runDays: 30, logDays: 60 })
    assert.deepEqual(body, { runDays: 30, logDays: 60 })
    const { rows } = await sql<{ oldValue: unknown; newValue: unknown }>`
      select old_value, new_value from audit where action = 'changeRetention'`.execute(world.db.db)
    assert.deepEqual(rows, [
      { oldValue: { runDays: 90, logDays: 365 }, newValue: { runDays: 30, logDays: 60 } },
    ])
    await call('chief', 'PUT', '/engine/retention', { runDays: 90, logDays: 365 })
  })

  test('goes: whole months at once, the rest row by row, and runs that no value names any more', async () => {
    const { db, store } = world.db
    const connectionId = await connect(world)
    await sql`delete from sync_log`.execute(db)
    await sql`create table sync_log_2024_01 partition of sync_log for values from ('2024-01-01') to ('2024-02-01')`.execute(
      db,
    )
    await moved(world, connectionId, 5)
    await moved(world, connectionId, 5, 400)
    await sql`
      insert into sync_log (at, run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key,
        direction, erp_field, crm_field, rule)
      values ('2024-01-15', 0, ${connectionId}, 1, 'company', 1, 'customer', 'K', 'toCrm', 'PHONE', 'phone', 'x')`.execute(
      db,
    )
    const { rows } = await sql<{ id: number }>`
      insert into run (connection_id, kind, state, finished_at)
      select ${connectionId}, 'pass', 'done', now() - interval '100 days' from generate_series(1, 2) returning id`.execute(
      db,
    )
    await sql`update sync_log set run_id = ${rows[0]?.id} where connection_id = ${connectionId} and at > now() - interval '1 day'`.execute(
      db,
    )

    await prune(store)

    const left = await sql<{ log: number; month: string | null; runs: number[] }>`
      select (select count(*) from sync_log) as log, to_regclass('sync_log_2024_01')::text as month,
        (select array_agg(id) from run where connection_id = ${connectionId}) as runs`.execute(db)
    assert.deepEqual(left.rows, [{ log: 5, month: null, runs: [rows[0]?.id] }])
    await prune(store)
    assert.equal((await call('chief', 'GET', `/runs/${rows[0]?.id}`)).status, 200)
  })
})
