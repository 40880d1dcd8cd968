import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { copyLine, copyRows, type Db, type Tx } from '../../store/index.ts'
import type { StoredImport } from './rights.ts'

/**
 * What is read of an actor that is to be imported: what travels, what is shown in a search, and what else is said to be a
 * CRM field by which records are found.
 */
export async function fieldsToRead(
  db: Db,
  { connectionId, actorType }: Pick<StoredImport, 'connectionId' | 'actorType'>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from erp_field
    where connection_id = ${connectionId} and actor_type = ${actorType} and in_erp and type <> 'password'
      and (show_in_search or to_crm or to_erp or crm_field = any(${comparedFields}::text[]))
    order by rank, position`.execute(db)
  return rows.map(({ key }) => key)
}

/** CRM fields by which records are found, or told apart. */
export const comparedFields = [
  ...['number', 'vatNo', 'email', 'name', 'postalZip', 'streetZip', 'postalCity', 'streetCity'],
  ...['firstName', 'middleName', 'lastName', 'phone', 'phoneDirect', 'phoneMobile'],
]

const rowCopy = 'copy import_row (import_id, actor_key, title, parent_type, parent_key, fields) from stdin'

/** Adds actors to an import, which is then open; those that are in already are passed over. Answers how many were added. */
export async function addRows(tx: Tx, importId: number, actors: readonly Actor[]): Promise<number> {
  // Whoever else adds to it waits: what is in already is then known.
  const { rows } = await sql<{ state: string }>`
    select state from import where id = ${importId} for update`.execute(tx)
  const latest = new Map(actors.map((actor) => [actor.key, actor]))
  const known = new Set(await chosenKeys(tx, importId, [...latest.keys()]))
  const lines = [...latest.values()].flatMap((actor) =>
    known.has(actor.key) || !isStorable(actor.key) ? [] : [lineOf(importId, actor)],
  )
  if (lines.length > 0) await copyRows(tx, rowCopy, lines)
  if (lines.length > 0 && rows[0]?.state !== 'open')
    await sql`update import set state = 'open' where id = ${importId}`.execute(tx)
  return lines.length
}

/** Which of these actors are in the import. */
export async function chosenKeys(db: Db, importId: number, keys: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ actorKey: string }>`
    select actor_key from import_row where import_id = ${importId} and actor_key = any(${[...keys]}::text[])`.execute(
    db,
  )
  return rows.map(({ actorKey }) => actorKey)
}

function lineOf(importId: number, { key, title, parent, fields }: Actor): string {
  const values = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      typeof value === 'string' ? storable(value) : value,
    ]),
  )
  return copyLine([
    ...[importId, key, storable(title), parent?.type ?? null, parent?.key ?? null],
    JSON.stringify(values),
  ])
}

// PostgreSQL holds no NUL and no half characters.
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

function isStorable(key: string): boolean {
  return key.isWellFormed() && !key.includes('\0')
}
