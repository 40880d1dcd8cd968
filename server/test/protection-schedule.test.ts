import assert from 'node:assert/strict'
import { after, afterEach, describe, test } from 'node:test'
import { type Runner, runMigrations, runOnce } from 'graphile-worker'
import { sql } from 'kysely'
import pg from 'pg'
import { type Engine, startEngine } from '../src/engine/index.ts'
import { agePasses, type PassJob, passAgain, passNow, passTask } from '../src/engine/schedule.ts'
import { connect, connection, inCrm, linked, started, useEngineWorld } from './engine-world.ts'
import { eventually } from './eventually.ts'

const world = useEngineWorld()
const engines: Engine[] = []
const runners: Runner[] = []

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop()
  await sql`update connection set active = false`.execute(world.db.db)
})
after(async () => {
  for (const runner of runners) await runner.stop()
})

describe('with more work than capacity', () => {
  /** The order in which one slot takes passes that each last a second and always leave more to do. */
  async function orderOf(passes: number, ids: readonly number[], busy: (id: number) => boolean) {
    const { db } = world.db
    const pool = new pg.Pool({ connectionString: world.db.url, max: 3 })
    await runMigrations({ pgPool: pool })
    const order: number[] = []
    const taskList = {
      [passTask]: async (job: unknown) => {
        const { connectionId } = job as PassJob
        order.push(connectionId)
        if (order.length > passes) return
        // A second goes by for everything that waits.
        await sql`update graphile_worker._private_jobs set run_at = run_at - interval '1 second'
          where locked_at is null`.execute(db)
        await agePasses(db)
        if (busy(connectionId)) await passAgain(db, connectionId, 'more')
      },
    }
    await passNow(db, ids)
    await runOnce({ pgPool: pool, taskList, concurrency: 1, noHandleSignals: true })
    await pool.end()
    return order.slice(0, passes)
  }

  async function three(): Promise<number[]> {
    const ids = [await connect(world), await connect(world), await connect(world)]
    for (const [priority, id] of ids.entries())
      await sql`update connection set priority = ${priority + 1} where id = ${id}`.execute(world.db.db)
    return ids
  }

  test('the higher connection goes first', async () => {
    const ids = await three()

    assert.deepEqual(await orderOf(3, ids, () => false), ids)
  })

  test('the higher connection gets the most, and none waits for ever', async () => {
    const ids = await three()

    const order = await orderOf(90, ids, () => true)

    const counts = ids.map((id) => order.filter((one) => one === id).length)
    assert.ok(
      counts.every((count, at) => at === 0 || count <= (counts[at - 1] ?? 0)),
      counts.join(),
    )
    assert.ok((counts[0] ?? 0) >= 45, counts.join())
    for (const id of ids) {
      const turns = order.flatMap((one, at) => (one === id ? [at] : []))
      const longest = Math.max(...turns.map((at, turn) => at - (turns[turn - 1] ?? 0)))
      assert.ok(turns.length >= 2 && longest <= 45, `${id}: ${turns.join()}`)
    }
  })

  test('one that is asked for again and again keeps its place', async () => {
    const [first = 0, second = 0] = await three()
    const { db } = world.db
    await passNow(db, [second])
    const place = () =>
      sql<{ runAt: string }>`select run_at from graphile_worker.jobs where key = ${`pass:${second}`}`.execute(
        db,
      )
    const before = (await place()).rows
    await passNow(db, [first, second])
    await passNow(db, [second], true)

    assert.deepEqual((await place()).rows, before)
  })
})

describe('ERPs that never answer', () => {
  test('delay no other connection, though there are more of them than the engine has room for', async () => {
    await sql`update engine set running = true, interval_seconds = 1`.execute(world.db.db)
    const hanging = [await started(world), await started(world), await started(world)]
    const good = await connect(world)
    const one = await linked(world, good, { NAME: 'Good' }, { name: 'Good' })
    const ids = new Set(hanging.map(({ connectionId }) => connectionId))
    const parts = world.parts()
    const engine = await startEngine({
      ...parts,
      concurrency: 2,
      openSession: (id, options) =>
        ids.has(id)
          ? new Promise((_resolve, reject) => {
              options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true })
            })
          : parts.openSession(id, options),
    })
    engines.push(engine)
    await eventually(async () => {
      for (const id of ids) assert.ok((await connection(world, id)).leasedUntil)
    })

    for (const city of ['Oslo', 'Bonn', 'Rome']) {
      world.erp.edit('customer', one.key, { STREETCITY: city })
      await eventually(async () => assert.equal(await inCrm(world, one.recordId, 'streetCity'), city))
    }

    for (const id of ids) assert.ok((await connection(world, id)).leasedUntil, 'still waiting for its ERP')
  })
})
