import type { z } from '@hono/zod-openapi'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { CustomFieldTable, RecordType, Tables } from '../../store/tables.ts'
import type { customField } from './contract.ts'
import { namesOf } from './names.ts'
import { placeOf, usesOfFields } from './uses.ts'

type Db = Kysely<Tables>
export type CustomFieldAnswer = z.infer<typeof customField>
export type CustomField = Selectable<CustomFieldTable>

const recordTypes = ['company', 'person', 'project'] as const

/** The user-defined fields of all record types, with how much each is used. */
export async function readCustomFields(db: Db, language: string): Promise<CustomFieldAnswer[]> {
  const rows = await db.selectFrom('customField').selectAll().orderBy('rank').orderBy('id').execute()
  const uses = await usesOfFields(db, language)
  const counts = new Map<RecordType, ReadonlyMap<string, number>>()
  for (const recordType of recordTypes) counts.set(recordType, await valuesOf(db, recordType))
  const shown = ({ recordType, key, label, help, deletedAt, ...row }: CustomField): CustomFieldAnswer => ({
    ...{ recordType, key, label: namesOf(label), help: help === null ? null : namesOf(help) },
    ...{ id: row.id, type: row.type, maxLength: row.maxLength, decimals: row.decimals, list: row.list },
    inactive: deletedAt !== null,
    values: counts.get(recordType)?.get(key) ?? 0,
    uses: [...(uses.get(placeOf(recordType, key)) ?? [])],
    version: row.version,
  })
  return recordTypes.flatMap((type) => rows.filter(({ recordType }) => recordType === type).map(shown))
}

/** How many records have a value, by field; deleted records count, for they may come back. */
async function valuesOf(db: Db, recordType: RecordType): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ key: string; count: number }>`
    select v.key, count(*) as count from ${sql.table(recordType)} t, jsonb_each(t.custom) v
    where t.custom <> '{}' and v.value <> 'null' group by v.key`.execute(db)
  return new Map(rows.map(({ key, count }) => [key, Number(count)]))
}

/** What would no longer fit if texts were at most this long, or decimals had at most so many digits. */
export async function misfits(
  db: Db,
  { recordType, key, type }: Pick<CustomField, 'recordType' | 'key' | 'type'>,
  { maxLength, decimals }: { readonly maxLength: number | null; readonly decimals: number | null },
): Promise<number> {
  const value = sql`t.custom ->> ${key}`
  const tooMuch =
    type === 'text' && maxLength !== null
      ? sql`char_length(${value}) > ${maxLength}`
      : type === 'decimal' && decimals !== null
        ? sql`char_length(coalesce(split_part(${value}, '.', 2), '')) > ${decimals}`
        : undefined
  if (!tooMuch) return 0
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(recordType)} t where ${tooMuch}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}
