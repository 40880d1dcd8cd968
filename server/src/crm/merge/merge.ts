import type { Fields, Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { ProblemError } from '../../problem.ts'
import { audit, type Tx } from '../../store/index.ts'
import type { MovedByMerge, RecordType } from '../../store/tables.ts'
import { type Acting, actAs, type LinkOfRecord, lockLinksOf, lookAtLinks, tellScreens } from '../acting.ts'
import { recordToChange } from '../cards/card.ts'
import { crmFields } from '../fields.ts'
import { type CrmRecord, writeRecords } from '../records.ts'
import { invalidFields } from '../validate.ts'
import { clashesIn } from './clashes.ts'
import { endLinks } from './end-links.ts'

export interface Merge {
  readonly recordType: RecordType
  readonly id: number
  readonly otherId: number
  readonly version: number
  readonly otherVersion: number
  /** Fields of which the other's value stands. */
  readonly take: readonly string[]
  /** Of each clash the link that stays. */
  readonly keep: readonly number[]
}

/**
 * Makes one record of two.
 *
 * The links of the other go to the survivor with their bases: what was agreed for the other still is what the ERP has,
 * so a value of the survivor that differs is an edit in the CRM, and is planned as one. All of it in one transaction,
 * which takes its locks in the order of the engine: links, then records.
 */
export async function mergeRecords(
  tx: Tx,
  merge: Merge,
  by: Acting,
  visible: ReadonlyMap<number, unknown>,
): Promise<void> {
  const { recordType, id, otherId } = merge
  if (id === otherId) throw sameRecord()
  await actAs(tx, by)
  const links = await lockLinksOf(tx, recordType, [id, otherId])
  const [survivor, other] = await bothToChange(tx, merge)
  await nothingIsBeingMade(tx, recordType, otherId)
  const ended = endingOf(links, merge.keep, visible)
  const moved = links.filter((link) => link.recordId === otherId && !ended.includes(link))

  const fields = await fieldsToTake(tx, recordType, merge.take, survivor, other)
  const people = recordType === 'company' ? await peopleOf(tx, otherId) : { persons: [], projects: [] }
  const idsOf = (some: readonly LinkOfRecord[]) => some.map((link) => link.id)
  const did: MovedByMerge = {
    links: idsOf(moved),
    ended: idsOf(ended),
    ...people,
    fields: changesOf(fields, survivor),
  }
  await tx
    .insertInto('recordMerge')
    .values({ mergedBy: by.userId, recordType, survivorId: id, otherId, moved: JSON.stringify(did) })
    .execute()

  await endLinks(tx, did.ended, by.userId)
  await moveLinks(tx, did.links, id)
  await movePeople(tx, people, id, by.userId)
  await writeSurvivor(tx, recordType, id, fields, by)
  await tx
    .updateTable(recordType)
    .set({ deletedAt: sql`now()`, updatedBy: by.userId })
    .where('id', '=', otherId)
    .execute()
  await lookAtLinks(tx, did.links, false)
  await audit(tx, {
    userId: by.userId,
    action: 'mergeRecords',
    subject: `${recordType}/${id}`,
    new: { name: survivor.title, other: { id: otherId, name: other.title }, ...did },
  })
  await tellScreens(tx, recordType, [id, otherId])
}

async function bothToChange(tx: Tx, { recordType, id, otherId, version, otherVersion }: Merge) {
  const versions = new Map([
    [id, version],
    [otherId, otherVersion],
  ])
  const found = new Map<number, CrmRecord>()
  for (const one of [id, otherId].toSorted((a, b) => a - b)) {
    found.set(one, await recordToChange(tx, recordType, one, versions.get(one) ?? 0))
  }
  return [found.get(id), found.get(otherId)] as [CrmRecord, CrmRecord]
}

/** The links that end: of each clash the one that is not kept. */
function endingOf(
  links: readonly LinkOfRecord[],
  keep: readonly number[],
  visible: ReadonlyMap<number, unknown>,
): readonly LinkOfRecord[] {
  return clashesIn(links).flatMap((clash) => {
    if (!visible.has(clash[0]?.connectionId ?? 0)) throw hiddenClash()
    const kept = clash.filter(({ id }) => keep.includes(id))
    if (kept.length !== 1) throw clashing()
    return clash.filter((link) => !kept.includes(link))
  })
}

/** What an ERP is making for the other would be linked to a record in the bin. */
async function nothingIsBeingMade(tx: Tx, recordType: RecordType, otherId: number): Promise<void> {
  const { rows } = await sql`
    select from create_intent where record_type = ${recordType} and record_id = ${otherId}
      and state in ('planned', 'sent', 'unknown') limit 1`.execute(tx)
  if (rows.length === 0) return
  throw new ProblemError(409, 'creationUnderWay', {
    en: 'The other record is just being made in an ERP. Wait for that, or settle it on its ERP tab first.',
    nl: 'De andere kaart wordt juist in een ERP gemaakt. Wacht daarop, of handel het eerst af op het ERP-tabblad.',
  })
}

interface Taken {
  readonly fields: Fields
  /** Undefined: stays as it is. */
  readonly companyId?: number | null
}

async function fieldsToTake(
  tx: Tx,
  recordType: RecordType,
  take: readonly string[],
  survivor: CrmRecord,
  other: CrmRecord,
): Promise<Taken> {
  const known = new Set((await crmFields(tx, recordType)).map(({ key }) => key))
  const unknown = take.filter((key) => !known.has(key) && !(key === 'companyId' && recordType !== 'company'))
  if (unknown.length > 0) {
    const explanation = { en: 'There is no such field.', nl: 'Dit veld bestaat niet.' }
    throw invalidFields(unknown.map((at) => ({ code: 'unknownField', explanation, at })))
  }
  const value = (of: CrmRecord, key: string): Value => of.fields[key] ?? null
  const differing = take.filter((key) => known.has(key) && value(survivor, key) !== value(other, key))
  return {
    fields: Object.fromEntries(differing.map((key) => [key, value(other, key)])),
    ...(take.includes('companyId') && survivor.companyId !== other.companyId
      ? { companyId: other.companyId }
      : {}),
  }
}

function changesOf({ fields, companyId }: Taken, survivor: CrmRecord): MovedByMerge['fields'] {
  const changes = Object.entries(fields).map(
    ([key, value]) => [key, [survivor.fields[key] ?? null, value]] as const,
  )
  return {
    ...Object.fromEntries(changes),
    ...(companyId === undefined ? {} : { companyId: [survivor.companyId, companyId] as const }),
  }
}

async function writeSurvivor(
  tx: Tx,
  recordType: RecordType,
  id: number,
  { fields, companyId }: Taken,
  by: Acting,
) {
  const { userId } = by
  if (Object.keys(fields).length > 0) await writeRecords(tx, recordType, [{ id, fields }], { userId })
  if (recordType !== 'company' && companyId !== undefined) {
    await tx.updateTable(recordType).set({ companyId, updatedBy: userId }).where('id', '=', id).execute()
  }
}

async function peopleOf(tx: Tx, companyId: number) {
  const of = async (recordType: 'person' | 'project') => {
    const { rows } = await sql<{ id: number }>`
      select id from ${sql.table(recordType)} where company_id = ${companyId} order by id for no key update`.execute(
      tx,
    )
    return rows.map((row) => row.id)
  }
  return { persons: await of('person'), projects: await of('project') }
}

/** To another company; the trigger that notices changed records tells the screens. */
export async function movePeople(
  tx: Tx,
  { persons, projects }: Pick<MovedByMerge, 'persons' | 'projects'>,
  companyId: number,
  userId: string,
): Promise<void> {
  for (const [recordType, ids] of [
    ['person', persons],
    ['project', projects],
  ] as const) {
    if (ids.length === 0) continue
    await tx.updateTable(recordType).set({ companyId, updatedBy: userId }).where('id', 'in', ids).execute()
  }
}

/** To another record. What waits to be told the ERP was planned on the one before: it is planned again. */
export async function moveLinks(tx: Tx, ids: readonly number[], recordId: number): Promise<void> {
  if (ids.length === 0) return
  await sql`update link set record_id = ${recordId} where id = any(${[...ids]}::bigint[])`.execute(tx)
  await sql`delete from erp_write where link_id = any(${[...ids]}::bigint[]) and sent_at is null`.execute(tx)
}

function sameRecord(): ProblemError {
  return new ProblemError(422, 'sameRecord', {
    en: 'Choose another record: this one cannot be merged with itself.',
    nl: 'Kies een andere kaart: deze kan niet met zichzelf worden samengevoegd.',
  })
}

function clashing(): ProblemError {
  return new ProblemError(422, 'mergeClash', {
    en: 'Both records are linked in the same ERP connection. Choose which link stays.',
    nl: 'Beide kaarten zijn in dezelfde ERP-verbinding verbonden. Kies welke verbinding blijft.',
  })
}

function hiddenClash(): ProblemError {
  return new ProblemError(403, 'mergeClashHidden', {
    en: 'Both records are linked in an ERP connection that you may not use. Somebody who may has to merge them.',
    nl: 'Beide kaarten zijn verbonden in een ERP-verbinding die u niet mag gebruiken. Iemand die dat wel mag, moet ze samenvoegen.',
  })
}
