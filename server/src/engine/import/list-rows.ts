import { type Field, type Fields, type Text, textIn } from '@koppel/sdk'
import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import { type CrmRecord, crmFields, readRecords, recordTitles } from '../../crm/index.ts'
import { crmItemNames, erpItemNames, readMapping, type TypeMapping, valueText } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { ImportCandidate, ImportProblem, ImportWarning } from '../../store/tables.ts'
import { planLink } from '../../sync/index.ts'
import { all, type Paged, page } from '../monitor/listing.ts'
import { comparedFields } from './add-rows.ts'
import type { importRow } from './contract.ts'
import { beginningOf } from './decided.ts'
import { newRecordMapping, newRecordOf } from './new-record.ts'
import { actorOf } from './preview.ts'
import type { StoredImport } from './rights.ts'
import { problemText, warningText } from './texts.ts'
import { undecided } from './to-do.ts'

export type Shown = z.infer<typeof importRow>
type Language = 'nl' | 'en'

export interface RowFilter {
  readonly verdict?: string | undefined
  readonly outcome?: string | undefined
  readonly undecided?: 'true' | 'false' | undefined
  readonly ticked?: 'true' | 'false' | undefined
  readonly q?: string | undefined
}

/** SQL for the rows of an import that fit; `r` is the row. */
export function rowsThatFit(importId: number, filter: RowFilter): RawBuilder<unknown> {
  const { verdict, outcome, ticked, q } = filter
  const words = (q ?? '').replaceAll('\0', '').split(/\s+/).filter(Boolean)
  return all([
    sql`r.import_id = ${importId}`,
    verdict === undefined ? '' : sql`r.verdict = ${verdict}`,
    outcome === undefined ? '' : sql`r.outcome = ${outcome}`,
    filter.undecided === undefined ? '' : filter.undecided === 'true' ? undecided : sql`not ${undecided}`,
    ticked === undefined ? '' : sql`r.selected = ${ticked === 'true'}`,
    ...words.map(
      (word) => sql`position(search_text(${word}) in search_text(r.title || ' ' || r.actor_key)) > 0`,
    ),
  ])
}

type Row = Parameters<typeof actorOf>[0] & {
  readonly id: number
  readonly verdict: Shown['verdict']
  readonly matchedBy: string | null
  readonly recordId: number | null
  readonly companyId: number | null
  readonly candidates: readonly ImportCandidate[]
  readonly problem: ImportProblem | null
  readonly warnings: readonly ImportWarning[]
  readonly selected: boolean
  readonly choice: 'link' | 'create' | 'skip' | null
  readonly choiceRecord: number | null
  readonly outcome: Shown['outcome']
}

/** One page of the rows of an import, with what a person needs to decide. */
export async function shownRows(
  db: Db,
  of: StoredImport,
  filter: RowFilter & Paged,
  language: Language,
): Promise<{ rows: Shown[]; total: number }> {
  const { rows, total } = await page<Row>(
    db,
    sql`r.*`,
    sql`from import_row r where ${rowsThatFit(of.id, filter)}`,
    sql`r.id`,
    filter,
  )
  return { rows: await shownOf(db, of, rows, language), total }
}

/** So many rows after this one, for who reads them all; rows that are judged meanwhile are shown as they are then. */
export async function nextShownRows(
  db: Db,
  of: StoredImport,
  filter: RowFilter & { readonly after: number; readonly limit: number },
  language: Language,
): Promise<readonly Shown[]> {
  const { rows } = await sql<Row>`
    select r.* from import_row r where ${rowsThatFit(of.id, filter)} and r.id > ${filter.after}
    order by r.id limit ${filter.limit}`.execute(db)
  return shownOf(db, of, rows, language)
}

async function shownOf(db: Db, of: StoredImport, rows: readonly Row[], language: Language): Promise<Shown[]> {
  const mapping = await readMapping(db, of.connectionId, of.actorType)
  const ids = rows.flatMap(({ recordId, candidates }) => [
    ...(recordId === null ? [] : [recordId]),
    ...candidates.map((one) => one.recordId),
  ])
  const records = await readRecords(db, of.recordType, [...new Set(ids)])
  const companies = await recordTitles(
    db,
    'company',
    rows.flatMap(({ companyId }) => companyId ?? []),
  )
  const words = await wordsFor(db, of, language)
  const desk: Desk = { of, mapping, records, companies, words, language }
  return rows.map((row) => shownRow(row, desk))
}

interface Desk {
  readonly of: StoredImport
  readonly mapping: TypeMapping | undefined
  readonly records: ReadonlyMap<number, CrmRecord>
  readonly companies: ReadonlyMap<number, string>
  readonly words: Words
  readonly language: Language
}

