import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { readRecords } from '../../crm/index.ts'
import { readMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import type { CreateProblem } from '../../store/tables.ts'
import {
  type Base,
  beginningOf,
  type MappedField,
  madeOf,
  recordTypeOf,
  type Starts,
  storedBase,
} from '../../sync/index.ts'
import { insertLog, type LogRow } from '../log-rows.ts'
import { runOf } from '../run.ts'
import type { Work } from '../work.ts'
import { type Intent, tellRecord } from './intents.ts'
import { createProblem } from './problems.ts'

/** What became of an actor that was made: linked, or not. It stays in the ERP either way. */
export interface Made {
  readonly linkId: number | null
}

/** How the actor is known. */
export interface Known {
  /** It is the answer to the call that made it; otherwise it was found later, and may have been edited since. */
  readonly answered: boolean
  /** Who chose it among several, if nobody could be sure. */
  readonly decided?: { readonly by: string; readonly what: string }
}

/**
 * The actor is there: links it, ends the intent and logs the values, in one transaction.
 *
 * Also when the connection was switched off meanwhile: what is true is stored. Undefined if somebody else works on
 * the intent by now.
 */
export async function confirmMade(
  work: Work,
  intent: Intent,
  actor: Actor,
  { answered, decided }: Known,
): Promise<Made | undefined> {
  const runId = await runOf(work)
  const made = await work.parts.store.transaction(async (tx) => {
    if (!(await stillOurs(tx, intent))) return undefined
    const mapped = await mappedFields(tx, intent)
    const made = { intent, actor, mapped, answered }
    const begun = await linkMade(tx, made, decided?.by ?? intent.createdBy)
    if (begun.linkId !== null) await logValues(tx, work, made, begun.linkId)
    await sql`
      update create_intent set state = 'confirmed', actor_key = ${actor.key}, actor_title = ${storable(actor.title)},
        link_id = ${begun.linkId}, run_id = ${runId}, claimed_until = null, next_try_at = null, candidates = null,
        problem = ${begun.problem && JSON.stringify(begun.problem)}::jsonb,
        decided = ${decided ? JSON.stringify(decided) : null}::jsonb, finished_at = clock_timestamp()
      where id = ${intent.id}`.execute(tx)
    await tellRecord(tx, intent)
    return { linkId: begun.linkId }
  })
  if (made?.linkId) {
    work.counts.changed += 1
    work.counts.toErp += 1
  }
  return made
}

async function stillOurs(tx: Tx, { id, fence }: Intent): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select id from create_intent where id = ${id} and fence = ${fence} and state in ('sent', 'unknown')
    for update`.execute(tx)
  return rows.length > 0
}

/** As they are until the link is there: a mapping that changes after that begins its fields anew. */
async function mappedFields(tx: Tx, { connectionId, actorType }: Intent): Promise<readonly MappedField[]> {
  await sql`select from connection where id = ${connectionId} for share`.execute(tx)
  return (await readMapping(tx, connectionId, actorType))?.fields ?? []
}

interface MadeActor {
  readonly intent: Intent
  readonly actor: Actor
  readonly mapped: readonly MappedField[]
  readonly answered: boolean
}

interface Begun {
  readonly linkId: number | null
  readonly problem: CreateProblem | null
}

async function linkMade(
  tx: Tx,
  { intent, actor, mapped, answered }: MadeActor,
  by: string | null,
): Promise<Begun> {
  const { actorType, recordId } = intent
  const recordType = recordTypeOf[actorType]
  const record = (await readRecords(tx, recordType, [recordId], { lock: true })).get(recordId)
  if (!record || record.deletedAt !== null) {
    return { linkId: null, problem: createProblem('recordGone') }
  }
  const linkId = await insertLink(tx, intent, actor, {
    ...beginningOf(mapped, intent.told, actor.fields, answered),
    by,
  })
  if (linkId !== undefined) return { linkId, problem: null }
  return await alreadyLinked(tx, intent, actor)
}

/**
 * Both sides are to be looked at: nobody heard of an edit made before there was a link, neither the record's trigger
 * nor a pass that read the actor. What a pass read of it before is older than this.
 */
async function insertLink(
  tx: Tx,
  { connectionId, actorType, recordType, recordId }: Intent,
  { key, title, version, modifiedAt }: Actor,
  { base, start, by }: { readonly base: Base; readonly start: Starts; readonly by: string | null },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    with made as (
      insert into link (connection_id, actor_type, actor_key, actor_title, record_type, record_id, base, start, version,
        actor_changed_at, synced_at, to_ask, read_at, created_by)
      values (${connectionId}, ${actorType}, ${key}, ${storable(title)}, ${recordType}, ${recordId},
        ${JSON.stringify(storedBase(base))}, ${JSON.stringify(start)}, ${version ?? null}, ${modifiedAt ?? null}, clock_timestamp(),
        true, clock_timestamp(), ${by})
      on conflict do nothing returning id, connection_id
    ),
    marked as (insert into crm_change (link_id, connection_id) select id, connection_id from made)
    select id, pg_notify('koppel_crm_change', connection_id::text) from made`.execute(tx)
  return rows[0]?.id
}

