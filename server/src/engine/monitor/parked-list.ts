import { type Text, textIn, type Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import type { parkedRecord } from './contract.ts'
import { type Language, type Listed, type Paged, page } from './listing.ts'
import { type Place, type Texts, textsFor } from './texts.ts'

type ParkedRecord = z.infer<typeof parkedRecord>
type Row = Omit<ParkedRecord, 'connection' | 'record' | 'title' | 'payload'> & {
  connectionId: number
  recordType: RecordType | null
  recordId: number | null
  explanation: Text
  payload: unknown
}

/** Records that are put aside now. */
export const stillParked = sql`p.resolved_at is null and (p.link_id is null or l.ended_at is null)`

export async function parkedRecords(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<ParkedRecord>> {
  const { rows, total } = await page<Row>(
    db,
    sql`p.id, p.connection_id, p.link_id, l.record_type, l.record_id, p.actor_type, p.actor_key, p.reason,
      p.explanation, p.detail, p.payload, p.attempts, p.next_try_at, p.parked_at, p.skipped_at,
      coalesce(u.name, p.skipped_by) as skipped_by, p.resolved_at`,
    sql`from parked p left join link l on l.id = p.link_id left join app_user u on u.id = p.skipped_by
      where ${where}`,
    sql`p.parked_at, p.id`,
    paged,
  )
  const texts = await textsFor(db, rows.map(placeOf), language)
  return { rows: rows.map((row) => parkedIn(row, texts, language)), total }
}

/** Why records are put aside now, and how many for each reason. */
export async function parkedReasons(db: Db): Promise<{ reason: string; count: number }[]> {
  const { rows } = await sql<{ reason: string; count: number }>`
    select p.reason, count(*) as count from parked p left join link l on l.id = p.link_id
    where ${stillParked} group by p.reason order by p.reason`.execute(db)
  return rows
}

// One that is put aside before it is linked has no record; its fields have names all the same.
function placeOf({ connectionId, actorType, recordType, recordId }: Row): Place {
  return { connectionId, actorType, recordType: recordType ?? 'company', recordId: recordId ?? 0 }
}

function parkedIn(row: Row, texts: Texts, language: Language): ParkedRecord {
  const { connectionId: _c, recordType, recordId, explanation, payload, ...rest } = row
  const place = placeOf(row)
  return {
    ...rest,
    connection: texts.connection(place),
    record: recordType === null || recordId === null ? null : texts.record(place),
    title: textIn(explanation, language),
    payload: valuesIn(payload).map(([key, value]) => {
      const field = { ...place, erpField: key, crmField: '' }
      return { erpField: texts.erpField(field), text: texts.inErp(field, value) }
    }),
  }
}

// Of an actor that came back, what it was is there beside what it is.
function valuesIn(payload: unknown): [string, Value][] {
  if (typeof payload === 'object' && payload !== null && 'is' in payload && !isValue(payload.is)) {
    return valuesIn(payload.is)
  }
  return typeof payload === 'object' && payload !== null
    ? Object.entries(payload).flatMap(([key, value]): [string, Value][] =>
        isValue(value) ? [[key, value]] : [],
      )
    : []
}

function isValue(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
