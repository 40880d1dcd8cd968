import type { Value } from '@koppel/sdk'
import type { TypeMapping } from '../../erp/index.ts'
import type { Names } from '../../sync/index.ts'
import { storable } from '../disagreements.ts'
import type { PlannedLink } from '../plan.ts'
import type { FieldPreview, PreviewExample, PreviewResult } from './preview-options.ts'

const mostExamples = 20

export function emptyPreview(): PreviewResult {
  return { links: 0, skipped: 0, missing: 0, failed: 0, toCrm: 0, toErp: 0, conflicts: 0, fields: [] }
}

/** Adds to a preview what these plans mean, of these fields only if they are given. */
export function tally(
  result: PreviewResult,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
  only?: ReadonlySet<string>,
): void {
  const fields = new Map(
    result.fields
      .filter(({ actorType }) => actorType === mapping.actorType)
      .map((field) => [field.erpField, field]),
  )
  const rowOf = ({ erpField, crmField }: Names): FieldPreview => {
    const found = fields.get(erpField) ?? emptyField(mapping.actorType, erpField, crmField)
    if (!fields.has(erpField)) result.fields.push(found)
    fields.set(erpField, found)
    return found
  }
  for (const one of planned) tallyLink(result, one, rowOf, ({ erpField }) => only?.has(erpField) ?? true)
}

function emptyField(actorType: string, erpField: string, crmField: string): FieldPreview {
  const none = { toCrm: 0, toErp: 0, blankInCrm: 0, blankInErp: 0, conflicts: 0, misfits: 0 }
  return { actorType, erpField, crmField, ...none, examples: [] }
}

function tallyLink(
  result: PreviewResult,
  one: PlannedLink,
  rowOf: (names: Names) => FieldPreview,
  counts: (names: Names) => boolean,
): void {
  const { plan } = one
  const reasons = plan.reasons.filter(counts)
  const conflicts = plan.conflicts.filter(counts)
  if (reasons.some(({ target }) => target === 'crm')) result.toCrm += 1
  if (reasons.some(({ target }) => target === 'erp')) result.toErp += 1
  if (conflicts.length > 0) result.conflicts += 1
  for (const reason of reasons) {
    const row = rowOf(reason)
    const [way, blank] =
      reason.target === 'crm' ? (['toCrm', 'blankInCrm'] as const) : (['toErp', 'blankInErp'] as const)
    row[way] += 1
    if (reason.after === null) row[blank] += 1
    example(row, one, reason, way, reason.after)
  }
  for (const conflict of conflicts) {
    const row = rowOf(conflict)
    row.conflicts += 1
    example(row, one, conflict, 'conflict', null)
  }
  const unmapped = plan.warnings.filter(({ kind }) => kind === 'unmappedItem')
  for (const misfit of [...plan.errors, ...unmapped].filter(counts)) {
    const row = rowOf(misfit)
    row.misfits += 1
    example(row, one, misfit, 'misfit', null)
  }
}

function example(
  row: FieldPreview,
  { record, actor }: PlannedLink,
  { erpField, crmField }: Names,
  kind: PreviewExample['kind'],
  after: Value,
): void {
  if (row.examples.length >= mostExamples) return
  const [erp, crm] = [actor?.fields[erpField] ?? null, record.fields[crmField] ?? null]
  row.examples.push({ recordId: record.id, kind, erp: short(erp), crm: short(crm), after: short(after) })
}

function short(value: Value): Value {
  return typeof value === 'string' ? storable(value) : value
}
