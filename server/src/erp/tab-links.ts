import type { z } from '@hono/zod-openapi'
import { type ActorTypeName, textIn, type Value } from '@koppel/sdk'
import { sql } from 'kysely'
import { type CrmField, type CrmRecord, crmFields } from '../crm/index.ts'
import type { Db } from '../store/index.ts'
import type { Problem, RecordType, SyncDirection } from '../store/tables.ts'
import { actorFields } from './actor-fields.ts'
import type { link as linkSchema } from './contract.ts'
import { shown } from './failure.ts'
import { fieldErrorText } from './field-error-text.ts'
import { type LinkStateName, linkState } from './link-state.ts'
import { readMapping } from './mapping.ts'
import { crmItemNames, erpItemNames, type ItemName, valueText } from './value-text.ts'

export type TabLink = z.infer<typeof linkSchema>

interface Row {
  readonly id: number
  readonly connectionId: number
  readonly actorType: ActorTypeName
  readonly actorKey: string
  readonly actorTitle: string
  readonly state: LinkStateName
  readonly broken: boolean
  readonly syncedAt: string | null
  readonly parked: Problem | null
  readonly moved: Readonly<Record<string, string>>
  readonly conflicts: Readonly<Record<string, { id: number; erp: Value; crm: Value }>>
  readonly errors: Readonly<Record<string, FieldError>>
}

interface FieldError {
  readonly direction: SyncDirection
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** What a record is linked to in these connections, by connection. */
export async function readTabLinks(
  db: Db,
  record: CrmRecord,
  recordType: RecordType,
  connectionIds: readonly number[],
  language: string,
): Promise<ReadonlyMap<number, TabLink>> {
  const rows = await readRows(db, recordType, record.id, connectionIds)
  if (rows.length === 0) return new Map()
  const known = await crmFields(db, recordType)
  const crmName = await crmItemNames(
    db,
    known.flatMap(({ list }) => list ?? []),
  )
  const links = rows.map(async (row) => {
    const fields = await readFieldNames(db, row)
    // Lists may be long; names of the ERP are shown only where something is wrong with a value of theirs.
    const wrong = fields.filter(({ erp: { key } }) => row.conflicts[key] || row.errors[key])
    const erpName = await erpItemNames(
      db,
      row.connectionId,
      wrong.flatMap(({ erp }) => erp.list ?? []),
    )
    return [row.connectionId, tabLink(row, { record, known, fields, crmName, erpName, language })] as const
  })
  return new Map(await Promise.all(links))
}

async function readRows(
  db: Db,
  recordType: RecordType,
  recordId: number,
  connectionIds: readonly number[],
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    /* kept */
    select l.id, l.connection_id, l.actor_type, l.actor_key, l.actor_title, l.broken_at is not null as broken, l.synced_at,
      ${linkState('l')} as state,
      (select jsonb_build_object('code', p.reason, 'explanation', p.explanation, 'detail', p.detail)
        from parked p where p.link_id = l.id and p.resolved_at is null limit 1) as parked,
      coalesce((select jsonb_object_agg(m.erp_field, m.at) from (
        select erp_field, to_char(max(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from sync_log s
        where s.record_type = l.record_type and s.record_id = l.record_id and s.link_id = l.id
        group by erp_field) m), '{}') as moved,
      coalesce((select jsonb_object_agg(f.erp_field,
          jsonb_build_object('id', f.id, 'erp', f.erp_value, 'crm', f.crm_value))
        from conflict f where f.link_id = l.id and f.resolved_at is null), '{}') as conflicts,
      coalesce((select jsonb_object_agg(e.erp_field, 
          jsonb_build_object('direction', e.direction, 'code', e.code, 'detail', e.detail))
        from field_error e where e.link_id = l.id), '{}') as errors
    from link l
    where l.record_type = ${recordType} and l.record_id = ${recordId} and l.ended_at is null
      and l.connection_id = any(${[...connectionIds]}::bigint[])`.execute(db)
  return rows
}

/** The fields that are synchronised, in rank order, with what they are called in the ERP. */
async function readFieldNames(db: Db, { connectionId, actorType }: Row) {
  const mapped = (await readMapping(db, connectionId, actorType))?.fields ?? []
  const byKey = new Map(mapped.map((field) => [field.erpField, field]))
  return (await actorFields(db, connectionId, actorType)).flatMap((erp) => {
    const field = byKey.get(erp.key)
    return field ? [{ erp, field }] : []
  })
}

interface Around {
  readonly record: CrmRecord
  readonly known: readonly CrmField[]
  readonly fields: Awaited<ReturnType<typeof readFieldNames>>
  readonly crmName: ItemName
  readonly erpName: ItemName
  readonly language: string
}

function tabLink(row: Row, { record, known, fields, crmName, erpName, language }: Around): TabLink {
  const { id, actorType, actorKey, actorTitle, state, broken, syncedAt } = row
  const problem = broken ? gone : row.parked
  return {
    id,
    actorType,
    actorKey,
    title: actorTitle === '' ? actorKey : actorTitle,
    state,
    broken,
    problem: problem && shown(problem, language),
    syncedAt,
    synchronised: fields.map(({ erp, field }) => {
      const crm = known.find(({ key }) => key === field.crmField)
      const inCrm = (value: Value) => valueText(crm ?? field.crm, value, crmName, language)
      const conflict = row.conflicts[field.erpField]
      const error = row.errors[field.erpField]
      // The item that has no counterpart is one of the side the value comes from.
      const itemText = (item: string) =>
        error?.direction === 'toErp' ? inCrm(item) : valueText(erp, item, erpName, language)
      return {
        key: field.erpField,
        crmField: field.crmField,
        erpLabel: textIn(erp.label, language),
        crmLabel: textIn(crm?.label ?? field.crmField, language),
        toCrm: field.direction !== 'toErp',
        toErp: field.direction !== 'toCrm',
        value: inCrm(record.fields[field.crmField] ?? null),
        movedAt: row.moved[field.erpField] ?? null,
        conflict: conflict
          ? {
              id: conflict.id,
              erp: valueText(erp, conflict.erp, erpName, language),
              crm: inCrm(conflict.crm),
            }
          : null,
        error: error ? textIn(fieldErrorText(error.code, error.detail, itemText), language) : null,
      }
    }),
  }
}

const gone: Problem = {
  code: 'actorGone',
  explanation: {
    en: 'The actor no longer exists in the ERP. The record stays as it is; disconnect it or link another actor.',
    nl: 'De actor bestaat niet meer in het ERP. De kaart blijft zoals die is; verbreek de verbinding of verbind een andere actor.',
  },
}
