import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { checkWorkers } from './check-workers.ts'
import { drawSchedule } from './schedule.ts'
import { lastLog } from './take-over.ts'
import { useGround } from './use-ground.ts'
import { makeWorld, type World } from './world.ts'

const { prepared } = useGround()

/** A pass logs a value, by a clock that is so many hours ahead. */
async function logs({ ground, connectionId }: World, runId: number, hours: number): Promise<void> {
  await sql`
    insert into sync_log (at, run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key,
      direction, erp_field, crm_field, rule)
    values (now() + make_interval(hours => ${hours}), ${runId}, ${connectionId}, 1, 'company', 1, 'customer', 'C0',
      'toCrm', 'NAME', 'name', 'erpChanged')`.execute(ground.store.db)
}

async function runOf({ ground, connectionId }: World): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into run (connection_id, kind) values (${connectionId}, 'pass') returning id`.execute(
    ground.store.db,
  )
  return rows[0]?.id ?? 0
}

async function complaints(world: World): Promise<string[]> {
  const found: string[] = []
  await checkWorkers(world, (violation) => found.push(violation))
  return found
}

describe('whoever judges that a worker that was overtaken wrote nothing more', () => {
  let world: World
  let runId = 0

  before(async () => {
    world = await makeWorld(prepared(), drawSchedule(1))
    runId = await runOf(world)
  })

  test('goes by the order of what was logged: what came before stands though the clock was set back since', async () => {
    await logs(world, runId, 48)
    world.overtaken.push({ lastRun: runId, lastLog: await lastLog(world) })

    assert.deepEqual(await complaints(world), [])
  })

  test('and is not fooled by a clock that was set back before it wrote again', async () => {
    await logs(world, runId, -48)

    assert.deepEqual(await complaints(world), ['I20 a worker that was overtaken wrote NAME'])
  })
})