function shownRow(row: Row, desk: Desk): Shown {
  const { of, mapping, records, companies, words, language } = desk
  const actor = actorOf(row)
  const record = row.recordId === null ? undefined : records.get(row.recordId)
  const become =
    row.candidates.length > 0 && mapping ? newRecordOf(newRecordMapping(mapping), actor, '').fields : {}
  return {
    id: row.id,
    actorKey: row.actorKey,
    title: row.title,
    fields: words.actor(row.fields),
    verdict: row.verdict,
    matchedBy: row.matchedBy,
    record: record ? { recordType: of.recordType, id: record.id, title: record.title } : null,
    company: row.companyId === null ? null : { id: row.companyId, title: companies.get(row.companyId) ?? '' },
    changes: row.verdict === 'update' && row.outcome === null && record ? changesOf(row, record, desk) : [],
    candidates: row.candidates.flatMap(({ recordId, keys, similarity, taken }) => {
      const found = records.get(recordId)
      if (!found) return []
      const { title, fields } = found
      return [{ recordId, title, keys: [...keys], similarity, taken, fields: words.record(fields) }]
    }),
    compared: row.candidates.length > 0 ? words.record(become) : [],
    problem: row.problem && {
      code: row.problem.code,
      title: textIn(problemText(row.problem), language),
      detail: row.problem.detail ?? null,
    },
    warnings: row.warnings.map((warning) => ({
      code: warning.code,
      crmField: warning.crmField,
      title: textIn(warningText(warning, words.erpItem(warning.erpField)), language),
    })),
    ticked: row.selected,
    choice: choiceOf(row),
    outcome: row.outcome,
  }
}

function choiceOf({ choice, choiceRecord }: Row): Shown['choice'] {
  if (choice === null) return null
  if (choice !== 'link') return { do: choice }
  return choiceRecord === null ? null : { do: 'link', recordId: choiceRecord }
}

/** What of the record would be overwritten or filled in, from the plan that would do it. */
function changesOf(row: Row, record: CrmRecord, { of, mapping, words }: Desk): Shown['changes'] {
  if (!mapping || of.settings.onMatch !== 'update') return []
  const { fields } = mapping
  const actor = actorOf(row)
  const start = beginningOf(mapping, actor, of.settings)
  const plan = planLink({ fields, base: {}, start, actor: actor.fields, record: record.fields, times: {} })
  return Object.entries(plan.toCrm).map(([key, value]) => ({
    crmField: key,
    label: words.crmLabel(key),
    from: words.inCrm(key, record.fields[key] ?? null),
    to: words.inCrm(key, value),
  }))
}

/** What of an actor is shown, without its values. */
export async function shownLabels(db: Db, of: StoredImport, language: Language) {
  const words = await wordsFor(db, of, language)
  return words.actor({}).map(({ label }) => label)
}

interface Words {
  actor(fields: Fields): Shown['fields']
  record(fields: Fields): Shown['fields']
  crmLabel(key: string): string
  inCrm(key: string, value: Fields[string]): string
  erpItem(erpField: string): (item: string) => Text
}

interface ErpColumn {
  readonly key: string
  readonly label: Text
  readonly type: Field['type']
  readonly list: string | null
  readonly showInSearch: boolean
}

async function wordsFor(
  db: Db,
  { connectionId, actorType, recordType }: StoredImport,
  language: Language,
): Promise<Words> {
  const { rows: erp } = await sql<ErpColumn>`
    select key, label, type, list, show_in_search from erp_field
    where connection_id = ${connectionId} and actor_type = ${actorType} and in_erp order by rank, position`.execute(
    db,
  )
  const erpName = await erpItemNames(db, connectionId)
  const crm = new Map((await crmFields(db, recordType)).map((field) => [field.key, field]))
  const crmName = await crmItemNames(
    db,
    [...crm.values()].flatMap(({ list }) => list ?? []),
  )
  const shown = erp.filter(({ showInSearch }) => showInSearch)
  const compared = comparedFields.flatMap((key) => crm.get(key) ?? [])
  const inCrm = (key: string, value: Fields[string]) => {
    const field = crm.get(key)
    return field ? valueText(field, value ?? null, crmName, language) : String(value ?? '')
  }
  return {
    actor: (fields) =>
      shown.map((field) => ({
        key: field.key,
        label: textIn(field.label, language),
        text: valueText(field, fields[field.key] ?? null, erpName, language),
      })),
    record: (fields) =>
      compared.map(({ key, label }) => ({
        key,
        label: textIn(label, language),
        text: inCrm(key, fields[key] ?? null),
      })),
    crmLabel: (key) => textIn(crm.get(key)?.label ?? key, language),
    inCrm,
    erpItem: (erpField) => (item) =>
      erpName(erp.find(({ key }) => key === erpField)?.list ?? '', item) ?? item,
  }
}
