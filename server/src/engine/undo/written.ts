import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../store/index.ts'
import type { SyncDirection } from '../../store/tables.ts'
import type { Side, Written } from '../../sync/index.ts'

/** What is undone: all a run wrote, or one of its values. */
export interface Target {
  readonly runId: number
  /** The line of the log. */
  readonly valueId?: number | undefined
}

export const sideOf = { toCrm: 'crm', toErp: 'erp' } as const satisfies Record<SyncDirection, Side>
export const directionOf = { crm: 'toCrm', erp: 'toErp' } as const satisfies Record<Side, SyncDirection>

type Row = Omit<Written, 'side'> & { readonly linkId: number; readonly direction: SyncDirection }

/** By link: of each value the oldest that was overwritten and the newest that was written. */
export async function writtenTo(
  tx: Tx,
  target: Target,
  linkIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Written[]>> {
  const { rows } = await sql<Row>`${written(target, ofLinks(linkIds))}`.execute(tx)
  return new Map(
    [...Map.groupBy(rows, ({ linkId }) => linkId)].map(([linkId, ofLink]) => [
      linkId,
      ofLink.map(({ linkId: _, direction, ...one }) => ({ ...one, side: sideOf[direction] })),
    ]),
  )
}

// By their records: the log is kept in that order, and a run may be long.
function ofLinks(linkIds: readonly number[]): RawBuilder<unknown> {
  return sql`join link l on l.id = any(${[...linkIds]}::bigint[]) and l.record_type = s.record_type
    and l.record_id = s.record_id and l.id = s.link_id`
}

/**
 * SQL: one row for each value a run wrote, however often it wrote it. `ofLink` may join `s`, the log.
 *
 * Not what a new actor or record was given: that overwrote nothing, and a pass that makes one does other things too.
 */
export function written(
  { runId, valueId }: Target,
  ofLink: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  return sql`
    select s.link_id, s.direction, s.erp_field, (array_agg(s.crm_field order by s.id desc))[1] as crm_field,
      (array_agg(s.old_value order by s.id))[1] as before, (array_agg(s.new_value order by s.id desc))[1] as after
    from sync_log s ${ofLink}
    where s.run_id = ${runId} and s.rule <> 'created' ${valueId === undefined ? sql`` : sql`and s.id = ${valueId}`}
    group by s.link_id, s.direction, s.erp_field`
}
