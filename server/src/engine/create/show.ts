import { textIn, type Value } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import type { Db } from '../../store/index.ts'
import { type Language, type Listed, type Paged, page } from '../monitor/listing.ts'
import { type Texts, textsFor } from '../monitor/texts.ts'
import type { createIntent } from './contract.ts'
import { type Intent, intentColumns } from './intents.ts'

export type ShownIntent = z.infer<typeof createIntent>

type Row = Intent & { readonly createdByName: string | null }

/** Intents as people read them, newest first. */
export async function listIntents(
  db: Db,
  where: RawBuilder<unknown>,
  paged: Paged,
  language: Language,
): Promise<Listed<ShownIntent>> {
  const { rows, total } = await page<Row>(
    db,
    sql`${intentColumns}, (select u.name from app_user u where u.id = i.created_by) as created_by_name`,
    sql`from create_intent i where ${where}`,
    sql`i.created_at desc, i.id`,
    paged,
  )
  const texts = await textsFor(db, rows, language)
  return { rows: rows.map((row) => shown(row, texts, language)), total }
}

/** One of them. */
export async function showIntent(db: Db, id: string, language: Language): Promise<ShownIntent> {
  const { rows } = await listIntents(db, sql`i.id = ${id}`, { offset: 0, limit: 1 }, language)
  const [intent] = rows
  if (!intent) throw new Error(`The intent ${id} is not there.`)
  return intent
}

function shown(row: Row, texts: Texts, language: Language): ShownIntent {
  const valuesOf = (fields: Readonly<Record<string, Value>>) =>
    Object.entries(fields).flatMap(([erpField, value]) => {
      const place = { ...row, erpField, crmField: '' }
      const text = texts.inErp(place, value)
      return text === '' ? [] : [{ key: erpField, label: texts.erpField(place).label, text }]
    })
  return {
    id: row.id,
    connection: texts.connection(row),
    actorType: row.actorType,
    record: texts.record(row),
    state: row.state,
    problem: row.problem && {
      code: row.problem.code,
      title: textIn(row.problem.explanation, language),
      field: row.problem.field ?? null,
      detail: row.problem.detail ?? null,
    },
    values: valuesOf(row.fields),
    actorKey: row.actorKey,
    actorTitle: row.actorTitle,
    linkId: row.linkId,
    candidates: (row.candidates ?? []).map(({ key, title, same, fields }) => ({
      key,
      title,
      same,
      fields: valuesOf(fields),
    })),
    attempts: row.attempts,
    nextTryAt: row.nextTryAt,
    createdAt: row.createdAt,
    createdBy: row.createdByName,
    finishedAt: row.finishedAt,
  }
}
