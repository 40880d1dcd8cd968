import type { Fields, Value } from '@koppel/sdk'

import type { TypeMapping } from '../erp/index.ts'
import { copyLine, copyRows, type Tx } from '../store/index.ts'
import type { SyncDirection } from '../store/tables.ts'
import { arrived, canonical, type FieldType, type Pair } from '../sync/index.ts'
import type { LockedLink } from './links.ts'
import type { PlannedLink } from './plan.ts'
import { runOf } from './run.ts'
import type { Work } from './work.ts'

/** One value that moved. */
export interface LogRow {
  readonly linkId: number
  readonly recordId: number
  readonly actorKey: string
  readonly direction: SyncDirection
  readonly erpField: string
  readonly crmField: string
  readonly oldValue: Value
  readonly newValue: Value
  readonly rule: string
  /** The run that asked for it; else it is the run that works now. */
  readonly run?: number
}

/** Logs what the plans write to the CRM, and writes to the ERP of which it only shows now that they arrived. */
export async function storeLog(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
): Promise<void> {
  await insertLog(tx, work, mapping, [
    ...planned.flatMap(toCrmRows),
    ...planned.flatMap((one) => arrivedRows(one, mapping)),
  ])
}

export async function insertLog(
  tx: Tx,
  work: Work,
  { recordType, actorType }: Pick<TypeMapping, 'recordType' | 'actorType'>,
  rows: readonly LogRow[],
): Promise<void> {
  if (rows.length === 0) return
  const runId = await runOf(work)
  const lines = rows.map((row) =>
    copyLine([
      row.run ?? runId,
      work.connectionId,
      row.linkId,
      recordType,
      row.recordId,
      actorType,
      row.actorKey,
      row.direction,
      row.erpField,
      row.crmField,
      jsonOf(row.oldValue),
      jsonOf(row.newValue),
      row.rule,
    ]),
  )
  await copyRows(tx, logCopy, lines)
}

const logCopy =
  'copy sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction, ' +
  'erp_field, crm_field, old_value, new_value, rule) from stdin'

/** JSON for a column that is empty without a value. */
export function jsonOf(value: Value): string | null {
  return value === null ? null : JSON.stringify(value)
}

function linkPart({ id, recordId, actorKey }: LockedLink) {
  return { linkId: id, recordId, actorKey }
}

function toCrmRows({ link, plan }: PlannedLink): LogRow[] {
  return plan.reasons
    .filter(({ target }) => target === 'crm')
    .map(({ erpField, crmField, before, after, why, run }) => ({
      ...linkPart(link),
      direction: 'toCrm',
      erpField,
      crmField,
      oldValue: before,
      newValue: after,
      rule: why,
      ...(run === undefined ? {} : { run }),
    }))
}

/**
 * Of a write whose answer was lost: the actor holds the value now, so it was taken. If it holds a third value, somebody
 * edited it since, and whether the write came in between nobody knows: what it would have overwritten can be found.
 */
function arrivedRows({ link, actor }: PlannedLink, { fields }: TypeMapping): LogRow[] {
  if (!actor || !link.sentAt || !link.waiting) return []
  const { waiting } = link
  const sent = Object.entries(waiting).map(([key, { value, crm }]): [string, Pair] => [key, [value, crm]])
  const taken = arrived(fields, Object.fromEntries(sent), actor.fields)
  const known = fields.flatMap(({ erpField, crmField, erp }) => {
    const write = waiting[erpField]
    const pair = Object.hasOwn(taken, erpField) ? taken[erpField] : undefined
    const now = pair?.[0] ?? storedIn(erp.type, actor.fields, erpField)
    if (!write || now === undefined || write.old === now) return []
    const { value, crm: _, old: oldValue, ...why } = write
    const became = pair ? { newValue: now, ...why } : { newValue: value, ...why, rule: 'unanswered' }
    return [{ ...linkPart(link), direction: 'toErp' as const, erpField, crmField, oldValue, ...became }]
  })
  return [...known, ...noLongerMapped(link, waiting, fields)]
}

/** Nobody reads these fields any more: whether they were taken stays unknown, and what they would have overwritten can be found. */
function noLongerMapped(
  link: LockedLink,
  waiting: NonNullable<LockedLink['waiting']>,
  fields: TypeMapping['fields'],
): LogRow[] {
  const mapped = new Set(fields.map(({ erpField }) => erpField))
  return Object.entries(waiting).flatMap(([erpField, { value, crm: _, old, ...why }]) =>
    mapped.has(erpField)
      ? []
      : [
          {
            ...{ ...linkPart(link), direction: 'toErp' as const, erpField, crmField: '' },
            ...{ oldValue: old, newValue: value, ...why, rule: 'unanswered' },
          },
        ],
  )
}

function storedIn(type: FieldType, fields: Fields, key: string): Value | undefined {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (value === undefined) return undefined
  const read = canonical(type, value)
  return read.ok ? read.value : undefined
}
