import type { Value } from '@koppel/sdk'
import { sql } from 'kysely'
import type { SignedIn, z } from '../../contract.ts'
import { notFound } from '../../problem.ts'
import type { Db } from '../../store/index.ts'
import type { RecordType } from '../../store/tables.ts'
import { crmFields, standardFieldsOf } from '../fields.ts'
import { readRecords, recordTitles } from '../records.ts'
import type { historyEntry } from './contract.ts'
import { type HistoryRow, historyRows } from './rows.ts'

type Entry = z.infer<typeof historyEntry>

export interface Asked {
  readonly recordType: RecordType
  readonly recordId: number
  readonly field?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
  readonly user: SignedIn
  /** The connections whose names may be told. */
  readonly visible: ReadonlyMap<number, unknown>
}

/** What happened to a record, newest first; what the sync wrote in one go is one entry. */
export async function historyOf(db: Db, asked: Asked): Promise<{ rows: Entry[]; next: string | null }> {
  const { recordType, recordId, after, limit } = asked
  if (!(await readRecords(db, recordType, [recordId])).has(recordId)) throw notFound()
  const field = asked.field === undefined ? undefined : await namesOf(db, recordType, asked.field)
  const { rows, next } = await historyRows(db, { recordType, recordId, field, after, limit })
  const tell = await teller(db, asked, rows)
  return { rows: together(rows).map((row) => tell(only(row, field))), next }
}

async function namesOf(db: Db, recordType: RecordType, key: string) {
  const custom = (await crmFields(db, recordType, 'ever')).some((one) => one.key === key && one.custom)
  return { key, column: custom ? key : columnOf(key) }
}

/** Of an edit of several fields only the one that was asked for. */
function only(
  row: HistoryRow,
  field: { readonly key: string; readonly column: string } | undefined,
): HistoryRow {
  if (!field) return row
  const changes = Object.entries(row.changes).filter(([name]) => name === field.column || name === field.key)
  return { ...row, changes: Object.fromEntries(changes) }
}

/** Values the sync wrote to one record in one run belong together. */
function together(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  const found: HistoryRow[] = []
  for (const row of rows) {
    const last = found.at(-1)
    const same =
      last?.source === 'sync' &&
      row.source === 'sync' &&
      last.runId === row.runId &&
      last.recordId === row.recordId &&
      Object.keys(row.changes).every((key) => !Object.hasOwn(last.changes, key))
    if (same && last) found[found.length - 1] = { ...last, changes: { ...row.changes, ...last.changes } }
    else found.push(row)
  }
  return found
}

async function teller(
  db: Db,
  asked: Asked,
  rows: readonly HistoryRow[],
): Promise<(row: HistoryRow) => Entry> {
  const { recordType, recordId, user, visible } = asked
  const names = await namesIn(db, rows)
  const titles = await recordTitles(
    db,
    recordType,
    rows.flatMap((row) => [row.recordId, row.otherId ?? []].flat()),
  )
  const companies = await recordTitles(db, 'company', rows.flatMap(companiesIn))
  const keyOf = keysOf(recordType)
  const titled = (id: number) => ({ id, title: titles.get(id) ?? '' })
  const mayTell = (id: number) => visible.has(id) || user.role === 'administrator'
  return (row) => ({
    id: `${row.source}${row.id}`,
    at: row.at,
    kind: kindOf(row),
    by: writerOf(row, names, mayTell),
    runId: user.role === 'administrator' ? row.runId : null,
    of: row.recordId === recordId ? null : titled(row.recordId),
    other: row.otherId === null ? null : titled(row.otherId),
    changes: row.source === 'edit' || row.source === 'sync' ? changesOf(row, keyOf, companies) : [],
  })
}

function changesOf(
  row: HistoryRow,
  keyOf: (column: string) => string,
  companies: ReadonlyMap<number, string>,
) {
  const company = (value: Value) => (value === null ? null : (companies.get(Number(value)) ?? String(value)))
  return Object.entries(row.changes).flatMap(([column, [before, after]]) => {
    if (column === 'deleted_at') return []
    if (column === 'company_id') return [{ key: 'companyId', old: company(before), new: company(after) }]
    return [{ key: keyOf(column), old: before, new: after }]
  })
}

function companiesIn({ changes: { company_id: moved } }: HistoryRow): number[] {
  return (moved ?? []).flatMap((value) => (value === null ? [] : [Number(value)]))
}

function kindOf({ source, changes }: HistoryRow): Entry['kind'] {
  const survived = changes.survivor?.[0] === true
  if (source === 'made') return 'created'
  if (source === 'merge') return survived ? 'merged' : 'mergedInto'
  if (source === 'unmerge') return survived ? 'unmerged' : 'unmergedFrom'
  if (!changes.deleted_at) return 'changed'
  return changes.deleted_at[1] === null ? 'restored' : 'deleted'
}

interface Names {
  readonly users: ReadonlyMap<string, string>
  readonly keys: ReadonlyMap<number, string>
  readonly connections: ReadonlyMap<number, string>
}

function writerOf(row: HistoryRow, names: Names, mayTell: (connectionId: number) => boolean): Entry['by'] {
  const nobody = { name: null, key: null }
  const connectionId = connectionOf(row)
  if (connectionId !== null) {
    const name = mayTell(connectionId) ? (names.connections.get(connectionId) ?? null) : null
    return { kind: 'connection', name, key: null }
  }
  if (row.beside) return { kind: 'database', ...nobody }
  const name = row.who === null ? null : (names.users.get(row.who) ?? null)
  if (row.apiKeyId !== null) return { kind: 'apiKey', name, key: names.keys.get(row.apiKeyId) ?? null }
  return name === null ? { kind: 'nobody', ...nobody } : { kind: 'user', name, key: null }
}

function connectionOf({ connectionId, source, who }: HistoryRow): number | null {
  if (connectionId !== null) return connectionId
  const written = /^connection:(\d+)$/.exec(who ?? '')
  return written && source === 'made' ? Number(written[1]) : null
}

async function namesIn(db: Db, rows: readonly HistoryRow[]): Promise<Names> {
  const userIds = rows.flatMap(({ who }) => who ?? [])
  const keyIds = rows.flatMap(({ apiKeyId }) => apiKeyId ?? [])
  const connectionIds = rows.flatMap((row) => connectionOf(row) ?? [])
  const { rows: found } = await sql<{ kind: keyof Names; id: string; name: string }>`
    select 'users' as kind, id, name from app_user where id = any(${userIds}::text[])
    union all select 'keys', id::text, name from api_key where id = any(${keyIds}::bigint[])
    union all select 'connections', id::text, name from connection where id = any(${connectionIds}::bigint[])`.execute(
    db,
  )
  const of = (kind: keyof Names) => found.filter((one) => one.kind === kind)
  return {
    users: new Map(of('users').map(({ id, name }) => [id, name])),
    keys: new Map(of('keys').map(({ id, name }) => [Number(id), name])),
    connections: new Map(of('connections').map(({ id, name }) => [Number(id), name])),
  }
}

/** Edits are kept by column. */
function keysOf(recordType: RecordType): (column: string) => string {
  const known = new Map(standardFieldsOf(recordType).map(({ key }) => [columnOf(key), key]))
  return (column) => known.get(column) ?? column
}

/** `postalAddress1` → `postal_address1`, as the columns are called. */
function columnOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