/** Somebody linked the record or the actor meanwhile: both stay as they are. */
async function alreadyLinked(tx: Tx, intent: Intent, actor: Actor): Promise<Begun> {
  const { rows } = await sql<{ id: number; ours: boolean; ofRecord: boolean }>`
    select id, ofRecord and ofActor as ours, ofRecord as of_record from (
      select id, record_type = ${intent.recordType} and record_id = ${intent.recordId} as ofRecord,
        actor_type = ${intent.actorType} and actor_key = ${actor.key} as ofActor
      from link where connection_id = ${intent.connectionId} and ended_at is null
        and (record_type = ${intent.recordType} and record_id = ${intent.recordId}
          or actor_type = ${intent.actorType} and actor_key = ${actor.key})) l
    order by ours desc, of_record desc`.execute(tx)
  const [found] = rows
  if (found?.ours) return { linkId: found.id, problem: null }
  const code = found?.ofRecord ? 'recordTaken' : 'actorTaken'
  return { linkId: null, problem: { code, explanation: madeNotLinked(actor, code) } }
}

function madeNotLinked({ key, title }: Actor, code: 'recordTaken' | 'actorTaken') {
  const name = `${title} (${key})`
  return code === 'recordTaken'
    ? {
        en: `${name} was made in the ERP, but this record was linked to another actor meanwhile. Both stay as they are.`,
        nl: `${name} is in het ERP gemaakt, maar deze kaart is intussen met een andere actor verbonden. Beide blijven zoals ze zijn.`,
      }
    : {
        en: `${name} was made in the ERP, but it was linked to another record meanwhile. Both stay as they are.`,
        nl: `${name} is in het ERP gemaakt, maar is intussen met een andere kaart verbonden. Beide blijven zoals ze zijn.`,
      }
}

async function logValues(tx: Tx, work: Work, made: MadeActor, linkId: number): Promise<void> {
  const { intent, actor, mapped, answered } = made
  const { actorType, recordType, recordId, told } = intent
  const shapeOf = new Map(mapped.map((field) => [field.erpField, field.erp]))
  const rows = Object.entries(intent.fields).map(([erpField, value]): LogRow => {
    const back = Object.hasOwn(actor.fields, erpField) ? (actor.fields[erpField] ?? null) : undefined
    return {
      linkId,
      recordId,
      actorKey: actor.key,
      direction: 'toErp',
      erpField,
      crmField: told[erpField]?.crmField ?? '',
      oldValue: null,
      newValue: madeOf(shapeOf.get(erpField) ?? { type: 'text' }, value, back, answered),
      rule: 'created',
    }
  })
  await insertLog(tx, work, { actorType, recordType }, rows)
}

// PostgreSQL holds neither NUL nor half characters.
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
