import { textIn, type Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import { fieldErrorText } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { fieldError, openConflict } from './contract.ts'
import { type Language, type Listed, type Paged, page } from './listing.ts'
import { notBySelf } from './parked-actions.ts'
import { type Place, textsFor } from './texts.ts'

// What waits for a person: conflicts to settle, fields that do not fit. Records that were put aside: parked-list.ts.

type OpenConflict = z.infer<typeof openConflict>
type ConflictRow = Place &
  Pick<OpenConflict, 'id' | 'linkId' | 'reason' | 'openedAt' | 'resolvedAt' | 'resolution'> & {
    erpField: string
    crmField: string
    baseErp: Value
    baseCrm: Value
    erpValue: Value
    crmValue: Value
  }

/** Conflicts that are still to be settled. */
export const unsettled = sql`f.resolved_at is null and l.ended_at is null`

export async function conflicts(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<OpenConflict>> {
  const { rows, total } = await page<ConflictRow>(
    db,
    sql`f.id, f.link_id, f.erp_field, f.crm_field, f.base_erp, f.base_crm, f.erp_value, f.crm_value, f.reason,
      f.opened_at, f.resolved_at, f.resolution, l.connection_id, l.actor_type, l.record_type, l.record_id`,
    sql`from conflict f join link l on l.id = f.link_id where ${where}`,
    sql`f.opened_at, f.id`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      linkId: row.linkId,
      connection: texts.connection(row),
      record: texts.record(row),
      erpField: texts.erpField(row),
      crmField: texts.crmField(row),
      reason: row.reason,
      baseErp: texts.inErp(row, row.baseErp),
      baseCrm: texts.inCrm(row, row.baseCrm),
      erpValue: texts.inErp(row, row.erpValue),
      crmValue: texts.inCrm(row, row.crmValue),
      openedAt: row.openedAt,
      resolvedAt: row.resolvedAt,
      resolution: row.resolution,
    })),
    total,
  }
}

type FieldError = z.infer<typeof fieldError>
type FieldErrorRow = Place &
  Pick<FieldError, 'linkId' | 'direction' | 'code' | 'at' | 'attempts' | 'nextTryAt' | 'skipped'> & {
    erpField: string
    crmField: string
    detail: Readonly<Record<string, unknown>>
  }

export async function fieldErrors(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<FieldError>> {
  const { rows, total } = await page<FieldErrorRow>(
    db,
    sql`e.link_id, e.erp_field, e.crm_field, e.direction, e.code, e.detail, e.at, e.attempts,
      coalesce(e.next_try_at = ${notBySelf}, false) as skipped, nullif(e.next_try_at, ${notBySelf}) as next_try_at,
      l.connection_id, l.actor_type, l.record_type, l.record_id`,
    sql`from field_error e join link l on l.id = e.link_id where l.ended_at is null and ${where}`,
    sql`e.at desc, e.link_id, e.erp_field`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return {
    rows: rows.map((row) => {
      const { linkId, direction, code, detail, at, attempts, nextTryAt, skipped } = row
      const itemText = (item: string) =>
        direction === 'toErp' ? texts.inCrm(row, item) : texts.inErp(row, item)
      return {
        linkId,
        connection: texts.connection(row),
        record: texts.record(row),
        erpField: texts.erpField(row),
        crmField: texts.crmField(row),
        direction,
        code,
        title: textIn(fieldErrorText(code, detail, itemText), language),
        at,
        attempts,
        nextTryAt,
        skipped,
      }
    }),
    total,
  }
}
