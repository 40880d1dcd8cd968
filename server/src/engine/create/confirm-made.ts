import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { readRecords } from '../../crm/index.ts'
import { readMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import type { CreateProblem } from '../../store/tables.ts'
import { type Base, beginningOf, recordTypeOf, type Starts } from '../../sync/index.ts'
import { insertLog, type LogRow } from '../log-rows.ts'
import { runOf } from '../run.ts'
import type { Work } from '../work.ts'
import { type Intent, tellRecord } from './intents.ts'
import { createProblem } from './problems.ts'

/** What became of an actor that was made: linked, or the reason why not. It stays in the ERP either way. */
export interface Made {
  readonly linkId: number | null
  /** Values have yet to travel: what the ERP filled in itself, or what did not fit. */
  readonly open: boolean
}

/**
 * The actor is there: links it, ends the intent and logs the values, in one transaction.
 *
 * Also when the connection was switched off meanwhile: what is true is stored. Undefined if somebody else works on
 * the intent by now.
 *
 * @param decided who chose it among several, if nobody could be sure
 */
export async function confirmMade(
  work: Work,
  intent: Intent,
  actor: Actor,
  decided?: { readonly by: string; readonly what: string },
): Promise<Made | undefined> {
  const runId = await runOf(work)
  const made = await work.parts.store.transaction(async (tx) => {
    if (!(await stillOurs(tx, intent))) return undefined
    const begun = await linkMade(tx, intent, actor, decided?.by ?? intent.createdBy)
    if (begun.linkId !== null) await logValues(tx, work, intent, actor, begun.linkId)
    await sql`
      update create_intent set state = 'confirmed', actor_key = ${actor.key}, actor_title = ${storable(actor.title)},
        link_id = ${begun.linkId}, run_id = ${runId}, claimed_until = null, next_try_at = null, candidates = null,
        problem = ${begun.problem && JSON.stringify(begun.problem)}::jsonb,
        decided = ${decided ? JSON.stringify(decided) : null}::jsonb, finished_at = clock_timestamp()
      where id = ${intent.id}`.execute(tx)
    await tellRecord(tx, intent)
    return { linkId: begun.linkId, open: begun.open }
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

interface Begun {
  readonly linkId: number | null
  readonly problem: CreateProblem | null
  readonly open: boolean
}

async function linkMade(tx: Tx, intent: Intent, actor: Actor, by: string | null): Promise<Begun> {
  const { connectionId, actorType, recordId } = intent
  const recordType = recordTypeOf[actorType]
  const record = (await readRecords(tx, recordType, [recordId], { lock: true })).get(recordId)
  if (!record || record.deletedAt !== null) {
    return { linkId: null, problem: createProblem('recordGone'), open: false }
  }
  const mapping = await readMapping(tx, connectionId, actorType)
  const { base, start } = beginningOf(mapping?.fields ?? [], intent.told, actor.fields)
  const linkId = await insertLink(tx, intent, actor, { base, start, by })
  if (linkId !== undefined) return { linkId, problem: null, open: Object.keys(start).length > 0 }
  return await alreadyLinked(tx, intent, actor)
}

async function insertLink(
  tx: Tx,
  { connectionId, actorType, recordType, recordId }: Intent,
  { key, title, version, modifiedAt }: Actor,
  { base, start, by }: { readonly base: Base; readonly start: Starts; readonly by: string | null },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into link (connection_id, actor_type, actor_key, actor_title, record_type, record_id, base, start, version,
      actor_changed_at, synced_at, created_by)
    values (${connectionId}, ${actorType}, ${key}, ${storable(title)}, ${recordType}, ${recordId},
      ${JSON.stringify(base)}, ${JSON.stringify(start)}, ${version ?? null}, ${modifiedAt ?? null}, clock_timestamp(), ${by})
    on conflict do nothing returning id`.execute(tx)
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
  if (found?.ours) return { linkId: found.id, problem: null, open: true }
  const code = found?.ofRecord ? 'recordTaken' : 'actorTaken'
  return { linkId: null, problem: { code, explanation: madeNotLinked(actor, code) }, open: false }
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

async function logValues(tx: Tx, work: Work, intent: Intent, actor: Actor, linkId: number): Promise<void> {
  const { actorType, recordType, recordId, told } = intent
  const rows = Object.entries(intent.fields).map(([erpField, value]): LogRow => {
    const back = Object.hasOwn(actor.fields, erpField) ? (actor.fields[erpField] ?? null) : value
    return {
      linkId,
      recordId,
      actorKey: actor.key,
      direction: 'toErp',
      erpField,
      crmField: told[erpField]?.crmField ?? '',
      oldValue: null,
      newValue: back,
      rule: 'created',
    }
  })
  await insertLog(tx, work, { actorType, recordType }, rows)
}

// PostgreSQL holds neither NUL nor half characters.
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
