import { sql } from 'kysely'
import type { Complain } from './check-rest.ts'
import type { World } from './world.ts'

/** I20: a worker that lost its place to another writes nothing more when it wakes. */
export async function checkWorkers(
  { ground, connectionId, overtaken }: World,
  complain: Complain,
): Promise<void> {
  for (const { lastRun, at } of overtaken) {
    const { rows } = await sql<{ erpField: string; runId: number }>`
      select s.erp_field, s.run_id from sync_log s join run r on r.id = s.run_id
      where r.connection_id = ${connectionId} and r.kind = 'pass' and r.id <= ${lastRun} and s.at > ${at}`.execute(
      ground.store.db,
    )
    for (const { erpField } of rows) complain(`I20 a worker that was overtaken wrote ${erpField}`)
  }
}
