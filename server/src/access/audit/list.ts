import { textIn } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import { changesBetween, type Reading } from './changes.ts'
import type { auditFilter, auditRow } from './contract.ts'
import { fieldNames } from './field-names.ts'
import { itemNames } from './item-names.ts'
import { placeNames } from './place-names.ts'
import { subjectNames } from './subjects.ts'
import { actionTexts, textOf } from './texts.ts'

export type AuditFilter = z.infer<typeof auditFilter>
export type AuditRow = z.infer<typeof auditRow>

interface StoredRow {
  readonly id: number
  readonly at: string
  readonly userId: string | null
  readonly userName: string | null
  readonly apiKeyId: number | null
  readonly apiKeyName: string | null
  readonly action: string
  readonly subject: string
  readonly oldValue: unknown
  readonly newValue: unknown
}

/** One page, newest first; `next` is where the one after it begins. */
export async function readAudit(
  db: Db,
  filter: AuditFilter,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  reading: Reading,
): Promise<{ rows: AuditRow[]; next: number | null }> {
  const { rows } = await sql<StoredRow>`
    select a.id, a.at, a.user_id, u.name as user_name, a.api_key_id, k.name as api_key_name, a.action, a.subject, a.old_value, a.new_value
    from audit a left join app_user u on u.id = a.user_id left join api_key k on k.id = a.api_key_id
    where ${sql.join([...conditions(filter), before === undefined ? sql`true` : sql`a.id < ${before}`], sql` and `)}
    order by a.id desc limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const nameOf = await subjectNames(db, page, reading.language)
  const itemsOf = await itemNames(db, page, reading.language)
  const fieldsOf = await fieldNames(db, page, reading.language)
  const placesOf = await placeNames(db, page, reading.language)
  const inWords = (told: unknown, row: StoredRow) => placesOf(fieldsOf(itemsOf(told, row), row))
  return {
    rows: page.map((row) => shown(row, nameOf(row), inWords, reading)),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

function conditions({ userId, apiKeyId, kind, subject, from, to }: AuditFilter): RawBuilder<unknown>[] {
  return [
    sql`true`,
    ...(userId === undefined
      ? []
      : [userId === 'nobody' ? sql`a.user_id is null` : sql`a.user_id = ${userId}`]),
    ...(apiKeyId === undefined ? [] : [sql`a.api_key_id = ${apiKeyId}`]),
    ...(kind === undefined ? [] : [ofKind(kind)]),
    ...(subject === undefined ? [] : [sql`a.subject = ${subject}`]),
    ...(from === undefined ? [] : [sql`a.at >= ${from}`]),
    ...(to === undefined ? [] : [sql`a.at < ${to}`]),
  ]
}

function ofKind(kind: NonNullable<AuditFilter['kind']>): RawBuilder<unknown> {
  const actions = (of: keyof typeof actionTexts) => Object.keys(actionTexts[of])
  if (kind !== 'other') return sql`a.action = any(${actions(kind)}::text[])`
  const known = Object.values(actionTexts).flatMap((texts) => Object.keys(texts))
  return sql`a.action <> all(${known}::text[])`
}

type InWords = (told: unknown, row: StoredRow) => unknown

function shown(row: StoredRow, subjectName: string, inWords: InWords, reading: Reading): AuditRow {
  const { id, at, userId, userName, apiKeyId, apiKeyName, action, subject, oldValue, newValue } = row
  const { kind, text } = textOf(action)
  return {
    ...{ id, at, kind, action },
    user: userId === null ? null : { id: userId, name: userName ?? userId },
    apiKey: apiKeyId === null ? null : { id: apiKeyId, name: apiKeyName ?? String(apiKeyId) },
    subject: { ref: subject, name: subjectName },
    text: textIn(text, reading.language).replace('{subject}', () => subjectName),
    changes: changesBetween(inWords(oldValue, row), inWords(newValue, row), reading),
  }
}
