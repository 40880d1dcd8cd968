import type { z } from '../../contract.ts'
import { notFound, ProblemError } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { type CrmRecord, readRecords, recordTitles } from '../records.ts'
import type { record } from './contract.ts'

/** A record as its card shows it, one in the bin too. */
export async function card(db: Db, recordType: RecordType, id: number): Promise<z.infer<typeof record>> {
  const found = (await readRecords(db, recordType, [id])).get(id)
  if (!found) throw notFound()
  const { title, companyId, fields, version, createdAt, updatedAt, deletedAt } = found
  const company =
    companyId === null ? undefined : (await recordTitles(db, 'company', [companyId])).get(companyId)
  return {
    id,
    recordType,
    title,
    company: companyId === null ? null : { id: companyId, name: company ?? '' },
    fields,
    version,
    createdAt,
    updatedAt,
    updatedBy: await nameOfWriter(db, found),
    deletedAt,
    mergedInto: deletedAt === null ? null : await survivorOf(db, recordType, id),
  }
}

/** The record that took the place of this one, if it was merged. */
export async function survivorOf(db: Db, recordType: RecordType, id: number) {
  const merge = await db
    .selectFrom('recordMerge')
    .select('survivorId')
    .where('recordType', '=', recordType)
    .where('otherId', '=', id)
    .where('undoneAt', 'is', null)
    .executeTakeFirst()
  if (!merge) return null
  const title = (await recordTitles(db, recordType, [merge.survivorId])).get(merge.survivorId) ?? ''
  return { id: merge.survivorId, title }
}

/** Locked and as somebody saw it: not in the bin, and not changed since. */
export async function recordToChange(
  tx: Db,
  recordType: RecordType,
  id: number,
  version: number,
): Promise<CrmRecord> {
  const found = (await readRecords(tx, recordType, [id], { lock: true })).get(id)
  if (!found || found.deletedAt) throw notFound()
  if (found.version === version) return found
  throw new ProblemError(
    409,
    'recordChanged',
    {
      en: 'Somebody else changed this record in the meantime. Nothing of yours was saved yet.',
      nl: 'Iemand anders heeft dit record intussen gewijzigd. Er is nog niets van u opgeslagen.',
    },
    { current: await card(tx, recordType, id) },
  )
}

async function nameOfWriter(db: Db, { updatedBy }: CrmRecord): Promise<string | null> {
  if (updatedBy === null) return null
  const connection = /^connection:(\d+)$/.exec(updatedBy)
  const found = connection
    ? await db
        .selectFrom('connection')
        .select('name')
        .where('id', '=', Number(connection[1]))
        .executeTakeFirst()
    : await db.selectFrom('appUser').select('name').where('id', '=', updatedBy).executeTakeFirst()
  return found?.name ?? null
}
