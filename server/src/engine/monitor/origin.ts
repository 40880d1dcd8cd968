import { textIn, type Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { z } from '../../contract.ts'
import { type CrmField, type CrmRecord, crmFields, readRecords } from '../../crm/index.ts'
import { crmItemNames, valueText } from '../../erp/index.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { ConflictRule, RecordType } from '../../store/tables.ts'
import type { origin } from './contract.ts'
import { type LastMove, lastEdit, lastMove, userNames } from './history.ts'
import type { Language } from './listing.ts'
import { directionText, originTexts } from './origin-texts.ts'
import { ruleText } from './rule-text.ts'
import { textsFor } from './texts.ts'

type Origin = z.infer<typeof origin>
type Source = Pick<
  Origin,
  'kind' | 'title' | 'at' | 'user' | 'connection' | 'runId' | 'rule' | 'oldText' | 'moved'
>

export interface ValueAsked {
  readonly recordType: RecordType
  readonly recordId: number
  readonly field: string
  /** Whose values and rules may be seen. */
  readonly connectionIds: readonly number[]
  readonly language: Language
  readonly crmName: string
}

/** Where the value of a CRM field came from, and what decides it now. */
export async function explainValue(db: Db, asked: ValueAsked): Promise<Origin> {
  const { recordType, recordId, field: key, language } = asked
  const record = (await readRecords(db, recordType, [recordId])).get(recordId)
  const field = (await crmFields(db, recordType)).find((one) => one.key === key)
  if (!record || !field) throw notFound()
  const nameOf = await crmItemNames(db, field.list === undefined ? [] : [field.list])
  const shown = (value: Value) => valueText(field, value, nameOf, language)
  return {
    recordType,
    recordId,
    crmField: { key, label: textIn(field.label, language) },
    text: shown(record.fields[key] ?? null),
    ...(await sourceOf(db, asked, record, field, shown)),
    governedBy: await rulesOf(db, asked),
  }
}

type Shown = (value: Value) => string

async function sourceOf(
  db: Db,
  asked: ValueAsked,
  record: CrmRecord,
  field: CrmField,
  shown: Shown,
): Promise<Source> {
  const moved = await lastMove(db, asked.recordType, asked.recordId, field.key)
  const edited = await lastEdit(db, asked.recordType, asked.recordId, field)
  if (moved && (!edited || moved.at > edited.at)) return bySync(asked, moved, shown)
  if (edited) {
    const user = (await userNames(db, [edited.by])).get(edited.by ?? '') ?? null
    return {
      kind: 'user',
      ...told(originTexts.user(user, asked.crmName), asked),
      at: edited.at,
      user,
      oldText: shown(edited.before),
    }
  }
  return await byCreation(db, asked, record)
}

const nobody = { user: null, connection: null, runId: null, rule: null, oldText: null, moved: null }

function told(text: Parameters<typeof textIn>[0], { language }: ValueAsked) {
  return { ...nobody, title: textIn(text, language) }
}

function bySync(asked: ValueAsked, moved: LastMove, shown: Shown): Source {
  // Which connection it was is for those who may use it.
  if (!asked.connectionIds.includes(moved.connectionId)) {
    return { kind: 'connection', ...told(originTexts.otherConnection(), asked), at: moved.at }
  }
  const why = textIn(ruleText(moved.rule, asked.crmName), asked.language)
  return {
    kind: 'connection',
    ...told(originTexts.connection(moved.connectionName, why), asked),
    at: moved.at,
    user: moved.requestedBy,
    connection: { id: moved.connectionId, name: moved.connectionName },
    runId: moved.runId,
    rule: moved.rule,
    oldText: shown(moved.oldValue),
    moved: { id: moved.id, linkId: moved.linkId },
  }
}

/** Nobody touched it since the record was made, or it is longer ago than history is kept. */
async function byCreation(db: Db, asked: ValueAsked, record: CrmRecord): Promise<Source> {
  const { rows } = await sql<{ createdBy: string | null; kept: boolean }>`
    select t.created_by, t.created_at > now() - make_interval(days => e.log_days) and t.created_at > e.history_from as kept
    from ${sql.table(asked.recordType)} t, engine e where t.id = ${asked.recordId}`.execute(db)
  const made = rows[0]
  if (!made?.kept) return { kind: 'unknown', ...told(originTexts.unknown(), asked), at: null }
  const by = /^connection:(\d+)$/.exec(made.createdBy ?? '')
  const connectionId = by ? Number(by[1]) : null
  if (connectionId !== null && asked.connectionIds.includes(connectionId)) {
    const texts = await textsFor(db, [{ ...asked, connectionId, actorType: '' }], asked.language)
    const connection = texts.connection({ ...asked, connectionId, actorType: '' })
    return {
      kind: 'created',
      ...told(originTexts.createdBySync(connection.name), asked),
      at: record.createdAt,
      connection,
    }
  }
  const user =
    connectionId === null ? ((await userNames(db, [made.createdBy])).get(made.createdBy ?? '') ?? null) : null
  return { kind: 'created', ...told(originTexts.created(user), asked), at: record.createdAt, user }
}

interface RuleRow {
  readonly linkId: number
  readonly connectionId: number
  readonly actorType: string
  readonly erpField: string
  readonly toCrm: boolean
  readonly toErp: boolean
  readonly conflictRule: ConflictRule
}

async function rulesOf(db: Db, asked: ValueAsked): Promise<Origin['governedBy']> {
  const { recordType, recordId, field, connectionIds, crmName, language } = asked
  const { rows } = await sql<RuleRow>`
    select l.id as link_id, l.connection_id, l.actor_type, f.key as erp_field, f.to_crm, f.to_erp, f.conflict_rule
    from link l
    join connection c on c.id = l.connection_id and c.active and c.deleted_at is null
    join actor_type t on t.connection_id = l.connection_id and t.type = l.actor_type and t.enabled and t.in_erp
    join erp_field f on f.connection_id = l.connection_id and f.actor_type = l.actor_type and f.in_erp
    where l.record_type = ${recordType} and l.record_id = ${recordId} and l.ended_at is null
      and l.connection_id = any(${[...connectionIds]}::bigint[])
      and f.crm_field = ${field} and (f.to_crm or f.to_erp)
    order by c.priority, f.position`.execute(db)
  const places = rows.map((row) => ({ ...row, recordType, recordId, crmField: field }))
  const texts = await textsFor(db, places, language)
  return places.map((place) => {
    const direction = place.toCrm && place.toErp ? 'both' : place.toCrm ? 'toCrm' : 'toErp'
    const { linkId, conflictRule } = place
    const [connection, erpField] = [texts.connection(place), texts.erpField(place)]
    const title = textIn(
      directionText({ direction, conflictRule, erpField: erpField.label, crmName }),
      language,
    )
    return { connection, linkId, erpField, direction, conflictRule, title }
  })
}
