import type { Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import type { movedValue } from './contract.ts'
import { itemsNamed, type NamedItems } from './item-names.ts'
import { all, type Language } from './listing.ts'
import { type Place, type Texts, textsFor } from './texts.ts'

export type MovedValue = z.infer<typeof movedValue>

/** What is looked for in the field log. `connectionIds` bounds what may be seen. */
export interface LogSearch {
  readonly connectionIds: readonly number[]
  readonly record?: { readonly recordType: string; readonly recordId: number } | undefined
  readonly runId?: number | undefined
  /** The key of the field on either side. */
  readonly field?: string | undefined
  readonly direction?: string | undefined
  readonly rule?: string | undefined
  /** Part of the old or the new value. */
  readonly text?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Who asked for the run. */
  readonly userId?: string | undefined
  /** Where the last page ended. */
  readonly after?: string | undefined
  readonly limit: number
}

/**
 * One page of the log, newest first.
 *
 * `next` is where to go on, null at the end. A search that finds little does not read the whole log at once: it stops
 * at `searchedTo`, and the next page goes on from there.
 */
export interface LogPage {
  readonly rows: MovedValue[]
  readonly next: string | null
  readonly searchedTo: string | null
}

interface Position {
  readonly at: string
  readonly id: number
}

export type LogRow = Place &
  Pick<
    MovedValue,
    'id' | 'at' | 'runId' | 'linkId' | 'actorType' | 'actorKey' | 'direction' | 'rule' | 'requestedBy'
  > & {
    erpField: string
    crmField: string
    oldValue: Value
    newValue: Value
  }

/** How many rows one request reads at most while it looks for what matches. */
const mostRead = 200_000

export async function searchLog(db: Db, search: LogSearch, language: Language): Promise<LogPage> {
  const { rows, next, searchedTo } = await findRows(db, search)
  const texts = await textsFor(db, rows, language)
  return { rows: rows.map((row) => movedIn(row, texts)), next, searchedTo }
}

/** The same as {@link searchLog}, as stored. */
export async function findRows(db: Db, search: LogSearch) {
  const { limit } = search
  const after = positionIn(search.after)
  const matches = matching(search, search.text ? await itemsNamed(db, search.text) : undefined)
  const edge = matches.length > 0 ? await edgeOf(db, search, after) : undefined
  const { rows } = await sql<LogRow>`
    select m.id, m.at, m.run_id, m.link_id, m.connection_id, m.record_type, m.record_id, m.actor_type, m.actor_key, m.direction,
      m.erp_field, m.crm_field, m.old_value, m.new_value, m.rule, coalesce(u.name, r.requested_by) as requested_by
    from (
      select s.* from ${sourcesOf(search)} cross join lateral (
        select s.* from sync_log s where ${all([chosen(search), ...between(search, after, edge), ...matches])}
        order by s.at desc, s.id desc limit ${limit + 1}
      ) s order by s.at desc, s.id desc limit ${limit + 1}
    ) m
    left join run r on r.id = m.run_id left join app_user u on u.id = r.requested_by
    order by m.at desc, m.id desc`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  if (rows.length > limit && last) return { rows: shown, next: textOf(last), searchedTo: null }
  return { rows: shown, next: edge ? textOf(edge) : null, searchedTo: edge?.at ?? null }
}

export function movedIn(row: LogRow, texts: Texts): MovedValue {
  const { erpField: _erp, crmField: _crm, connectionId: _c, recordType: _t, recordId: _r, ...rest } = row
  const shown = (value: Value) =>
    row.direction === 'toCrm' ? texts.inCrm(row, value) : texts.inErp(row, value)
  return {
    ...rest,
    connection: texts.connection(row),
    record: texts.record(row),
    erpField: texts.erpField(row),
    crmField: texts.crmField(row),
    oldText: shown(row.oldValue),
    newText: shown(row.newValue),
  }
}

// Each has an index in the order of the list; all connections are read side by side.
function sourcesOf({ record, runId, connectionIds }: LogSearch): RawBuilder<unknown> {
  if (record || runId !== undefined) return sql`(values (0)) as o (id)`
  return sql`unnest(${[...connectionIds]}::bigint[]) as o (id)`
}

function chosen({ record, runId, connectionIds }: LogSearch): RawBuilder<unknown> {
  const allowed = sql`s.connection_id = any(${[...connectionIds]}::bigint[])`
  if (record) {
    const ofRun = runId === undefined ? sql`true` : sql`s.run_id = ${runId}`
    return sql`s.record_type = ${record.recordType} and s.record_id = ${record.recordId} and ${allowed} and ${ofRun}`
  }
  return runId === undefined ? sql`s.connection_id = o.id` : sql`s.run_id = ${runId} and ${allowed}`
}

// The times beside the positions let PostgreSQL leave out months.
function between({ from, to }: LogSearch, after?: Position, edge?: Position) {
  return [
    from && sql`s.at >= ${from}`,
    to && sql`s.at < ${to}`,
    after && sql`s.at <= ${after.at} and (s.at, s.id) < (${after.at}::timestamptz, ${after.id})`,
    edge && sql`s.at >= ${edge.at} and (s.at, s.id) >= (${edge.at}::timestamptz, ${edge.id})`,
  ]
}

/** Conditions that no index answers. */
function matching(
  { field, direction, rule, text, userId }: LogSearch,
  items: NamedItems | undefined,
): readonly RawBuilder<unknown>[] {
  const part = `%${(text ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  return [
    field && sql`(s.crm_field = ${field} or s.erp_field = ${field})`,
    direction && sql`s.direction = ${direction}`,
    rule && sql`s.rule = ${rule}`,
    text && sql`(s.old_value #>> '{}' ilike ${part} or s.new_value #>> '{}' ilike ${part}${orItem(items)})`,
    userId && sql`exists (select from run q where q.id = s.run_id and q.requested_by = ${userId})`,
  ].filter((one) => one !== undefined && one !== '')
}

// A list value is stored as the key of its item; people look for its name.
function orItem(items: NamedItems | undefined): RawBuilder<unknown> {
  if (!items) return sql``
  const holds = (side: 'erp' | 'crm') => sql`(
    ${sql.ref(`s.${side}Field`)} = any(${[...items[side].fields]}::text[])
    and (s.old_value #>> '{}' = any(${[...items[side].keys]}::text[])
      or s.new_value #>> '{}' = any(${[...items[side].keys]}::text[])))`
  return sql` or ${holds('erp')} or ${holds('crm')}`
}

/** Where a search that has to read values one by one stops this time; undefined if it gets to the end. */
async function edgeOf(db: Db, search: LogSearch, after?: Position): Promise<Position | undefined> {
  if (search.record) return undefined
  const sources = search.runId === undefined ? search.connectionIds.length : 1
  const each = Math.max(1_000, Math.floor(mostRead / Math.max(1, sources)))
  const { rows } = await sql<Position>`
    select s.at, s.id from ${sourcesOf(search)} cross join lateral (
      select s.at, s.id from sync_log s where ${all([chosen(search), ...between(search, after)])}
      order by s.at desc, s.id desc limit 1 offset ${each}
    ) s order by s.at desc, s.id desc limit 1`.execute(db)
  return rows[0]
}

function textOf({ at, id }: Position): string {
  return `${at}_${id}`
}

function positionIn(text: string | undefined): Position | undefined {
  const [at, id] = text?.split('_') ?? []
  return at === undefined ? undefined : { at, id: Number(id) }
}
