import type { z } from '@hono/zod-openapi'
import { textIn } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import { notFound } from '../../problem.ts'
import type { RecordType, Tables } from '../../store/tables.ts'
import { type CrmField, crmFields } from '../fields.ts'
import type { crmList, crmListItem } from './contract.ts'
import { namesOf } from './names.ts'
import { usesOfItems, usesOfLists } from './uses.ts'

type Db = Kysely<Tables>
export type CrmListAnswer = z.infer<typeof crmList>
export type CrmListItemAnswer = z.infer<typeof crmListItem>

/** A field of records that takes its items from a list. */
interface ListField extends CrmField {
  readonly recordType: RecordType
}

/** The lists, with the fields and connections that use them. */
export async function readLists(db: Db, language: string): Promise<CrmListAnswer[]> {
  const lists = await db
    .selectFrom('crmList')
    .select(['key', 'name'])
    .select(({ selectFrom, ref }) =>
      selectFrom('crmListItem')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('list', '=', ref('crmList.key'))
        .where('deletedAt', 'is', null)
        .as('items'),
    )
    .execute()
  const fields = await listFields(db)
  const uses = await usesOfLists(db)
  return lists
    .map(({ key, name, items }) => ({
      key,
      name: namesOf(name),
      items: Number(items ?? 0),
      fields: fields
        .filter(({ list }) => list === key)
        .map(({ recordType, label, outOfUse }) => ({
          recordType,
          label: textIn(label, language),
          inactive: outOfUse,
        })),
      uses: [...(uses.get(key) ?? [])],
    }))
    .sort((a, b) => textIn(a.name, language).localeCompare(textIn(b.name, language), language))
}

/** The items of a list, with how much each is used. */
export async function readItems(db: Db, list: string, language: string): Promise<CrmListItemAnswer[]> {
  const known = await db.selectFrom('crmList').select('key').where('key', '=', list).executeTakeFirst()
  if (!known) throw notFound()
  const items = await db
    .selectFrom('crmListItem')
    .select(['id', 'name', 'deletedAt'])
    .where('list', '=', list)
    .orderBy('rank')
    .orderBy('id')
    .execute()
  const records = await recordsByItem(db, list)
  const uses = await usesOfItems(db, list, language)
  return items.map(({ id, name, deletedAt }) => ({
    id,
    name: namesOf(name),
    inactive: deletedAt !== null,
    records: records.get(id) ?? 0,
    uses: [...(uses.get(id) ?? [])],
  }))
}

/** How many records have each item of a list, in whatever field; deleted records count, for they may come back. */
async function recordsByItem(db: Db, list: string): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>()
  for (const field of (await listFields(db)).filter((one) => one.list === list)) {
    const value = field.custom
      ? sql`(t.custom ->> ${sql.lit(field.key)})::bigint`
      : sql`t.${sql.ref(field.key)}`
    const { rows } = await sql<{ item: number; count: number }>`
      select ${value} as item, count(*) as count from ${sql.table(field.recordType)} t
      where ${value} is not null group by 1`.execute(db)
    for (const { item, count } of rows) {
      found.set(Number(item), (found.get(Number(item)) ?? 0) + Number(count))
    }
  }
  return found
}

/** All fields that take their items from lists, also those out of use: their values are kept. */
export async function listFields(db: Db): Promise<ListField[]> {
  const all = await Promise.all(
    (['company', 'person', 'project'] as const).map(async (recordType) =>
      (await crmFields(db, recordType, 'ever')).map((field) => ({ ...field, recordType })),
    ),
  )
  return all.flat().filter(({ list }) => list !== undefined)
}
