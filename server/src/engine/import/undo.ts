import type { Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import { z } from '../../contract.ts'
import { readRecords, writeRecords } from '../../crm/index.ts'
import type { TypeMapping } from '../../erp/index.ts'
import type { Db, Tx } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { insertLog, type LogRow } from '../log-rows.ts'
import { type LongWork, longWorkKind, type WorkItem } from '../long-work/kind.ts'
import { pageSize } from '../read-erp.ts'
import { transact } from '../work.ts'
import { mappingFor } from './preview.ts'
import { sliceOf } from './slice.ts'

const options = z.object({ importId: z.int() })
type Options = z.output<typeof options>

interface CarriedOut extends WorkItem {
  readonly linkId: number
  readonly recordId: number
  readonly actorKey: string
  readonly outcome: 'created' | 'updated'
  readonly runId: number
}

/**
 * Takes an import back, a thousand rows at a time: its links end, values it overwrote are put back where nobody changed them
 * since, and records it made go to the bin unless somebody edited them or they are of use elsewhere.
 *
 * The ERP keeps what it was told meanwhile; what still waited for it is dropped with the link.
 */
export const importUndo = longWorkKind<Options, null, CarriedOut>({
  kind: 'importUndo',
  writes: true,
  alone: true,
  options,
  items: {
    count: ({ importId }) => sql`select count(*) as count ${toUndo(importId)}`,
    async next({ parts, options: { importId } }, after) {
      const { rows } = await sql<CarriedOut>`
        select r.id, r.link_id, r.record_id, r.actor_key, r.outcome, r.run_id ${toUndo(importId)} and r.id > ${after}
        order by r.id limit ${pageSize}`.execute(parts.store.db)
      return rows
    },
  },

  async batch(work, rows) {
    const { found } = await sliceOf(work, work.options.importId)
    const mapping = mappingFor(work, found.actorType)
    work.counts.read += rows.length
    await transact(work, async (tx) => {
      await endLinks(tx, work, rows)
      await putBack(
        tx,
        work,
        mapping,
        rows.filter(({ outcome }) => outcome === 'updated'),
      )
      await throwAway(
        tx,
        mapping.recordType,
        work.requestedBy,
        rows.flatMap(({ outcome, recordId }) => (outcome === 'created' ? [recordId] : [])),
      )
      await sql`update import_row set outcome = 'undone' where id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(
        tx,
      )
    })
    return {}
  },

  async ended(tx, { options: { importId } }, state) {
    if (state === 'done') await sql`update import set state = 'undone' where id = ${importId}`.execute(tx)
  },
})

function toUndo(importId: number): RawBuilder<unknown> {
  return sql`from import_row r where r.import_id = ${importId} and r.outcome in ('created', 'updated')
    and r.link_id is not null and r.record_id is not null`
}

/** First, so that what is put back is not echoed; there is nothing to decide or retry any more. */
async function endLinks(
  tx: Tx,
  { requestedBy }: LongWork<Options>,
  rows: readonly CarriedOut[],
): Promise<void> {
  const ids = rows.map(({ linkId }) => linkId)
  await sql`select from link where id = any(${ids}::bigint[]) order by id for update`.execute(tx)
  // What is on its way to the ERP is logged with the end: only then is it forgotten.
  await sql`
    update link set ended_at = clock_timestamp(), ended_by = ${requestedBy}
    where id = any(${ids}::bigint[]) and ended_at is null`.execute(tx)
  await sql`
    with no_change as (delete from crm_change where link_id = any(${ids}::bigint[])),
    no_write as (delete from erp_write where link_id = any(${ids}::bigint[])),
    no_conflict as (update conflict set resolved_at = clock_timestamp(), resolved_by = ${requestedBy}
      where link_id = any(${ids}::bigint[]) and resolved_at is null)
    update parked set resolved_at = clock_timestamp() where link_id = any(${ids}::bigint[]) and resolved_at is null`.execute(
    tx,
  )
}

interface Overwritten {
  readonly linkId: number
  readonly erpField: string
  readonly crmField: string
  readonly oldValue: Value
  readonly newValue: Value
}

async function putBack(
  tx: Tx,
  work: LongWork<Options>,
  mapping: TypeMapping,
  rows: readonly CarriedOut[],
): Promise<void> {
  if (rows.length === 0) return
  const { rows: overwritten } = await sql<Overwritten>`
    select l.link_id, l.erp_field, l.crm_field, l.old_value, l.new_value from sync_log l
    where l.link_id = any(${rows.map(({ linkId }) => linkId)}::bigint[])
      and l.run_id = any(${[...new Set(rows.map(({ runId }) => runId))]}::bigint[])
      and l.direction = 'toCrm' order by l.link_id, l.id`.execute(tx)
  const byLink = Map.groupBy(overwritten, ({ linkId }) => linkId)
  const ids = rows.map(({ recordId }) => recordId)
  const records = await readRecords(tx, mapping.recordType, ids, { lock: true })
  const log: LogRow[] = []
  const changes = rows.flatMap(({ linkId, recordId, actorKey }) => {
    const record = records.get(recordId)
    const standing = (byLink.get(linkId) ?? []).filter(
      ({ crmField, newValue }) => (record?.fields[crmField] ?? null) === newValue,
    )
    if (!record || record.deletedAt !== null || standing.length === 0) return []
    for (const { erpField, crmField, oldValue, newValue } of standing) {
      const fields = { erpField, crmField, oldValue: newValue, newValue: oldValue }
      log.push({ linkId, recordId, actorKey, direction: 'toCrm', ...fields, rule: 'undo' })
    }
    return [{ id: recordId, fields: Object.fromEntries(standing.map((one) => [one.crmField, one.oldValue])) }]
  })
  await writeRecords(tx, mapping.recordType, changes, { connectionId: work.connectionId })
  await insertLog(tx, work, mapping, log)
}

/** To the bin go records nobody edited, that no other connection knows and nothing belongs to. */
async function throwAway(
  tx: Tx,
  recordType: RecordType,
  by: string | null,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update ${sql.table(recordType)} t set deleted_at = clock_timestamp(), updated_by = ${by}
    where t.id = any(${[...ids]}::bigint[]) and t.deleted_at is null and ${unused(recordType)}`.execute(tx)
}

/** SQL: whether nobody edited the record `t` or uses it elsewhere. */
function unused(recordType: RecordType): RawBuilder<unknown> {
  const inside =
    recordType === 'company'
      ? sql`and not exists (select from person p where p.company_id = t.id and p.deleted_at is null)
          and not exists (select from project p where p.company_id = t.id and p.deleted_at is null)`
      : sql``
  return sql`not exists (select from crm_edit e where e.record_type = ${recordType} and e.record_id = t.id)
    and not exists (select from link l where l.record_type = ${recordType} and l.record_id = t.id
      and l.ended_at is null) ${inside}`
}

/** What undoing an import would do. */
export async function undoExtent(
  db: Db,
  importId: number,
  recordType: RecordType,
): Promise<{ toBin: number; kept: number; unlinked: number; values: number }> {
  const { rows } = await sql<{ made: number; toBin: number; unlinked: number; values: number }>`
    with done as materialized (select r.* ${toUndo(importId)})
    select count(*) filter (where d.outcome = 'created') as made,
      count(*) filter (where d.outcome = 'created' and exists (
        select from ${sql.table(recordType)} t where t.id = d.record_id and t.deleted_at is null
          and ${editedNot(recordType)})) as to_bin,
      count(*) filter (where exists (select from link l where l.id = d.link_id and l.ended_at is null)) as unlinked,
      (select count(*) from sync_log l join done o on o.link_id = l.link_id and o.run_id = l.run_id
        where o.outcome = 'updated' and l.direction = 'toCrm') as values
    from done d`.execute(db)
  const { made = 0, toBin = 0, unlinked = 0, values = 0 } = rows[0] ?? {}
  return { toBin, kept: made - toBin, unlinked, values }
}

function editedNot(recordType: RecordType): RawBuilder<unknown> {
  return sql`not exists (select from crm_edit e where e.record_type = ${recordType} and e.record_id = t.id)
    and not exists (select from link l where l.record_type = ${recordType} and l.record_id = t.id
      and l.ended_at is null and l.id <> d.link_id)`
}
