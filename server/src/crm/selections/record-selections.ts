import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RecordType, Tables } from '../../store/tables.ts'

/** Whose selection it is, of what, and what it is called. */
export interface NewSelection {
  readonly userId: string
  readonly recordType: RecordType
  /** A second selection of the same name is called "name (2)". */
  readonly name: string
}

/**
 * Saves certain records under a name, and says which selection it became.
 *
 * `records` is SQL whose rows have one column, the id of a record; it is carried out in one statement, however many
 * there are: saveRecordSelection(tx, { userId, recordType, name }, sql`select record_id from … where …`).
 */
export async function saveRecordSelection(
  db: Kysely<Tables>,
  selection: NewSelection,
  records: RawBuilder<unknown>,
): Promise<number> {
  const id = await insertSelection(db, selection)
  await addToSelection(db, id, records)
  return id
}

/** Adds records to a selection; those it has already are passed over, so it may be said twice. */
export async function addToSelection(
  db: Kysely<Tables>,
  selectionId: number,
  records: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    insert into selection_record (selection_id, record_id)
    select distinct ${selectionId}::bigint, chosen.id from (${records}) chosen (id)
    on conflict do nothing`.execute(db)
}

async function insertSelection(db: Kysely<Tables>, selection: NewSelection): Promise<number> {
  for (let time = 1; ; time++) {
    const name = time === 1 ? selection.name : `${selection.name} (${time})`
    const made = await db
      .insertInto('selection')
      .values({ ...selection, kind: 'records', name })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) return made.id
  }
}
