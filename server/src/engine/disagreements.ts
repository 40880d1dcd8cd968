import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import type { FieldError, Warning } from '../sync/index.ts'
import type { PlannedLink } from './plan.ts'
import { runOf } from './run.ts'
import { recordset, type Work } from './work.ts'

/**
 * Opens and closes conflicts and field errors so that they are those of the plans.
 *
 * @returns how many conflicts are new
 */
export async function storeDisagreements(
  tx: Tx,
  work: Work,
  mapping: TypeMapping,
  planned: readonly PlannedLink[],
): Promise<number> {
  const unclear = planned.filter(({ link }) => link.unclear)
  if (unclear.length > 0) await closeSettled(tx, mapping, unclear)
  await openErrors(tx, planned)
  return await openConflicts(tx, work, planned)
}

async function openConflicts(tx: Tx, work: Work, planned: readonly PlannedLink[]): Promise<number> {
  const rows = planned.flatMap(({ link, plan }) =>
    plan.conflicts.map(({ erpField, crmField, reason, base, erp, crm }) => ({
      linkId: link.id,
      erpField,
      crmField,
      reason,
      baseErp: base?.[0] ?? null,
      baseCrm: base?.[1] ?? null,
      erp,
      crm,
    })),
  )
  if (rows.length === 0) return 0
  const open = await renewOpen(tx, rows)
  const found = rows.filter((row) => !open.has(keyOf(row)))
  if (found.length === 0) return 0
  await sql`
    insert into conflict (link_id, erp_field, crm_field, base_erp, base_crm, erp_value, crm_value, reason, run_id)
    select "linkId", "erpField", "crmField", "baseErp", "baseCrm", erp, crm, reason, ${await runOf(work)}
    from ${recordset(found)} as x ("linkId" bigint, "erpField" text, "crmField" text, reason text,
      "baseErp" jsonb, "baseCrm" jsonb, erp jsonb, crm jsonb)`.execute(tx)
  return found.length
}

interface ConflictKey {
  readonly linkId: number
  readonly erpField: string
}

function keyOf({ linkId, erpField }: ConflictKey): string {
  return `${linkId} ${erpField}`
}

/** Those that are open already show the values as they are now. */
async function renewOpen(tx: Tx, rows: readonly ConflictKey[]): Promise<ReadonlySet<string>> {
  const { rows: open } = await sql<ConflictKey>`
    update conflict c set erp_value = x.erp, crm_value = x.crm, reason = x.reason
    from ${recordset(rows)} as x ("linkId" bigint, "erpField" text, reason text, erp jsonb, crm jsonb)
    where c.link_id = x."linkId" and c.erp_field = x."erpField" and c.resolved_at is null
    returning c.link_id, c.erp_field`.execute(tx)
  return new Set(open.map(keyOf))
}

async function openErrors(tx: Tx, planned: readonly PlannedLink[]): Promise<void> {
  const rows = planned.flatMap(({ link, plan }) => [
    ...plan.errors.map((error) => ({ linkId: link.id, ...errorRow(error) })),
    ...plan.warnings.flatMap((warning) => warningRow(link.id, warning)),
  ])
  if (rows.length === 0) return
  await sql`
    insert into field_error as e (link_id, erp_field, crm_field, direction, code, detail)
    select "linkId", "erpField", "crmField", direction, code, detail
    from ${recordset(rows)} as x ("linkId" bigint, "erpField" text, "crmField" text, direction text, code text, detail jsonb)
    on conflict (link_id, erp_field) do update set
      crm_field = excluded.crm_field, direction = excluded.direction, code = excluded.code, detail = excluded.detail,
      at = excluded.at
    where (e.crm_field, e.direction, e.code, e.detail)
      is distinct from (excluded.crm_field, excluded.direction, excluded.code, excluded.detail)`.execute(tx)
}

function errorRow({ erpField, crmField, side, at, value, error }: FieldError) {
  const { kind, ...detail } = error
  const towardsCrm = (side === 'crm') === (at === 'target')
  const shown = typeof value === 'string' ? { value: storable(value) } : { value }
  return {
    erpField,
    crmField,
    direction: towardsCrm ? 'toCrm' : 'toErp',
    code: kind,
    detail: { ...detail, ...shown },
  }
}

function warningRow(linkId: number, warning: Warning) {
  if (warning.kind !== 'unmappedItem') return []
  const { erpField, crmField, side, item } = warning
  const direction = side === 'erp' ? 'toCrm' : 'toErp'
  return [{ linkId, erpField, crmField, direction, code: 'unmappedItem', detail: { item } }]
}

/** What PostgreSQL can hold of a text, and no more than a person wants to see. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u2400').slice(0, 500)
}

/** Those that the plans no longer name; of a field the ERP did not deliver or that was left alone nothing is known, so it stays. */
async function closeSettled(tx: Tx, mapping: TypeMapping, planned: readonly PlannedLink[]): Promise<void> {
  const ids = planned.map(({ link }) => link.id)
  const conflicts = planned.flatMap((one) => stays(one, mapping, one.plan.conflicts))
  const errors = planned.flatMap((one) => stays(one, mapping, [...one.plan.errors, ...one.plan.warnings]))
  const sent = planned.flatMap(({ link, plan }) =>
    Object.keys(plan.sent).map((erpField) => ({ id: link.id, erpField })),
  )
  await sql`
    update conflict c set resolved_at = clock_timestamp(), resolution = 'agreed'
    where c.link_id = any(${ids}::bigint[]) and c.resolved_at is null and not exists (
      select from ${recordset(conflicts)} as x (id bigint, "erpField" text)
      where x.id = c.link_id and x."erpField" = c.erp_field)`.execute(tx)
  await sql`
    delete from field_error e
    where e.link_id = any(${ids}::bigint[]) and not exists (
      select from ${recordset(errors)} as x (id bigint, "erpField" text)
      where x.id = e.link_id and x."erpField" = e.erp_field)
    and not (e.code = 'refused' and exists (
      select from ${recordset(sent)} as x (id bigint, "erpField" text)
      where x.id = e.link_id and x."erpField" = e.erp_field))`.execute(tx)
}

function stays(
  { link: { id }, actor, plan }: PlannedLink,
  { fields }: TypeMapping,
  named: readonly { readonly erpField: string }[],
) {
  const untold = ({ erpField }: { readonly erpField: string }) =>
    !actor || !Object.hasOwn(actor.fields, erpField) || plan.left?.includes(erpField)
  return [...named, ...fields.filter(untold)].map(({ erpField }) => ({ id, erpField }))
}
