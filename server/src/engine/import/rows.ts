import { newRecords, type RecordRows } from '../../crm/index.ts'
import type { TypeMapping } from '../../erp/index.ts'
import { copyLine, copyRows, type Tx } from '../../store/index.ts'
import { storedBase } from '../../sync/index.ts'
import { jsonOf } from '../log-rows.ts'
import { runOf } from '../run.ts'
import type { Work } from '../work.ts'
import type { NewRecord } from './new-record.ts'

/** A new record as PostgreSQL takes it: its rows are ready before the transaction begins. */
export interface ReadyRecord {
  readonly link: string
  readonly record: string
  readonly log: string
}

/** Ids reserved for a record and its link. */
export interface Ids {
  readonly linkId: number
  readonly recordId: number
}

/** What is the same for every row of an import. */
export interface Rows {
  readonly records: RecordRows
  ready(record: NewRecord, ids: Ids): ReadyRecord
}

export async function rowsOf(work: Work, mapping: TypeMapping): Promise<Rows> {
  const { connectionId, requestedBy, parts } = work
  const { actorType, recordType, fields } = mapping
  const runId = await runOf(work)
  const named = fields.find(({ crm }) => crm.mandatory) ?? fields[0]
  const records = await newRecords(parts.store.db, recordType, { connectionId })
  return {
    records,
    ready: ({ actor, at, base, start, settled, fields: values, companyId }, { linkId, recordId }) => ({
      // A link that is settled was, in effect, synchronised now: no pass need look at it (see the trigger link_made).
      link: copyLine([
        linkId,
        connectionId,
        actorType,
        actor.key,
        actor.title.toWellFormed(),
        recordType,
        recordId,
        JSON.stringify(storedBase(base)),
        JSON.stringify(start),
        actor.version ?? null,
        actor.modifiedAt ?? null,
        settled ? at : null,
        requestedBy,
      ]),
      record: records.line({ id: recordId, fields: values, companyId }),
      // A record that is new overwrote nothing: one row says where it came from.
      log: copyLine([
        at,
        runId,
        connectionId,
        linkId,
        recordType,
        recordId,
        actorType,
        actor.key,
        'toCrm',
        named?.erpField ?? '',
        named?.crmField ?? '',
        jsonOf(values[named?.crmField ?? ''] ?? null),
        'created',
      ]),
    }),
  }
}

const linkCopy =
  'copy link (id, connection_id, actor_type, actor_key, actor_title, record_type, record_id, base, start, version, ' +
  'actor_changed_at, synced_at, created_by) from stdin'
const logCopy =
  'copy sync_log (at, run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction, ' +
  'erp_field, crm_field, new_value, rule) from stdin'

/** Makes records with their links. The link comes first: an actor or record that has one already is refused. */
export async function copyIn(tx: Tx, { records }: Rows, ready: readonly ReadyRecord[]): Promise<void> {
  if (ready.length === 0) return
  const lines = (part: 'link' | 'record' | 'log') => ready.map((one) => one[part])
  await copyRows(tx, linkCopy, lines('link'))
  await copyRows(tx, records.statement, lines('record'))
  await copyRows(tx, logCopy, lines('log'))
}
