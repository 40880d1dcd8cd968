import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { Tx } from '../../store/index.ts'
import type { UndoOutcome, Written } from '../../sync/index.ts'
import { recordset } from '../work.ts'
import { directionOf } from './written.ts'

/** What became of one value; `ordered` ones turn out later (see {@link outcomeNow}). */
export interface ReportLine extends Written {
  readonly linkId: number
  readonly outcome: UndoOutcome | 'recordGone' | 'linkEnded' | 'linkBroken' | 'linkHeld'
  readonly now: Value
  /** Who changed the record last: a user's id, or `connection:<id>`. */
  readonly changedBy: string | null
}

export async function storeReport(tx: Tx, runId: number, lines: readonly ReportLine[]): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map(({ side, ...line }) => ({ ...line, direction: directionOf[side] }))
  await sql`
    insert into undo_value (run_id, link_id, direction, erp_field, crm_field, written_value, earlier_value, found_value,
      outcome, changed_by)
    select ${runId}, "linkId", direction, "erpField", "crmField", after, before, now, outcome, "changedBy"
    from ${recordset(rows)} as x ("linkId" bigint, direction text, "erpField" text, "crmField" text, before jsonb,
      after jsonb, now jsonb, outcome text, "changedBy" text)
    on conflict do nothing`.execute(tx)
}
