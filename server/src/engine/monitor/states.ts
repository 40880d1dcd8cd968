import { type RawBuilder, sql } from 'kysely'
import type { z } from '../../contract.ts'
import { type LinkStateName, linkState } from '../../erp/index.ts'
import type { Db } from '../../store/index.ts'
import type { linkInState, stateCounts } from './contract.ts'
import { all, type Language } from './listing.ts'
import { type Place, textsFor } from './texts.ts'

type StateCounts = z.infer<typeof stateCounts>
type LinkInState = z.infer<typeof linkInState>

/**
 * The links something can be said of besides "in sync". Whatever `linkState` asks for is here, so every other link is
 * in sync without being looked at: with 250,000 links these are few.
 */
const notable = sql`
  select id from link where ended_at is null and (held_at is not null or broken_at is not null)
  union select link_id from parked where resolved_at is null and link_id is not null
  union select link_id from field_error
  union select link_id from conflict where resolved_at is null
  union select link_id from crm_change
  union select link_id from erp_write`

/** Counted from the data with the one definition of a link's state: they add up to the number of links. */
export async function countStates(db: Db): Promise<StateCounts[]> {
  const { rows } = await sql<StateCounts>`
    with lively as materialized (
      select l.id, l.connection_id, ${linkState('l')} as state from (${notable}) n join link l on l.id = n.id
      where l.ended_at is null
    ),
    counted as (
      select connection_id, count(*) filter (where state = 'waiting') as waiting,
        count(*) filter (where state = 'conflict') as conflict, count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'held') as held, count(*) filter (where state <> 'inSync') as others,
        min((select least(
          (select h.changed_at from crm_change h where h.link_id = lively.id),
          (select w.planned_at from erp_write w where w.link_id = lively.id)))) filter (where state = 'waiting') as since
      from lively group by connection_id
    ),
    live as (select connection_id, count(*) as links from link where ended_at is null group by connection_id)
    select c.id as connection_id, coalesce(l.links, 0) as links, coalesce(l.links - coalesce(n.others, 0), 0) as in_sync,
      coalesce(n.waiting, 0) as waiting, coalesce(n.conflict, 0) as conflict, coalesce(n.failed, 0) as failed,
      coalesce(n.held, 0) as held, n.since as waiting_since
    from connection c left join live l on l.connection_id = c.id left join counted n on n.connection_id = c.id
    where c.deleted_at is null order by c.priority, c.id`.execute(db)
  return rows
}

export interface LinksWanted {
  readonly connectionId: number
  readonly state?: LinkStateName | undefined
  readonly after: number
  readonly limit: number
}

type Row = Place & Omit<LinkInState, 'connection' | 'record'>

/** The links of a connection in the order of their ids, those in one state or all. */
export async function linksInState(
  db: Db,
  { connectionId, state, after, limit }: LinksWanted,
  language: Language,
): Promise<{ rows: LinkInState[]; next: number | null }> {
  const among: RawBuilder<unknown> | undefined =
    state === undefined || state === 'inSync' ? undefined : sql`l.id in (${notable})`
  const { rows } = await sql<Row>`
    select l.id, l.connection_id, l.record_type, l.record_id, l.actor_type, l.actor_key, l.actor_title,
      ${linkState('l')} as state, l.synced_at
    from link l
    where ${all([
      sql`l.connection_id = ${connectionId} and l.ended_at is null and l.id > ${after}`,
      among,
      state && sql`${linkState('l')} = ${state}`,
    ])}
    order by l.id limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const texts = await textsFor(db, shown, language)
  return {
    rows: shown.map((row) => {
      const { connectionId: _c, recordType: _t, recordId: _r, ...rest } = row
      return { ...rest, connection: texts.connection(row), record: texts.record(row) }
    }),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}
