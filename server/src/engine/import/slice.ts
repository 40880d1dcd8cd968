import { sql } from 'kysely'
import { notFound } from '../../problem.ts'
import { type Db, measureAnew } from '../../store/index.ts'
import type { Erp } from '../erp-calls.ts'
import type { Work } from '../work.ts'
import { comparedFields, fieldsToRead } from './add-rows.ts'
import { type StoredImport, stored } from './rights.ts'

/** What is the same for every batch of a slice: nobody changes an import while something of it is under way. */
export interface Slice {
  readonly found: StoredImport
  /** What is read of each actor. */
  readonly fields: readonly string[]
  readonly also: readonly AlsoCompared[]
  /** Of the connection: with others, or another version of the connector, it may be another administration. */
  readonly settings: string
}

export interface AlsoCompared {
  readonly key: string
  readonly crmField: string
}

const slices = new WeakMap<Erp, Promise<Slice>>()

/** The import some work is for, asked once a slice: each has an ERP of its own. */
export function sliceOf({ parts, erp, kind }: Work, importId: number): Promise<Slice> {
  const asked = slices.get(erp) ?? readSlice(parts.store.db, importId, kind !== 'import')
  slices.set(erp, asked)
  return asked
}

async function readSlice(db: Db, importId: number, looksAmongAll: boolean): Promise<Slice> {
  const found = await stored(db, importId)
  if (!found) throw notFound()
  if (looksAmongAll) await measureAnew(db, found.recordType)
  await measureAnew(db, 'import_row', { columns: ['id', 'import_id', 'verdict', 'outcome', 'record_id'] })
  return {
    found,
    fields: await fieldsToRead(db, found),
    also: await alsoCompared(db, found),
    settings: await settingsOf(db, found),
  }
}

async function settingsOf(db: Db, { connectionId }: StoredImport): Promise<string> {
  const { rows } = await sql<{ settings: string }>`
    select md5(concat_ws(' ', t.id, t.version, c.settings)) as settings
    from connection c join connector t on t.id = c.connector_id where c.id = ${connectionId}`.execute(db)
  return rows[0]?.settings ?? ''
}

/** ERP fields that are said to be a CRM field by which records are found, without travelling. */
async function alsoCompared(
  db: Db,
  { connectionId, actorType }: StoredImport,
): Promise<readonly AlsoCompared[]> {
  const { rows } = await sql<AlsoCompared>`
    select key, crm_field from erp_field
    where connection_id = ${connectionId} and actor_type = ${actorType} and in_erp and type = 'text'
      and not to_crm and not to_erp and crm_field = any(${comparedFields}::text[])`.execute(db)
  return rows
}
