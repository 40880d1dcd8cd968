import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { copyLine, copyRows, type Db, type Tx } from '../../store/index.ts'
import type { Judged } from './look-up.ts'
import type { JudgedOn } from './preview.ts'
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

/** Adds actors to an import, not judged; those that are in already are passed over. */
export async function addRows(tx: Tx, importId: number, actors: readonly Actor[]): Promise<void> {
  await open(tx, importId)
  const latest = storableActors(actors)
  const known = new Set(
    await chosenKeys(
      tx,
      importId,
      latest.map(({ key }) => key),
    ),
  )
  const fresh = latest.filter(({ key }) => !known.has(key))
  if (fresh.length === 0) return
  await copyRows(
    tx,
    `copy import_row (${actorColumns}) from stdin`,
    fresh.map((actor) => copyLine(actorValues(importId, actor))),
  )
}

/** Whoever else adds to it waits: what is in already is then known. What was carried out is open again. */
async function open(tx: Tx, importId: number): Promise<void> {
  await sql`
    with held as (select id, state from import where id = ${importId} for update)
    update import i set state = 'open' from held where i.id = held.id and held.state <> 'open'`.execute(tx)
}

/** Adds rows that are judged, none of which is in the import, from the feed that a run reads or from elsewhere. */
export async function addJudged(
  tx: Tx,
  importId: number,
  judged: readonly Judged[],
  { judgedAsOf, mappingVersion, feedOf }: JudgedOn & { readonly feedOf: number | null },
): Promise<void> {
  await open(tx, importId)
  if (judged.length === 0) return
  const line = (one: Judged) =>
    copyLine([
      ...actorValues(importId, one.actor),
      ...[one.id, one.verdict, one.recordId, one.matchedBy, one.companyId, JSON.stringify(one.candidates)],
      one.problem && JSON.stringify(one.problem),
      ...[JSON.stringify(one.warnings), one.vatForm, one.nameForm, judgedAsOf, mappingVersion],
      ...[one.actor.version ?? null, one.actor.modifiedAt ?? null, feedOf],
    ])
  await copyRows(tx, `copy import_row (${actorColumns}, ${judgedColumns}) from stdin`, judged.map(line))
}

const actorColumns = 'import_id, actor_key, title, parent_type, parent_key, fields'
const judgedColumns =
  'id, verdict, record_id, matched_by, company_id, candidates, problem, warnings, vat_form, name_form, judged_as_of, judged_mapping, ' +
  'version, modified_at, collected_by'

/** Ids for this many rows, and which of these actors are in the import. */
export async function idsAndKnown(
  db: Db,
  importId: number,
  keys: readonly string[],
): Promise<{ readonly ids: readonly number[]; readonly known: readonly string[] }> {
  const { rows } = await sql<{ ids: number[]; known: string[] }>`
    select array(select nextval(s.rows) from generate_series(1, ${keys.length})) as ids,
      array(select actor_key from import_row
        where import_id = ${importId} and actor_key = any(${[...keys]}::text[])) as known
    from (select pg_get_serial_sequence('import_row', 'id')::regclass as rows offset 0) s`.execute(db)
  const [found] = rows
  if (!found) throw new Error('PostgreSQL answered without a row.')
  return found
}

/** Which of these actors are in the import. */
export async function chosenKeys(db: Db, importId: number, keys: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ actorKey: string }>`
    select actor_key from import_row where import_id = ${importId} and actor_key = any(${[...keys]}::text[])`.execute(
    db,
  )
  return rows.map(({ actorKey }) => actorKey)
}

function actorValues(importId: number, { key, title, parent, fields }: Actor) {
  return [importId, key, title, parent?.type ?? null, parent?.key ?? null, JSON.stringify(fields)]
}

/** Each actor once, the latest of it, as PostgreSQL can hold it: without NUL and half characters. */
export function storableActors(actors: readonly Actor[]): readonly Actor[] {
  const latest = new Map(actors.map((actor) => [actor.key, actor]))
  return [...latest.values()].flatMap((actor) => (isStorable(actor.key) ? storableActor(actor) : []))
}

function storableActor(actor: Actor): Actor {
  const { title, fields } = actor
  const all =
    isStorable(title) &&
    Object.values(fields).every((value) => typeof value !== 'string' || isStorable(value))
  if (all) return actor
  const values = Object.entries(fields).map(([field, value]) => [
    field,
    typeof value === 'string' ? storable(value) : value,
  ])
  return { ...actor, title: storable(title), fields: Object.fromEntries(values) }
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
