import type { Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import { all, type Language, type Listed, type Paged, page } from '../monitor/listing.ts'
import { type Place, textsFor } from '../monitor/texts.ts'
import { recordMatches } from '../record-search.ts'
import type { undoneValue, undoOutcome } from './contract.ts'

type UndoneValue = z.infer<typeof undoneValue>
type Outcome = z.infer<typeof undoOutcome>

interface Row extends Place {
  readonly linkId: number
  readonly direction: UndoneValue['direction']
  readonly erpField: string
  readonly crmField: string
  readonly earlierValue: Value
  readonly writtenValue: Value
  readonly foundValue: Value
  readonly outcome: Outcome
  readonly changedBy: string | null
}

/**
 * SQL for the outcome of `v`, of which `l` is the link. What the ERP was to hold again turns out with the passes: it
 * waits as long as its start rule stands, and is done once the log or the base says so.
 */
const outcomeNow = sql`case
  when v.outcome <> 'ordered' then v.outcome
  when (l.start->v.erp_field->>'run')::bigint = v.run_id then case
    when l.ended_at is not null then 'linkEnded'
    when l.broken_at is not null then 'linkBroken'
    when exists (select from parked p where p.link_id = l.id and p.resolved_at is null and p.reason = 'refused')
      then 'refused'
    when exists (select from field_error e where e.link_id = l.id and e.erp_field = v.erp_field) then 'doesNotFit'
    else 'waiting' end
  when coalesce(base_half(l.base->v.erp_field, 0), 'null') = coalesce(v.earlier_value, 'null') or exists (
    select from sync_log s where s.record_type = l.record_type and s.record_id = l.record_id and s.run_id = v.run_id and s.link_id = v.link_id and s.erp_field = v.erp_field
      and s.direction = 'toErp') then 'putBack'
  else 'changedSince' end`

export interface ReportQuery extends Paged {
  readonly outcome?: Outcome | undefined
  readonly search?: string | undefined
}

/** The report of a run that undid another. */
export async function undoneBy(db: Db, runId: number, query: ReportQuery, language: Language) {
  const { rows: runs } = await sql<{ runId: number | null; startedAt: string | null }>`
    select u.id as run_id, u.started_at from run r
    left join run u on u.id = coalesce(r.options->>'runId', r.result->>'undoes')::bigint
    where r.id = ${runId} and r.kind = 'undo'`.execute(db)
  const [undone] = runs
  if (!undone) throw notFound()
  const { rows: outcomes } = await sql<{ outcome: Outcome; values: number }>`
    select ${outcomeNow} as outcome, count(*) as values from undo_value v join link l on l.id = v.link_id
    where v.run_id = ${runId} group by 1 order by 2 desc, 1`.execute(db)
  const { outcome, search, ...paged } = query
  const where = all([
    sql`v.run_id = ${runId}`,
    outcome && sql`${outcomeNow} = ${outcome}`,
    search ? recordMatches('l', search) : undefined,
  ])
  const { runId: undoneId, startedAt } = undone
  return {
    undoes: undoneId === null || startedAt === null ? null : { runId: undoneId, startedAt },
    outcomes,
    ...(await undoneValues(db, where, paged, language)),
  }
}

/** One page of what became of values; `v` is the value, `l` its link. */
export async function undoneValues(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<UndoneValue>> {
  const { rows, total } = await page<Row>(
    db,
    sql`v.link_id, l.connection_id, l.actor_type, l.record_type, l.record_id, v.direction, v.erp_field, v.crm_field,
      v.earlier_value, v.written_value, v.found_value, ${outcomeNow} as outcome, coalesce(u.name, c.name) as changed_by`,
    sql`from undo_value v join link l on l.id = v.link_id
      left join app_user u on u.id = v.changed_by
      left join connection c on 'connection:' || c.id = v.changed_by
      where ${where}`,
    sql`v.link_id, v.erp_field, v.direction`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => {
      const { linkId, direction, earlierValue, outcome, changedBy } = row
      const shown = (value: Value) =>
        direction === 'toCrm' ? texts.inCrm(row, value) : texts.inErp(row, value)
      return {
        linkId,
        direction,
        earlierValue,
        outcome,
        changedBy,
        record: texts.record(row),
        erpField: texts.erpField(row),
        crmField: texts.crmField(row),
        earlierText: shown(earlierValue),
        writtenText: shown(row.writtenValue),
        foundText: shown(row.foundValue),
      }
    }),
    total,
  }
}
