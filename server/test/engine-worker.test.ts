import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { type Engine, startEngine } from '../src/engine/index.ts'
import { passForAll, passNow } from '../src/engine/schedule.ts'
import {
  connect,
  connection,
  edit,
  inCrm,
  inErp,
  linked,
  patches,
  useEngineWorld,
  waiting,
} from './engine-world.ts'
import { eventually } from './eventually.ts'

const world = useEngineWorld()
const erp = { NAME: 'Acme', PHONE: '1', STREETCITY: 'Kiel' }
const crm = { name: 'Acme', phone: '1', streetCity: 'Kiel' }
const engines: Engine[] = []

async function start(): Promise<Engine> {
  const engine = await startEngine(world.parts())
  engines.push(engine)
  return engine
}

async function setEngine(running: boolean, intervalSeconds: number): Promise<void> {
  await sql`update engine set running = ${running}, interval_seconds = ${intervalSeconds}`.execute(
    world.db.db,
  )
  await sql`select pg_notify('koppel_live', '{"kind":"engine"}')`.execute(world.db.db)
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop()
  await sql`update connection set active = false`.execute(world.db.db)
})

describe('the engine', () => {
  test('carries an edit in the CRM over at once, long before the interval is over', async () => {
    await setEngine(true, 86_400)
    await start()
    const connectionId = await connect(world)
    const one = await linked(world, connectionId, erp, crm)
    await sql`update connection set active = false where id = ${connectionId}`.execute(world.db.db)
    await sql`update connection set active = true where id = ${connectionId}`.execute(world.db.db)
    await eventually(async () => assert.ok((await connection(world, connectionId)).lastSyncedAt))

    await edit(world, one.recordId, { phone: '2' })

    await eventually(() => assert.equal(inErp(world, one.key, 'PHONE'), '2'))
  })

  test('finds an edit in the ERP within the interval', async () => {
    await setEngine(true, 1)
    const connectionId = await connect(world)
    const one = await linked(world, connectionId, erp, crm)
    await start()
    await eventually(async () => assert.ok((await connection(world, connectionId)).lastSyncedAt))

    world.erp.edit('customer', one.key, { PHONE: '2' })

    await eventually(async () => assert.equal(await inCrm(world, one.recordId, 'phone'), '2'))
  })

  test('queues nothing while it is off, and goes on when it is on again', async () => {
    const connectionId = await connect(world)
    const one = await linked(world, connectionId, erp, crm)
    await world.pass(connectionId)
    await setEngine(false, 1)
    await start()
    await edit(world, one.recordId, { phone: '2' })
    await passNow(world.db.db, [connectionId])
    await passForAll(world.db.db, { all: true })
    const { rows } =
      await sql`select from graphile_worker.jobs where key = ${`pass:${connectionId}`}`.execute(world.db.db)
    assert.equal(rows.length, 0)
    assert.equal(inErp(world, one.key, 'PHONE'), '1')

    await setEngine(true, 1)

    await eventually(() => assert.equal(inErp(world, one.key, 'PHONE'), '2'))
  })

  for (const step of ['claimed', 'answered'] as const) {
    test(`takes up the work of a process that was killed with changes ${step}`, async () => {
      await setEngine(true, 1)
      const connectionId = await connect(world)
      const one = await linked(world, connectionId, erp, crm)
      await world.pass(connectionId)
      await edit(world, one.recordId, { phone: '2' })
      world.calls.length = 0

      const script = join(import.meta.dirname, 'engine-process.ts')
      const doomed = spawn(process.execPath, [script, world.db.url, world.erp.url, step], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(doomed.stdout, 'data')
      doomed.kill('SIGKILL')
      await once(doomed, 'exit')
      // Nobody waits for 20 seconds here: its heart stood still for longer.
      await sql`update worker set beat_at = beat_at - interval '21 seconds'`.execute(world.db.db)
      await sql`update graphile_worker._private_jobs set locked_at = locked_at - interval '21 seconds'`.execute(
        world.db.db,
      )
      await start()

      await eventually(async () => {
        assert.equal(inErp(world, one.key, 'PHONE'), '2')
        assert.equal((await connection(world, connectionId)).leasedUntil, null)
        assert.deepEqual(await waiting(world, one.linkId), [])
      })
      assert.equal(patches(world), 1)
      assert.equal((await world.db.db.selectFrom('worker').select('id').execute()).length, 1)
    })
  }

  test('goes on after every connection to the database was cut', async () => {
    await setEngine(true, 1)
    const connectionId = await connect(world)
    const one = await linked(world, connectionId, erp, crm)
    await start()
    await eventually(async () => assert.ok((await connection(world, connectionId)).lastSyncedAt))

    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(world.db.db)
    await eventually(() => edit(world, one.recordId, { phone: '2' }))
    world.erp.edit('customer', one.key, { STREETCITY: 'Oslo' })

    await eventually(async () => {
      assert.equal(inErp(world, one.key, 'PHONE'), '2')
      assert.equal(await inCrm(world, one.recordId, 'streetCity'), 'Oslo')
    }, 30_000)
  })

  test('stops within ten seconds, also while the ERP does not answer, and leaves nothing locked', async () => {
    await setEngine(true, 1)
    const connectionId = await connect(world)
    await linked(world, connectionId, erp, crm)
    const calling = Promise.withResolvers<void>()
    const engine = await startEngine(
      world.parts({
        openSession: (_id, { signal }) =>
          new Promise((_resolve, reject) => {
            calling.resolve()
            signal.addEventListener('abort', () => reject(signal.reason), { once: true })
          }),
      }),
    )
    await calling.promise
    const before = performance.now()

    await engine.stop()

    assert.ok(performance.now() - before < 10_000)
    const { leasedUntil, state } = await connection(world, connectionId)
    assert.deepEqual([leasedUntil, state], [null, 'ok'])
    const { rows } = await sql`select from graphile_worker.jobs where locked_by is not null`.execute(
      world.db.db,
    )
    assert.equal(rows.length, 0)
    assert.deepEqual(await world.db.db.selectFrom('worker').select('id').execute(), [])
  })

  test('has a partition of the log ready for this month and the next', async () => {
    await start()
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'sync_log'::regclass`.execute(world.db.db)
    assert.ok(rows.length >= 2, rows.map(({ name }) => name).join())
  })
})
