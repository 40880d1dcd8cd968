import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { eventually } from '../eventually.ts'
import { crmValues, editCrm, erpHistory, erpValues, type Side, type Stage } from './stage.ts'

/** Edits on both sides of every link: one side, the other, both in different fields, both in the same. */
export async function editBothSides(stage: Stage, side: Side, tag = ''): Promise<void> {
  for (const [n, pair] of side.pairs.entries()) {
    if (n % 4 !== 1) await editCrm(stage, pair, { phone: `crm${tag} ${n}` })
    if (n % 4 === 1 || n % 4 === 2) side.erp.edit('customer', pair.key, { STREETCITY: `erp${tag} ${n}` })
    if (n % 4 === 3) side.erp.edit('customer', pair.key, { PHONE: `erp${tag} ${n}` })
  }
}

/** Everything two runs have in common when nothing was lost, doubled or left behind. */
export async function endOf(stage: Stage, side: Side) {
  const { db } = stage.store
  const log = await sql<{ line: string }>`
    select record_id - (select min(record_id) from link where connection_id = ${side.connectionId}) || ' ' ||
      direction || ' ' || erp_field || ' ' || coalesce(old_value::text, '-') || ' → ' || coalesce(new_value::text, '-') as line
    from sync_log where connection_id = ${side.connectionId}
    order by 1`.execute(db)
  return {
    ...(await restOf(stage, side)),
    crm: await Promise.all(side.pairs.map((pair) => crmValues(stage, pair))),
    erp: side.pairs.map((pair) => erpValues(side, pair)),
    erpWrites: erpHistory(side),
    log: log.rows.map(({ line }) => line),
  }
}

/** What may not be left when everything is carried over. */
export async function restOf({ store }: Pick<Stage, 'store'>, { connectionId }: { connectionId: number }) {
  const { rows } = await sql<{
    state: string
    attempts: number
    edits: number
    writes: number
    parked: number
    conflicts: number
    fieldErrors: number
    running: number
  }>`
    select c.state, c.attempts,
      (select count(*) from crm_change x where x.connection_id = c.id) as edits,
      (select count(*) from erp_write x where x.connection_id = c.id) as writes,
      (select count(*) from parked x where x.connection_id = c.id) as parked,
      (select count(*) from conflict x join link l on l.id = x.link_id where l.connection_id = c.id) as conflicts,
      (select count(*) from field_error x join link l on l.id = x.link_id where l.connection_id = c.id) as field_errors,
      (select count(*) from run x where x.connection_id = c.id and x.state = 'running') as running
    from connection c where c.id = ${connectionId}`.execute(store.db)
  const [rest] = rows
  assert.ok(rest)
  return rest
}

export const nothingLeft = {
  ...{ state: 'ok', attempts: 0, edits: 0, writes: 0 },
  ...{ parked: 0, conflicts: 0, fieldErrors: 0, running: 0 },
}

/** Both sides agree, nothing waits any more, and the next pass is queued. */
export async function settled(stage: Stage, side: Side, withinMs = 90_000): Promise<void> {
  await eventually(async () => {
    await queueIsOpen(stage, side.connectionId)
    assert.deepEqual(await restOf(stage, side), nothingLeft)
    for (const pair of side.pairs) {
      const { NAME, PHONE, STREETCITY } = erpValues(side, pair)
      const { name, phone, streetCity } = await crmValues(stage, pair)
      assert.deepEqual({ name, phone, streetCity }, { name: NAME, phone: PHONE, streetCity: STREETCITY })
    }
  }, withinMs)
}

/** The job of the connection waits for its time, and nobody holds its queue or its lease, the dead neither. */
async function queueIsOpen({ store }: Pick<Stage, 'store'>, connectionId: number): Promise<void> {
  const { rows } = await sql<{ waiting: number; locked: number; leased: number }>`
    select count(*) filter (where j.locked_at is null) as waiting, count(q.locked_at) as locked,
      (select count(leased_by) from connection where id = ${connectionId}) as leased
    from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where j.key = ${`pass:${connectionId}`}`.execute(store.db)
  assert.deepEqual(rows, [{ waiting: 1, locked: 0, leased: 0 }])
}

/** The workers have looked after their work some times: had they wanted to begin something, they would have. */
export async function stillBeats({ store }: Pick<Stage, 'store'>, times = 5): Promise<void> {
  const beats = new Set<string>()
  await eventually(async () => {
    const { rows } = await sql<{ beatAt: string }>`select beat_at::text as beat_at from worker`.execute(
      store.db,
    )
    for (const { beatAt } of rows) beats.add(beatAt)
    assert.ok(beats.size >= times)
  }, 60_000)
}
