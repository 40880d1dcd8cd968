import { sql } from 'kysely'
import { notFound, ProblemError } from '../../problem.ts'
import { audit, type Tx } from '../../store/index.ts'
import type { MovedByMerge, RecordType } from '../../store/tables.ts'
import { type Acting, actAs, lookAtLinks, tellScreens } from '../acting.ts'
import { type CrmRecord, readRecords, writeRecords } from '../records.ts'
import { moveLinks, movePeople } from './merge.ts'

/** What could not be put back, because it was changed since. */
export interface Kept {
  readonly fields: readonly string[]
  readonly links: number
  readonly persons: number
}

interface Two {
  readonly recordType: RecordType
  readonly id: number
  readonly otherId: number
}

/**
 * Makes two records of one again: the other comes back with the links and persons that are still where the merge put
 * them, and the survivor gets the values back that still are what the merge made of them.
 */
export async function undoMerge(tx: Tx, { recordType, id, otherId }: Two, by: Acting): Promise<Kept> {
  await actAs(tx, by)
  const merge = await tx
    .selectFrom('recordMerge')
    .select(['id', 'moved'])
    .where('recordType', '=', recordType)
    .where('survivorId', '=', id)
    .where('otherId', '=', otherId)
    .where('undoneAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!merge) throw notFound()
  const { moved } = merge
  const links = await lockAll(tx, recordType, [id, otherId], moved)
  const records = await readRecords(tx, recordType, [id, otherId], { lock: true })
  const [survivor, other] = [records.get(id), records.get(otherId)]
  if (!survivor || !other) throw notFound()
  if (survivor.deletedAt) throw survivorInBin(survivor.title)

  await tx
    .updateTable('recordMerge')
    .set({ undoneAt: sql`clock_timestamp()`, undoneBy: by.userId })
    .where('id', '=', merge.id)
    .execute()
  await tx
    .updateTable(recordType)
    .set({ deletedAt: null, updatedBy: by.userId })
    .where('id', '=', otherId)
    .execute()
  const back = links.filter(
    (one) => moved.links.includes(one.id) && one.endedAt === null && one.recordId === id,
  )
  await moveLinks(tx, idsOf(back), otherId)
  const reopened = await reopen(tx, recordType, moved.ended)
  const people = await stillAt(tx, id, moved)
  await movePeople(tx, people, otherId, by.userId)
  const fields = await putBack(tx, survivor, recordType, moved, by)
  await lookAtLinks(tx, idsOf(back), false)
  await lookAtLinks(tx, reopened, true)
  await audit(tx, {
    userId: by.userId,
    action: 'undoMerge',
    subject: `${recordType}/${id}`,
    new: { name: survivor.title, other: { id: otherId, name: other.title } },
  })
  await tellScreens(tx, recordType, [id, otherId])
  return {
    fields,
    links: moved.links.length + moved.ended.length - back.length - reopened.length,
    persons: moved.persons.length + moved.projects.length - people.persons.length - people.projects.length,
  }
}

interface AnyLink {
  readonly id: number
  readonly recordId: number
  readonly endedAt: string | null
}

const idsOf = (links: readonly AnyLink[]) => links.map((one) => one.id)

async function lockAll(
  tx: Tx,
  recordType: RecordType,
  ids: readonly number[],
  { links, ended }: MovedByMerge,
): Promise<readonly AnyLink[]> {
  const { rows } = await sql<AnyLink>`
    select id, record_id, ended_at from link
    where id = any(${[...links, ...ended]}::bigint[])
      or (record_type = ${recordType} and record_id = any(${[...ids]}::bigint[]) and ended_at is null)
    order by id for no key update`.execute(tx)
  return rows
}

/**
 * Those whose actor and record have no other link by now. The base they had still tells what was agreed, so a conflict
 * that was closed with them is found again, with what both sides have by now.
 */
async function reopen(tx: Tx, recordType: RecordType, ended: readonly number[]): Promise<readonly number[]> {
  if (ended.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    update link l set ended_at = null, ended_by = null
    where l.id = any(${[...ended]}::bigint[]) and l.ended_at is not null and not exists (
      select from link o where o.ended_at is null and o.connection_id = l.connection_id and (
        (o.actor_type = l.actor_type and o.actor_key = l.actor_key)
        or (o.record_type = ${recordType} and o.record_id = l.record_id)))
    returning l.id`.execute(tx)
  return rows.map((row) => row.id)
}

async function stillAt(tx: Tx, companyId: number, { persons, projects }: MovedByMerge) {
  const still = async (recordType: 'person' | 'project', ids: readonly number[]) => {
    const { rows } = await sql<{ id: number }>`
      select id from ${sql.table(recordType)} where id = any(${[...ids]}::bigint[]) and company_id = ${companyId}
      order by id for no key update`.execute(tx)
    return rows.map((row) => row.id)
  }
  return { persons: await still('person', persons), projects: await still('project', projects) }
}

/** @returns the fields that were changed since */
async function putBack(
  tx: Tx,
  survivor: CrmRecord,
  recordType: RecordType,
  { fields }: MovedByMerge,
  { userId }: Acting,
): Promise<readonly string[]> {
  const now = (key: string) => (key === 'companyId' ? survivor.companyId : (survivor.fields[key] ?? null))
  const still = Object.entries(fields).filter(([key, [, after]]) => now(key) === after)
  const values = Object.fromEntries(
    still.flatMap(([key, [old]]) => (key === 'companyId' ? [] : [[key, old]])),
  )
  if (Object.keys(values).length > 0)
    await writeRecords(tx, recordType, [{ id: survivor.id, fields: values }], { userId })
  const company = still.find(([key]) => key === 'companyId')
  if (company && recordType !== 'company') {
    const companyId = company[1][0] === null ? null : Number(company[1][0])
    await tx
      .updateTable(recordType)
      .set({ companyId, updatedBy: userId })
      .where('id', '=', survivor.id)
      .execute()
  }
  return Object.keys(fields).filter((key) => !still.some(([one]) => one === key))
}

function survivorInBin(name: string): ProblemError {
  return new ProblemError(409, 'survivorInBin', {
    en: `${name} is in the bin. Restore it first, then undo the merge.`,
    nl: `${name} is verwijderd. Herstel deze kaart eerst en maak het samenvoegen daarna ongedaan.`,
  })
}
