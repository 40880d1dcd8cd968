import type { ActorRef, Text } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn } from '../contract.ts'
import { readRecords, recordTitles } from '../crm/index.ts'
import { notFound, ProblemError } from '../problem.ts'
import type { Db, Tx } from '../store/index.ts'
import { audit } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'
import { type Pair, type Start, storedBase } from '../sync/index.ts'
import { checkConnection, checkLink, mayNotConnect } from './access.ts'
import { type Compared, comparePair, type Pairing } from './comparison.ts'
import type { ErpParts } from './parts.ts'
import { violates } from './save-connection.ts'
import { sentence, storableText } from './texts.ts'

export interface NewLink extends Pairing {
  readonly connectionId: number
  /** By ERP field: whose value stands. */
  readonly choices: Readonly<Record<string, 'erp' | 'crm'>>
}

/** Links a record to an actor; the choices are carried out by the sync of the link. Answers its id. */
export async function addLink(parts: ErpParts, user: SignedIn, given: NewLink): Promise<number> {
  const { db } = parts.store
  const { connectionId, recordType, recordId } = given
  const { canConnect } = await checkConnection(db, user, connectionId)
  if (!canConnect) throw new ProblemError(403, 'connectNotAllowed', mayNotConnect)
  const { actor, fields, described, mapping } = await comparePair(parts, connectionId, given)
  // What is the same now is agreed now: an edit before the first sync is an edit like any other.
  const same = fields.filter((one) => one.same)
  const base = Object.fromEntries(
    same.map(({ field, erp, crm }): [string, Pair] => [field.erpField, [erp, crm]]),
  )
  const other = fields.filter((one) => !one.same)
  const labels = new Map(described.map(({ key, label }) => [key, label]))
  const start = Object.fromEntries(
    other.map((one) => [one.field.erpField, startOf(one, given.choices, labels)]),
  )

  return await once(db, given, () =>
    parts.store.transaction(async (tx) => {
      await sameMapping(tx, connectionId, mapping.mappingVersion)
      const record = (await readRecords(tx, recordType, [recordId], { lock: true })).get(recordId)
      if (!record || record.deletedAt !== null) throw notFound()
      if (recordType === 'person' && !(await companyLink(tx, connectionId, record.companyId)))
        throw companyNotLinked()
      const { id } = await tx
        .insertInto('link')
        .values({
          connectionId,
          actorType: given.actorType,
          actorKey: given.actorKey,
          actorTitle: storableText(actor.title),
          recordType,
          recordId,
          base: JSON.stringify(storedBase(base)),
          start: JSON.stringify(start),
          // What a pass had read of the actor before it was compared here is older than what was chosen.
          readAt: sql<string>`clock_timestamp()`,
          createdBy: user.id,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const { actorType, actorKey } = given
      await note(
        tx,
        user,
        'createLink',
        { id, connectionId, recordType, recordId },
        { actorType, actorKey, start },
      )
      return id
    }),
  )
}

/** What somebody chose was chosen by the mapping he saw. */
async function sameMapping(tx: Tx, connectionId: number, version: number): Promise<void> {
  const { rows } = await sql`select from connection
    where id = ${connectionId} and mapping_version = ${version} and deleted_at is null for share`.execute(tx)
  if (rows.length > 0) return
  throw new ProblemError(409, 'mappingChanged', {
    en: 'Somebody changed the mappings of this ERP connection meanwhile. Compare the values again; nothing was linked.',
    nl: 'Iemand heeft de toewijzingen van deze ERP-verbinding intussen gewijzigd. Vergelijk de waarden opnieuw; er is niets verbonden.',
  })
}

/** Ends a link. Nothing is deleted on either side; what waited to be written is no longer written. */
export async function removeLink(parts: ErpParts, user: SignedIn, id: number): Promise<void> {
  await checkLink(parts.store.db, user, id)
  await parts.store.transaction(async (tx) => {
    const link = await tx
      .updateTable('link')
      .set({ endedAt: sql`now()`, endedBy: user.id })
      .where('id', '=', id)
      .where('endedAt', 'is', null)
      .returning(['id', 'connectionId', 'recordType', 'recordId', 'actorType', 'actorKey'])
      .executeTakeFirst()
    if (!link) throw notFound()
    await tx.deleteFrom('crmChange').where('linkId', '=', id).execute()
    await tx.deleteFrom('erpWrite').where('linkId', '=', id).execute()
    // There is nothing to decide or to retry any more.
    const now = sql<string>`clock_timestamp()`
    const open = sql<boolean>`link_id = ${id} and resolved_at is null`
    await tx.updateTable('conflict').set({ resolvedAt: now, resolvedBy: user.id }).where(open).execute()
    await tx.updateTable('parked').set({ resolvedAt: now }).where(open).execute()
    await note(tx, user, 'endLink', link, { actorType: link.actorType, actorKey: link.actorKey })
  })
}

/** The connections a company is linked in. */
export async function connectionsOfCompany(db: Db, companyId: number): Promise<ReadonlySet<number>> {
  const links = await db
    .selectFrom('link')
    .select('connectionId')
    .where('recordType', '=', 'company')
    .where('recordId', '=', companyId)
    .where('endedAt', 'is', null)
    .execute()
  return new Set(links.map(({ connectionId }) => connectionId))
}

/** The actor a company is linked to in a connection: the parent of its persons. */
export async function companyLink(
  db: Db,
  connectionId: number,
  companyId: number | null,
): Promise<ActorRef | undefined> {
  if (companyId === null) return undefined
  const link = await db
    .selectFrom('link')
    .select(['actorType', 'actorKey'])
    .where('connectionId', '=', connectionId)
    .where('recordType', '=', 'company')
    .where('recordId', '=', companyId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return link && { type: link.actorType, key: link.actorKey }
}

// Nobody chose: values that differ only now are asked where both sides could stand.
function startOf(
  { field, choices }: Compared,
  chosen: NewLink['choices'],
  labels: ReadonlyMap<string, Text>,
): Start {
  const choice = Object.hasOwn(chosen, field.erpField) ? chosen[field.erpField] : undefined
  if (choice && !choices.includes(choice)) {
    throw choiceNotPossible(labels.get(field.erpField) ?? field.erpField)
  }
  if (choice) return choice
  if (field.direction === 'both' && choices.length > 0) return 'ask'
  return field.direction === 'toErp' ? 'crm' : 'erp'
}

interface Place {
  readonly id: number
  readonly connectionId: number
  readonly recordType: RecordType
  readonly recordId: number
}

async function note(tx: Tx, user: SignedIn, action: string, link: Place, what: object): Promise<void> {
  const { id, connectionId, recordType, recordId } = link
  await audit(tx, {
    userId: user.id,
    action,
    subject: `link/${id}`,
    new: { connectionId, recordType, recordId, ...what },
  })
  const live = JSON.stringify({ kind: 'records', recordType, ids: [recordId] })
  await sql`select pg_notify('koppel_live', ${live})`.execute(tx)
}

async function once(db: Db, given: NewLink, save: () => Promise<number>): Promise<number> {
  try {
    return await save()
  } catch (error) {
    if (violates(error, 'link_record')) throw recordTaken()
    if (violates(error, 'link_actor')) throw await actorTaken(db, given)
    throw error
  }
}

async function actorTaken(db: Db, { connectionId, actorType, actorKey }: NewLink): Promise<ProblemError> {
  const link = await db
    .selectFrom('link')
    .select(['recordType', 'recordId'])
    .where('connectionId', '=', connectionId)
    .where('actorType', '=', actorType)
    .where('actorKey', '=', actorKey)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  const title = link && (await recordTitles(db, link.recordType, [link.recordId])).get(link.recordId)
  return new ProblemError(
    409,
    'actorTaken',
    {
      en: `This actor is already linked to ${title ?? 'another record'}.`,
      nl: `Deze actor is al verbonden met ${title ?? 'een andere kaart'}.`,
    },
    { current: link && { recordType: link.recordType, id: link.recordId, title } },
  )
}

function recordTaken(): ProblemError {
  return new ProblemError(409, 'recordTaken', {
    en: 'This record is already linked in this ERP connection. Disconnect it first.',
    nl: 'Deze kaart is al verbonden in deze ERP-verbinding. Verbreek eerst de verbinding.',
  })
}

function companyNotLinked(): ProblemError {
  return new ProblemError(422, 'companyNotLinked', {
    en: 'Link the company of this person in this ERP connection first.',
    nl: 'Verbind eerst het bedrijf van deze persoon in deze ERP-verbinding.',
  })
}

function choiceNotPossible(label: Text): ProblemError {
  const title = sentence([label], (field) => ({
    en: `The value chosen for ${field} cannot be written to the other side.`,
    nl: `De gekozen waarde voor ${field} kan niet naar de andere kant worden geschreven.`,
  }))
  return new ProblemError(422, 'choiceNotPossible', title)
}
