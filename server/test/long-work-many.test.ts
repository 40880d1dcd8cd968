import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'kysely'
import pg from 'pg'
import type { Step } from '../src/engine/index.ts'
import { workBeside } from '../src/engine/long-work/beside.ts'
import type { PreviewResult } from '../src/engine/long-work/preview-options.ts'
import { cancelLongWork, queueLongWork } from '../src/engine/long-work/queue.ts'
import { connect, useEngineWorld } from './engine-world.ts'

const world = useEngineWorld()
const many = 20_000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What `work` sends to PostgreSQL, and the most memory it holds on to while it lasts. */
async function measured(work: () => Promise<unknown>): Promise<{ statements: number; heapMb: number }> {
  const { query } = pg.Client.prototype
  let statements = 0
  let heap = 0
  const look = () => {
    collect()
    heap = Math.max(heap, process.memoryUsage().heapUsed)
  }
  look()
  const before = heap
  pg.Client.prototype.query = function counted(this: pg.Client, ...given: Parameters<typeof query>) {
    statements += 1
    if (statements % 100 === 0) look()
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    await work()
    return { statements, heapMb: Math.round((heap - before) / 1_048_576) }
  } finally {
    pg.Client.prototype.query = query
  }
}

async function runOf(id: number) {
  return await world.db.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Companies linked to all these customers and in step with them. */
async function linkAll(connectionId: number, keys: readonly string[]): Promise<void> {
  await sql`
    with made as (
      insert into company (name, code) select key, key from unnest(${[...keys]}::text[]) key returning id, code
    )
    insert into link (connection_id, actor_type, actor_key, record_type, record_id)
    select ${connectionId}, 'customer', code, 'company', id from made`.execute(world.db.db)
  while ((await world.pass(connectionId)) === 'more');
}

/** One in ten of the companies has another telephone number, on which both sides are said to have agreed. */
async function setApart(connectionId: number): Promise<void> {
  await world.db.store.transaction(async (tx) => {
    await sql`select set_config('koppel.origin', ${String(connectionId)}, true)`.execute(tx)
    await sql`update company set phone = 'other' where id % 10 = 0`.execute(tx)
    await sql`update link set base = jsonb_set(base, '{PHONE}', jsonb_build_array(base->'PHONE', 'other')) where record_id % 10 = 0`.execute(
      tx,
    )
  })
}

test('twenty thousand links: cancelled between batches, taken up again, in constant memory and few statements', {
  timeout: 180_000,
}, async () => {
  const connectionId = await connect(world, [['PHONE', 'phone']])
  await linkAll(connectionId, world.erp.generate(many))
  await setApart(connectionId)
  const queue = (kind: 'resyncToCrm' | 'preview', options: object) =>
    queueLongWork(world.db.db, { connectionId, kind, options, requestedBy: 'test' })

  const previewId = await queue('preview', { of: 'resync', target: 'crm' })
  const previewed = await measured(async () => {
    while ((await runOf(previewId)).state !== 'done') {
      await workBeside(world.parts(), { runId: previewId }, new AbortController().signal)
    }
  })
  const told = (await runOf(previewId)).result as PreviewResult
  assert.deepEqual([told.links, told.toCrm], [many, many / 10])
  assert.equal(told.fields[0]?.examples.length, 20)

  const first = await queue('resyncToCrm', {})
  let batches = 0
  const reached = async (step: Step) => {
    if (step !== 'worked') return
    batches += 1
    if (batches === 3) await cancelLongWork(world.db.db, first)
  }
  await world.pass(connectionId, {}, { reached })
  const cancelled = await runOf(first)
  assert.deepEqual([cancelled.state, cancelled.processed], ['stopped', 3_000])

  const second = await queue('resyncToCrm', {})
  const resynced = await measured(async () => {
    while ((await runOf(second)).state !== 'done') {
      await sql`update connection set next_try_at = null where id = ${connectionId}`.execute(world.db.db)
      await world.pass(connectionId, { sliceMs: 1 })
    }
  })
  const done = await runOf(second)
  assert.deepEqual([done.processed, done.toErp], [many, 0])
  assert.equal(cancelled.toCrm + done.toCrm, told.toCrm)

  console.log(`preview of ${many}: ${JSON.stringify(previewed)}; resync: ${JSON.stringify(resynced)}`)
  const batchesOf = many / 1_000
  assert.ok(previewed.statements <= batchesOf * 16, `${previewed.statements} statements`)
  assert.ok(resynced.statements <= batchesOf * 25, `${resynced.statements} statements`)
  assert.ok(previewed.heapMb < 48, `${previewed.heapMb} MB`)
  assert.ok(resynced.heapMb < 48, `${resynced.heapMb} MB`)
})
