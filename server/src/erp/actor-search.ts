import type { z } from '@hono/zod-openapi'
import { type ActorRef, type ActorTypeName, textIn } from '@koppel/sdk'
import type { SignedIn } from '../contract.ts'
import { readRecords, recordTitles } from '../crm/index.ts'
import { notFound } from '../problem.ts'
import type { Db } from '../store/index.ts'
import type { RecordType } from '../store/tables.ts'
import { recordTypeOf } from '../sync/index.ts'
import { checkConnection } from './access.ts'
import { actorFields, liveFields } from './actor-fields.ts'
import type { actorHit, searchActors as searchRoute } from './contract.ts'
import { readCriteria, searchFields } from './criteria.ts'
import { companyLink } from './links.ts'
import { readMapping } from './mapping.ts'
import type { ErpParts } from './parts.ts'
import { askErp } from './session.ts'
import { erpItemNames } from './value-text.ts'

type Asked = z.infer<(typeof searchRoute)['request']['body']['content']['application/json']['schema']>
type Hit = z.infer<typeof actorHit>

const hitsPerPage = 50

/** Looks actors up in the ERP; those already linked are marked. */
export async function searchActors(
  parts: ErpParts,
  user: SignedIn,
  connectionId: number,
  asked: Asked,
  language: string,
) {
  const { db } = parts.store
  const { actorType, text, page } = asked
  await checkConnection(db, user, connectionId)
  if (!(await readMapping(db, connectionId, actorType))?.enabled) throw notFound()
  const fields = await actorFields(db, connectionId, actorType)
  const columns = fields.filter(({ showInSearch }) => showInSearch)
  const criteria = await readCriteria(db, connectionId, asked.criteria, fields)
  const parent = await parentOf(db, connectionId, asked)

  const hits = await askErp(parts, connectionId, (session) =>
    session.search(actorType, {
      ...(text.trim() !== '' && { text: text.trim() }),
      ...(criteria.length > 0 && { criteria }),
      ...(parent && { parent }),
      ...(page !== undefined && { page }),
      limit: hitsPerPage,
      fields: columns.map(({ key }) => key),
    }),
  )
  const linked = await linkedTo(
    db,
    connectionId,
    actorType,
    hits.actors.map(({ key }) => key),
  )
  const nameOf = await erpItemNames(db, connectionId)
  return {
    columns: columns.map(({ key, label }) => ({ key, label: textIn(label, language) })),
    hits: hits.actors.map(
      (actor): Hit => ({
        key: actor.key,
        title: actor.title,
        fields: liveFields(columns, actor, nameOf, language),
        linkedTo: linked.get(actor.key) ?? null,
      }),
    ),
    next: hits.next ?? null,
    total: hits.total ?? null,
  }
}

/** What the actors of a connection can be searched by, for who may use it. */
export async function readSearchFields(
  db: Db,
  user: SignedIn,
  connectionId: number,
  actorType: ActorTypeName,
  language: string,
) {
  await checkConnection(db, user, connectionId)
  if (!(await readMapping(db, connectionId, actorType))?.enabled) throw notFound()
  return await searchFields(db, connectionId, actorType, language)
}

/** A person is looked for at the company it belongs to, unless somebody asks to look wider. */
async function parentOf(db: Db, connectionId: number, asked: Asked): Promise<ActorRef | undefined> {
  if (asked.actorType !== 'person' || asked.widened || asked.recordId === undefined) return undefined
  const person = (await readRecords(db, 'person', [asked.recordId])).get(asked.recordId)
  if (!person) throw notFound()
  return await companyLink(db, connectionId, person.companyId)
}

/** The records these actors are linked to already, by actor key. */
async function linkedTo(
  db: Db,
  connectionId: number,
  actorType: ActorTypeName,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { recordType: RecordType; id: number; title: string }>> {
  if (keys.length === 0) return new Map()
  const links = await db
    .selectFrom('link')
    .select(['actorKey', 'recordType', 'recordId'])
    .where('connectionId', '=', connectionId)
    .where('actorType', '=', actorType)
    .where('actorKey', 'in', [...keys])
    .where('endedAt', 'is', null)
    .execute()
  const titles = await recordTitles(
    db,
    recordTypeOf[actorType],
    links.map(({ recordId }) => recordId),
  )
  return new Map(
    links.map(({ actorKey, recordType, recordId }) => [
      actorKey,
      { recordType, id: recordId, title: titles.get(recordId) ?? '' },
    ]),
  )
}
