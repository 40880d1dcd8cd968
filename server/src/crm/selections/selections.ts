import { type Kysely, sql } from 'kysely'
import type { RecordType, Tables } from '../../store/tables.ts'
import { type ListView, listView } from '../search/contract.ts'

/** The selections of this user, by name. */
export async function readSelections(
  db: Kysely<Tables>,
  userId: string,
  which: { readonly recordType: RecordType } | { readonly id: number },
) {
  const rows = await db
    .selectFrom('selection as s')
    .select(['s.id', 's.recordType', 's.kind', 's.name', 's.view', 's.createdAt'])
    .select(
      sql<number | null>`case when s.kind = 'records' then
        (select count(*) from selection_record r where r.selection_id = s.id) end`.as('records'),
    )
    .where('s.userId', '=', userId)
    .$if('id' in which, (query) => query.where('s.id', '=', 'id' in which ? which.id : 0))
    .$if('recordType' in which, (query) =>
      query.where('s.recordType', '=', 'recordType' in which ? which.recordType : 'company'),
    )
    .orderBy(sql`lower(s.name)`)
    .execute()
  return rows.map((row) => ({ ...row, view: known(row.view) }))
}

/** How this user last looked at the list; empty at first. */
export async function readView(
  db: Kysely<Tables>,
  userId: string,
  recordType: RecordType,
): Promise<ListView> {
  const found = await db
    .selectFrom('listView')
    .select('view')
    .where('userId', '=', userId)
    .where('recordType', '=', recordType)
    .executeTakeFirst()
  return known(found?.view ?? {})
}

export async function saveView(
  db: Kysely<Tables>,
  userId: string,
  recordType: RecordType,
  view: ListView,
): Promise<void> {
  const kept = { view: JSON.stringify(view), updatedAt: new Date().toISOString() }
  await db
    .insertInto('listView')
    .values({ userId, recordType, ...kept })
    .onConflict((conflict) => conflict.columns(['userId', 'recordType']).doUpdateSet(kept))
    .execute()
}

// What an older version stored may say what this one does not know.
function known(view: unknown): ListView {
  return listView.safeParse(view).data ?? {}
}
