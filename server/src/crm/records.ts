import type { Fields, Value } from '@koppel/sdk'
import { type Kysely, sql } from 'kysely'
import type { RecordType, Tables } from '../store/tables.ts'
import { type CrmField, type CrmFieldType, crmFields } from './fields.ts'

/** A CRM record with all its fields in canonical form. */
export interface CrmRecord {
  readonly id: number
  readonly version: number
  readonly title: string
  readonly companyId: number | null
  readonly fields: Fields
  readonly createdAt: string
  readonly updatedAt: string
  /** A user's id, or `connection:<id>`. */
  readonly updatedBy: string | null
  readonly deletedAt: string | null
}

/** Who writes: what a connection writes is not echoed to its own links (engine §2). */
export type Writer = { readonly userId: string } | { readonly connectionId: number }

export interface RecordChange {
  readonly id: number
  /** Only what changes, in canonical form; every value fits its field. */
  readonly fields: Fields
}

type Row = Record<string, Value | Readonly<Record<string, Value>>> & {
  id: number
  version: number
  custom: Readonly<Record<string, Value>>
  createdAt: string
  updatedAt: string
  updatedBy: string | null
  deletedAt: string | null
}

export interface ReadOptions {
  /** Keeps them from changing until the transaction ends. */
  readonly lock?: boolean
  /** Only these fields; they must be of the record type. */
  readonly fields?: readonly CrmField[]
}

/** The records with these ids, deleted ones too. */
export async function readRecords(
  db: Kysely<Tables>,
  recordType: RecordType,
  ids: readonly number[],
  { lock = false, fields: wanted }: ReadOptions = {},
): Promise<ReadonlyMap<number, CrmRecord>> {
  if (ids.length === 0) return new Map()
  const fields = wanted ?? (await crmFields(db, recordType))
  const columns = new Set([
    ...alwaysRead[recordType],
    ...fields.flatMap(({ key, custom }) => (custom ? [] : [key])),
  ])
  const { rows } = await sql<Row>`
    /* kept */
    select ${sql.join([...columns].map((column) => sql.ref(column)))} from ${sql.table(recordType)}
    where id = any(${[...ids]}::bigint[]) order by id
    ${lock ? sql`for no key update` : sql``}`.execute(db)
  return new Map(rows.map((row) => [row.id, recordOf(row, recordType, fields)]))
}

const of = ['id', 'version', 'custom', 'createdAt', 'updatedAt', 'updatedBy', 'deletedAt'] as const
const alwaysRead: Record<RecordType, readonly string[]> = {
  company: [...of, 'name'],
  person: [...of, 'companyId', 'firstName', 'middleName', 'lastName'],
  project: [...of, 'companyId', 'name'],
}

/**
 * Changes many records in one statement; what a change does not name stays as it is.
 *
 * @param known the fields that may be named, where the caller has them at hand
 */
export async function writeRecords(
  db: Kysely<Tables>,
  recordType: RecordType,
  changes: readonly RecordChange[],
  by: Writer,
  known?: readonly CrmField[],
): Promise<void> {
  if (changes.length === 0) return
  const touched = new Set(changes.flatMap(({ fields }) => Object.keys(fields)))
  const fields = (known ?? (await crmFields(db, recordType))).filter(({ key }) => touched.has(key))
  const assignments = fields.filter(({ custom }) => !custom).map(assignment)
  if (fields.some(({ custom }) => custom)) {
    assignments.push(sql`custom = jsonb_strip_nulls(t.custom || c.custom)`)
  }
  await sql`
    with origin as materialized (select set_config('koppel.origin', ${originOf(by)}, true)),
    changes as (
      select (e->>'id')::bigint as id, e->'fields' as fields, e->'custom' as custom
      from jsonb_array_elements(${JSON.stringify(changes.map((change) => split(change, fields)))}::jsonb) e
    )
    update ${sql.table(recordType)} t set ${sql.join([...assignments, sql`updated_by = ${writerName(by)}`])}
    from changes c, origin where t.id = c.id`.execute(db)
}

/** Adds one record; `fields` fit. */
export async function insertRecord(
  db: Kysely<Tables>,
  recordType: RecordType,
  record: { readonly fields: Fields; readonly companyId: number | null },
  by: Writer,
): Promise<number> {
  const fields = (await crmFields(db, recordType)).filter(({ key }) => record.fields[key] !== undefined)
  const standard = fields.filter(({ custom }) => !custom)
  const { custom } = split({ id: 0, fields: record.fields }, fields)
  const columns = standard.map(({ key }) => sql.ref(key))
  const values = standard.map(({ key, type }) => sql`${record.fields[key]}::${sql.raw(columnType[type])}`)
  if (recordType !== 'company') {
    columns.push(sql.ref('companyId'))
    values.push(sql`${record.companyId}::bigint`)
  }
  const writer = writerName(by)
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(recordType)} (${sql.join(columns)}, custom, created_by, updated_by)
    values (${sql.join(values)}, ${JSON.stringify(custom)}::jsonb, ${writer}, ${writer})
    returning id`.execute(db)
  return rows[0]?.id ?? 0
}

/** What each record is called, by id; ids that do not exist are left out. */
export async function recordTitles(
  db: Kysely<Tables>,
  recordType: RecordType,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; title: string }>`
    select id, ${titleOf(recordType, 't')} as title from ${sql.table(recordType)} t
    where id = any(${[...new Set(ids)]}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** SQL for the title of a row: its name, for a person the full name. */
export function titleOf(recordType: RecordType, alias: string) {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  if (recordType !== 'person') return sql<string>`${column('name')}`
  return sql<string>`concat_ws(' ', ${column('firstName')}, ${column('middleName')}, ${column('lastName')})`
}

const columnType: Record<CrmFieldType, string> = {
  text: 'text',
  list: 'bigint',
  date: 'date',
  datetime: 'timestamptz',
  integer: 'integer',
  decimal: 'numeric',
  checkbox: 'boolean',
}

function assignment({ key, type }: CrmField) {
  const column = sql.ref(key)
  const given = sql`(c.fields->>${sql.lit(key)})::${sql.raw(columnType[type])}`
  return sql`${column} = case when c.fields ? ${sql.lit(key)} then ${given} else t.${column} end`
}

function split({ id, fields: values }: RecordChange, fields: readonly CrmField[]) {
  const part = (custom: boolean) =>
    Object.fromEntries(
      fields.flatMap((f) => (f.custom === custom && f.key in values ? [[f.key, values[f.key]]] : [])),
    )
  return { id, fields: part(false), custom: part(true) }
}

function originOf(by: Writer): string {
  return 'connectionId' in by ? String(by.connectionId) : ''
}

export function writerName(by: Writer): string {
  return 'connectionId' in by ? `connection:${by.connectionId}` : by.userId
}

function recordOf(row: Row, recordType: RecordType, fields: readonly CrmField[]): CrmRecord {
  const values: Record<string, Value> = {}
  for (const { key, type, custom } of fields) {
    const value = (custom ? row.custom[key] : row[key]) as Value | undefined
    values[key] = value === undefined || value === null ? null : type === 'list' ? String(value) : value
  }
  const name = recordType === 'person' ? [row.firstName, row.middleName, row.lastName] : [row.name]
  return {
    id: row.id,
    version: row.version,
    title: name.filter((part) => part !== null).join(' '),
    companyId: (row.companyId as number | undefined) ?? null,
    fields: values,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    updatedBy: row.updatedBy,
    deletedAt: row.deletedAt,
  }
}
