import type { Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'

/** One row of what is kept: an edit by a person, a value the sync wrote, a merge, or that the record was made. */
export interface HistoryRow {
  readonly source: 'edit' | 'made' | 'merge' | 'sync' | 'unmerge'
  readonly id: number
  readonly at: string
  readonly recordId: number
  readonly who: string | null
  readonly apiKeyId: number | null
  readonly beside: boolean
  readonly connectionId: number | null
  readonly runId: number | null
  /** Per column, custom field or CRM field. */
  readonly changes: Readonly<Record<string, readonly [before: Value, after: Value]>>
  readonly otherId: number | null
}

export interface HistoryAsked {
  readonly recordType: RecordType
  readonly recordId: number
  /** Of a field: the names under which the kept rows know it. */
  readonly field?: { readonly column: string; readonly key: string } | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/** One page, newest first. Each source is read along its own index, so that a long history costs no more than a page. */
export async function historyRows(
  db: Db,
  asked: HistoryAsked,
): Promise<{ rows: readonly HistoryRow[]; next: string | null }> {
  const { field, limit } = asked
  const sources = field
    ? [edits(asked), moves(asked)]
    : [edits(asked), moves(asked), merges(asked), made(asked)]
  const { rows } = await sql<HistoryRow>`
    /* kept */
    with recursive lives as (
      select ${asked.recordId}::bigint as id, 'infinity'::timestamptz as until
      union all
      select m.other_id, least(m.at, l.until) from lives l
      join record_merge m on m.record_type = ${asked.recordType} and m.survivor_id = l.id and m.undone_at is null
    )
    select * from (${sql.join(sources, sql` union all `)}) h
    order by at desc, source desc, id desc limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? `${last.at}_${last.source}_${last.id}` : null }
}

function before(
  asked: HistoryAsked,
  source: HistoryRow['source'],
  at: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
) {
  const [time, of, number] = asked.after?.split('_') ?? []
  if (time === undefined) return sql`true`
  return sql`(${at}, ${source}, ${id}) < (${time}::timestamptz, ${of ?? ''}, ${Number(number)}::bigint)`
}

const at = (alias: string) => sql.ref(`${alias}.at`)
const id = (alias: string) => sql.ref(`${alias}.id`)

function edits(asked: HistoryAsked) {
  const { recordType, field, limit } = asked
  return sql`(
    select 'edit' as source, e.id, e.at, e.record_id, e.edited_by as who, e.api_key_id, e.beside,
      null::bigint as connection_id, null::bigint as run_id, e.changes, null::bigint as other_id
    from lives l cross join lateral (
      select * from crm_edit e
      where e.record_type = ${recordType} and e.record_id = l.id and e.at < l.until
        and ${field ? sql`e.changes ? ${field.column}` : sql`true`} and ${before(asked, 'edit', at('e'), id('e'))}
      order by e.at desc, e.id desc limit ${limit + 1}
    ) e)`
}

// That a record was made by the sync stands in `made`.
function moves(asked: HistoryAsked) {
  const { recordType, field, limit } = asked
  return sql`(
    select 'sync', s.id, s.at, s.record_id, r.requested_by, null::bigint, false, s.connection_id, s.run_id,
      jsonb_build_object(s.crm_field, jsonb_build_array(s.old_value, s.new_value)), null::bigint
    from lives l cross join lateral (
      select * from sync_log s
      where s.record_type = ${recordType} and s.record_id = l.id and s.at < l.until and s.direction = 'toCrm'
        and s.rule <> 'created' and ${field ? sql`s.crm_field = ${field.key}` : sql`true`}
        and ${before(asked, 'sync', at('s'), id('s'))}
      order by s.at desc, s.id desc limit ${limit + 1}
    ) s left join run r on r.id = s.run_id)`
}

function merges(asked: HistoryAsked) {
  const { recordType } = asked
  const of = sql`m.record_type = ${recordType} and (m.survivor_id = l.id or m.other_id = l.id)`
  const other = sql`case when m.survivor_id = l.id then m.other_id else m.survivor_id end`
  // Of a record that is told of as merged, that it was merged stands with the survivor.
  const once = sql`(m.survivor_id = l.id or l.id = ${asked.recordId})`
  return sql`(
    select 'merge', m.id, m.at, l.id, m.merged_by, null::bigint, false, null::bigint, null::bigint,
      jsonb_build_object('survivor', jsonb_build_array(m.survivor_id = l.id, null)), ${other}
    from lives l join record_merge m on ${of} and ${once}
    where m.at <= l.until and ${before(asked, 'merge', at('m'), id('m'))}
    union all
    select 'unmerge', m.id, m.undone_at, l.id, m.undone_by, null::bigint, false, null::bigint, null::bigint,
      jsonb_build_object('survivor', jsonb_build_array(m.survivor_id = l.id, null)), ${other}
    from lives l join record_merge m on ${of}
    where m.undone_at < l.until and ${before(asked, 'unmerge', sql`m.undone_at`, id('m'))})`
}

function made(asked: HistoryAsked) {
  const { recordType } = asked
  return sql`(
    select 'made', t.id, t.created_at, t.id, t.created_by, null::bigint, false, s.connection_id, s.run_id, '{}'::jsonb, null::bigint
    from lives l join ${sql.table(recordType)} t on t.id = l.id
    left join lateral (
      select connection_id, run_id from sync_log s
      where s.record_type = ${recordType} and s.record_id = t.id and s.rule = 'created' order by s.at limit 1
    ) s on true
    where ${before(asked, 'made', sql`t.created_at`, id('t'))})`
}
