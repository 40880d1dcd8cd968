import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import type { ImportProblem } from '../../store/tables.ts'
import { eachApart } from '../apart.ts'
import { applyActors } from '../read-erp.ts'
import { recordset, transact, type Work } from '../work.ts'
import { beginningOf } from './decided.ts'
import type { NewRecord } from './new-record.ts'
import type { StoredImport } from './rights.ts'
import { copyIn, type ReadyRecord, rowsOf } from './rows.ts'

type Refused = (id: number, problem: ImportProblem) => Promise<void>
type Running = Work & { readonly runId: number }

/** A row that becomes a new record. */
export interface Fresh {
  readonly id: number
  readonly record: NewRecord
}

interface Ready extends ReadyRecord {
  readonly rowId: number
  readonly linkId: number
  readonly recordId: number
}

/** Makes records with their links by COPY; what each row became is stored with them. */
export async function makeNew(
  work: Running,
  mapping: TypeMapping,
  fresh: readonly Fresh[],
  refused: Refused,
): Promise<void> {
  if (fresh.length === 0) return
  const rows = await rowsOf(work, mapping)
  const ids = await reserve(work, mapping, fresh.length)
  const ready = fresh.map(({ id, record }, index): Ready => {
    const [linkId = 0, recordId = 0] = [ids.linkIds[index], ids.recordIds[index]]
    return { ...rows.ready(record, { linkId, recordId }), rowId: id, linkId, recordId }
  })
  await eachApart(
    ready,
    async (part) => {
      await transact(work, async (tx) => {
        await copyIn(tx, rows, part)
        await storeOutcome(tx, work, 'created', part)
      })
      work.counts.changed += part.length
    },
    // Somebody linked it in between: it is looked at again when it is tried again.
    ({ rowId }, error) => refused(rowId, notStorable(error)),
  )
}

async function reserve({ parts }: Work, { recordType }: TypeMapping, count: number) {
  const { rows } = await sql<{ linkIds: number[]; recordIds: number[] }>`
    select array(select nextval(s.links) from generate_series(1, ${count})) as link_ids,
      array(select nextval(s.records) from generate_series(1, ${count})) as record_ids
    from (
      select pg_get_serial_sequence('link', 'id')::regclass as links,
        pg_get_serial_sequence(${recordType}, 'id')::regclass as records
      offset 0
    ) s`.execute(parts.store.db)
  const [found] = rows
  if (!found) throw new Error('PostgreSQL answered without a row.')
  return found
}

/** A row that belongs to a record that is there. */
export interface Matched {
  readonly id: number
  readonly actor: Actor
  readonly recordId: number
}

/** Links actors to records that are there and brings these in line, all of it at once for each part. */
export async function linkExisting(
  work: Running,
  { settings }: StoredImport,
  mapping: TypeMapping,
  matched: readonly Matched[],
  refused: Refused,
): Promise<void> {
  if (matched.length === 0) return
  const byKey = new Map(matched.map((one) => [one.actor.key, one]))
  let linked = 0
  await applyActors(
    work,
    mapping,
    matched.map(({ actor }) => actor),
    {
      before: async (tx, actors) => {
        const part = actors.flatMap((actor) => byKey.get(actor.key) ?? [])
        linked = await insertLinks(
          tx,
          work,
          mapping,
          part.map((one) => ({ ...one, start: beginningOf(mapping, one.actor, settings) })),
        )
      },
      refused: async (actor, error) => {
        const id = byKey.get(actor.key)?.id
        if (id !== undefined) await refused(id, notStorable(error))
      },
    },
  )
  work.counts.changed += linked
}

/** Whoever came first keeps the link of a record or an actor: then PostgreSQL refuses, and the row stands alone. */
async function insertLinks(
  tx: Tx,
  work: Running,
  mapping: TypeMapping,
  part: readonly (Matched & { readonly start: object })[],
): Promise<number> {
  const rows = part.map(({ id, actor, recordId, start }) => ({
    row: id,
    key: actor.key,
    title: actor.title.toWellFormed().replaceAll('\0', ''),
    record: recordId,
    start,
  }))
  const { rows: made } = await sql<{ rowId: number; linkId: number; recordId: number }>`
    with given as (
      select * from ${recordset(rows)} as x (row bigint, key text, title text, record bigint, start jsonb)
    ),
    made as (
      insert into link (connection_id, actor_type, actor_key, actor_title, record_type, record_id, start, created_by)
      select ${work.connectionId}, ${mapping.actorType}, key, title, ${mapping.recordType}, record, start,
        ${work.requestedBy}
      from given order by record, key
      returning id, actor_key, record_id
    )
    select g.row as row_id, m.id as link_id, m.record_id from made m join given g on g.key = m.actor_key`.execute(
    tx,
  )
  await storeOutcome(tx, work, 'updated', made)
  return made.length
}

async function storeOutcome(
  tx: Tx,
  work: Running,
  outcome: 'created' | 'updated',
  part: readonly { readonly rowId: number; readonly linkId: number; readonly recordId: number }[],
): Promise<void> {
  const rows = part.map(({ rowId, linkId, recordId }) => ({ id: rowId, link: linkId, record: recordId }))
  await sql`
    update import_row r set outcome = ${outcome}, link_id = x.link, record_id = x.record, problem = null,
      run_id = ${work.runId}
    from ${recordset(rows)} as x (id bigint, link bigint, record bigint) where r.id = x.id`.execute(tx)
}

function notStorable(error: Error): ImportProblem {
  const taken = 'constraint' in error && /^link_(actor|record)$/.test(String(error.constraint))
  return taken ? { code: 'matchGone' } : { code: 'notStorable', detail: error.message }
}
