import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import { audit, type Db, type Tx } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { type Acting, actAs, linksOf, lockLinksOf, tellScreens } from '../acting.ts'
import { recordToChange, survivorOf } from '../cards/card.ts'
import { readRecords } from '../records.ts'

/** What hangs on a record that is about to be deleted. `visible`: the connections whose names may be told. */
export async function outlookOfDeletion(
  db: Db,
  recordType: RecordType,
  id: number,
  visible: ReadonlyMap<number, unknown>,
) {
  const record = (await readRecords(db, recordType, [id])).get(id)
  if (!record || record.deletedAt) throw notFound()
  const links = await linksOf(db, recordType, [id])
  const { rows } = await sql<{ persons: number; projects: number; connections: string[] }>`
    select
      (select count(*) from person where company_id = ${id} and ${recordType} = 'company' and deleted_at is null) as persons,
      (select count(*) from project where company_id = ${id} and ${recordType} = 'company' and deleted_at is null) as projects,
      (select coalesce(json_agg(name order by priority, id), '[]') from connection
        where id = any(${links.map(({ connectionId }) => connectionId).filter((one) => visible.has(one))}::bigint[])) as connections`.execute(
    db,
  )
  return { links: links.length, ...(rows[0] ?? { persons: 0, projects: 0, connections: [] }) }
}

/** Puts a record in the bin. The engine leaves its links alone from then on; nothing is told to any ERP. */
export async function deleteRecord(
  tx: Tx,
  recordType: RecordType,
  { id, version }: { readonly id: number; readonly version: number },
  by: Acting,
): Promise<void> {
  await actAs(tx, by)
  await lockLinksOf(tx, recordType, [id])
  const { title } = await recordToChange(tx, recordType, id, version)
  await tx
    .updateTable(recordType)
    .set({ deletedAt: sql`now()`, updatedBy: by.userId })
    .where('id', '=', id)
    .execute()
  await note(tx, by, 'deleteRecord', recordType, id, title)
}

/** Brings a record back. The trigger that notices changed records has the engine look at its links again. */
export async function restoreRecord(tx: Tx, recordType: RecordType, id: number, by: Acting): Promise<void> {
  await actAs(tx, by)
  await lockLinksOf(tx, recordType, [id])
  const record = (await readRecords(tx, recordType, [id], { lock: true })).get(id)
  if (!record?.deletedAt) throw notFound()
  const survivor = await survivorOf(tx, recordType, id)
  if (survivor) throw merged(survivor.title)
  await tx
    .updateTable(recordType)
    .set({ deletedAt: null, updatedBy: by.userId })
    .where('id', '=', id)
    .execute()
  await note(tx, by, 'restoreRecord', recordType, id, record.title)
}

async function note(tx: Tx, by: Acting, action: string, recordType: RecordType, id: number, name: string) {
  await audit(tx, { userId: by.userId, action, subject: `${recordType}/${id}`, new: { name } })
  await tellScreens(tx, recordType, [id])
}

function merged(survivor: string): ProblemError {
  return new ProblemError(409, 'recordMerged', {
    en: `This record was merged with ${survivor}. Undo the merge to bring it back.`,
    nl: `Deze kaart is samengevoegd met ${survivor}. Maak het samenvoegen ongedaan om hem terug te halen.`,
  })
}
