import { sql } from 'kysely'
import type { Complain } from './check-rest.ts'
import type { World } from './world.ts'

/** I20: a worker that lost its place to another writes nothing more when it wakes. */
export async function checkWorkers(world: World, complain: Complain): Promise<void> {
  await checkPasses(world, complain)
  checkCalls(world, complain)
  await checkMakers(world, complain)
}

/**
 * Not what it logs of an actor it made: that has a claim of its own, which a pass keeps when it loses its lease, and
 * what is true is stored (ADR 0011). `checkMakers` judges it by the claim.
 */
async function checkPasses({ ground, connectionId, overtaken }: World, complain: Complain): Promise<void> {
  for (const { lastRun, lastLog } of overtaken) {
    const { rows } = await sql<{ erpField: string; runId: number }>`
      select s.erp_field, s.run_id from sync_log s join run r on r.id = s.run_id
      where r.connection_id = ${connectionId} and r.kind = 'pass' and r.id <= ${lastRun} and s.id > ${lastLog}
        and s.rule <> 'created'`.execute(ground.store.db)
    for (const { erpField } of rows) complain(`I20 a worker that was overtaken wrote ${erpField}`)
  }
}

/** Whoever woke without a lease begins no call of the ERP any more. */
function checkCalls({ erp, lostLease }: World, complain: Complain): void {
  for (const { run, seq } of lostLease)
    for (const call of erp.sent)
      if (call.run === run && call.seq > seq)
        complain(`I20 a worker that had lost its lease told the ERP ${call.key}.${call.field}`)
}

/** Of what is made in the ERP: whoever took the claim over stores what became of it, nobody else. */
async function checkMakers({ ground, takenOver }: World, complain: Complain): Promise<void> {
  for (const { recordId, runId, lastLog } of takenOver) {
    const { rows } = await sql<{ erpField: string }>`
      select erp_field from sync_log where run_id = ${runId} and record_type = 'company' and record_id = ${recordId}
        and rule = 'created' and id > ${lastLog}`.execute(ground.store.db)
    for (const { erpField } of rows) complain(`I20 a maker whose claim was taken over wrote ${erpField}`)
  }
}
