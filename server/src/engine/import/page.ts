import type { Actor, Page } from '@koppel/sdk'
import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import type { Tx } from '../../store/index.ts'
import { eachApart } from '../apart.ts'
import { breakLinks } from '../broken.ts'
import { applyActors } from '../read-erp.ts'
import { inTurns } from '../turns.ts'
import { transact, type Work } from '../work.ts'
import type { Decide, Decision } from './decision.ts'
import { type NewRecordMapping, newRecordOf } from './new-record.ts'
import { copyIn, type ReadyRecord, type Rows } from './rows.ts'

/** An actor that could not be imported, and why. */
export interface Failure {
  readonly actorKey: string
  readonly title: string
  readonly detail: string
}

/** A page of which is known what is to be made of it; nothing is written yet. */
export interface PlannedPage {
  readonly page: Page
  /** Linked already: they are planned as in any pass. */
  readonly linked: readonly Actor[]
  readonly toLink: readonly Choice[]
  readonly fresh: readonly ReadyRecord[]
}

interface Choice {
  readonly actor: Actor
  readonly decision: Extract<Decision, { do: 'link' }>
}

/** What planning a page needs beside it; the same for all pages of an import. */
export interface Rules {
  readonly mapping: TypeMapping
  readonly fresh: NewRecordMapping
  readonly rows: Rows
  readonly decide: Decide
}

export async function planPage(
  work: Work,
  { mapping, fresh, rows, decide }: Rules,
  page: Page,
): Promise<PlannedPage> {
  const actors = [...new Map(page.actors.map((actor) => [actor.key, actor])).values()]
  const { known, linkIds, recordIds, at } = await findLinked(work, mapping, actors)
  const unlinked = actors.filter(({ key }) => !known.has(key))
  const decisions = await decide(unlinked)
  const toLink: Choice[] = []
  const ready = await inTurns(unlinked.entries(), ([index, actor]) => {
    const decision = decisions.get(actor.key)
    if (decision?.do === 'link') toLink.push({ actor, decision })
    if (decision?.do !== 'create') return []
    const ids = { linkId: linkIds[index] ?? 0, recordId: recordIds[index] ?? 0 }
    return [rows.ready(newRecordOf(fresh, actor, at, decision), ids)]
  })
  return { page, linked: actors.filter(({ key }) => known.has(key)), toLink, fresh: ready }
}

/** Which of the actors are linked, with ids for the links and records of those that are not. */
async function findLinked(
  { parts, connectionId }: Work,
  { actorType, recordType }: TypeMapping,
  actors: readonly Actor[],
) {
  const { rows } = await sql<{ known: string[]; linkIds: number[]; recordIds: number[]; at: string }>`
    with given as (select key from unnest(${actors.map(({ key }) => key)}::text[]) key),
    known as materialized (
      select l.actor_key from given join link l on l.actor_key = given.key
      where l.connection_id = ${connectionId} and l.actor_type = ${actorType} and l.ended_at is null
    ),
    fresh as materialized (
      select n from generate_series(1, (select count(*) from given) - (select count(*) from known)) n
    )
    select array(select actor_key from known) as known, clock_timestamp() as at,
      array(select nextval(pg_get_serial_sequence('link', 'id')) from fresh) as link_ids,
      array(select nextval(pg_get_serial_sequence(${recordType}, 'id')) from fresh) as record_ids`.execute(
    parts.store.db,
  )
  const [found] = rows
  if (!found) throw new Error('PostgreSQL answered without a row.')
  return { ...found, known: new Set(found.known) }
}

/**
 * Writes a planned page; `atOnce` belongs to the transaction that completes it, in which so many records are made.
 *
 * A record that PostgreSQL refuses is told to `failed`; the others of its page go on.
 */
export async function storePage(
  work: Work,
  { mapping, rows }: Rules,
  { page, linked, toLink, fresh }: PlannedPage,
  atOnce: (tx: Tx, made: number) => Promise<void>,
  failed: (failure: Failure) => void,
): Promise<void> {
  if (page.gone?.length) await breakLinks(work, mapping, page.gone)
  if (linked.length > 0) await applyActors(work, mapping, linked)
  if (toLink.length > 0) await linkChosen(work, mapping, toLink)
  let saved = false
  await eachApart(
    fresh,
    async (part) => {
      const whole = part.length === fresh.length
      await transact(work, async (tx) => {
        await copyIn(tx, rows, part)
        if (whole) await atOnce(tx, part.length)
      })
      work.counts.changed += part.length
      saved = whole
    },
    async ({ actorKey, title }, error) => {
      // Somebody linked it while the page was on its way.
      if (isTaken(error)) return
      work.counts.failed += 1
      failed({ actorKey, title, detail: error.message })
    },
  )
  if (!saved) await transact(work, (tx) => atOnce(tx, 0))
}

function isTaken(error: Error): boolean {
  return 'constraint' in error && error.constraint === 'link_actor'
}

/** Links actors to the records chosen for them, and brings both in line as a pass would. */
async function linkChosen(work: Work, mapping: TypeMapping, choices: readonly Choice[]): Promise<void> {
  const rows = choices.map(({ actor, decision }) => ({
    key: actor.key,
    title: actor.title,
    record: decision.recordId,
    start: decision.start ?? {},
  }))
  await transact(work, async (tx) => {
    // In the order of the records; whoever came first keeps the link of a record or an actor.
    await sql`
      insert into link (connection_id, actor_type, actor_key, actor_title, record_type, record_id, start, created_by)
      select ${work.connectionId}, ${mapping.actorType}, x.key, x.title, ${mapping.recordType}, x.record, x.start,
        ${work.requestedBy}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (key text, title text, record bigint, start jsonb)
      order by x.record, x.key
      on conflict do nothing`.execute(tx)
  })
  await applyActors(
    work,
    mapping,
    choices.map(({ actor }) => actor),
  )
}
