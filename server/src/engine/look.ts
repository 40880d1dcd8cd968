import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import { breakLinks } from './broken.ts'
import { applyActors, pageSize } from './read-erp.ts'
import type { Work } from './work.ts'

export interface LookOptions {
  readonly triesLeft?: number
  /** Whether the ERP is being told of these links right now: `waited` until it no longer was, or not at all. */
  readonly ready?: (() => Promise<'now' | 'waited' | 'tooLong'>) | undefined
}

/**
 * Reads the actors of these links and plans them on what is really there.
 *
 * If somebody else stores something newer of one meanwhile, what was read is dropped and the actor is read again.
 *
 * @returns the links that were looked at
 */
export async function lookAt(
  work: Work,
  mapping: TypeMapping,
  linkIds: readonly number[],
  { triesLeft = 2, ready }: LookOptions = {},
): Promise<readonly number[]> {
  const asked = await askWhenReady(work, linkIds, ready)
  if (asked.length === 0) return []
  const keys = asked.map(({ actorKey }) => actorKey)
  const fields = mapping.fields.map(({ erpField }) => erpField)
  const actors = await work.erp.get(mapping.actorType, keys, fields)
  const since = new Map(asked.map(({ id, askedAt }) => [id, askedAt]))
  const overtaken = await applyActors(work, mapping, actors, { asked: since, lastTry: triesLeft === 0 })
  const found = new Set(actors.map(({ key }) => key))
  const missing = keys.filter((key) => !found.has(key))
  if (missing.length > 0) await breakLinks(work, mapping, missing)
  const seen = asked.map(({ id }) => id).filter((id) => !overtaken.includes(id))
  if (overtaken.length === 0 || triesLeft === 0) return seen
  return [...seen, ...(await lookAt(work, mapping, overtaken, { triesLeft: triesLeft - 1, ready }))]
}

// First it is said that the ERP is asked, then seen whether somebody tells it something: who begins to after that
// finds the first.
async function askWhenReady(
  work: Work,
  linkIds: readonly number[],
  ready: LookOptions['ready'] = async () => 'now',
): Promise<readonly Asked[]> {
  for (;;) {
    const asked = await beginAsking(work, linkIds)
    if (asked.length === 0) return []
    const answer = await ready()
    if (answer === 'now') return asked
    if (answer === 'tooLong') return []
  }
}

interface Asked {
  readonly id: number
  readonly actorKey: string
  readonly askedAt: string
}

async function beginAsking(work: Work, linkIds: readonly number[]): Promise<readonly Asked[]> {
  if (linkIds.length === 0) return []
  const { rows } = await sql<Asked>`
    update link set asked_at = coalesce(asked_at, clock_timestamp())
    where id = any(${[...linkIds]}::bigint[]) and ended_at is null and broken_at is null and held_at is null
    returning id, actor_key, asked_at`.execute(work.parts.store.db)
  return rows.toSorted((a, b) => a.id - b.id)
}

/**
 * Looks again where something is not known or was put aside: calls whose answer never came, plans made on an older
 * mapping, and parked records whose time has come.
 */
export async function lookAgain(work: Work): Promise<void> {
  for (const mapping of work.mappings) {
    const { rows } = await sql<{ linkId: number }>`
      select w.link_id from erp_write w
      where w.connection_id = ${work.connectionId} and w.actor_type = ${mapping.actorType}
        and (w.mapping_version <> ${work.mappingVersion}
          or (w.sent_at is not null and (w.next_try_at is null or w.next_try_at <= now())))
        -- Somebody who waits for one record may be in the middle of the call.
        and not exists (select from run r where r.id = w.run_id and r.state = 'running' and r.kind <> 'pass'
          and r.options is null and r.started_at > now() - interval '3 minutes')
      union
      select p.link_id from parked p
      where p.connection_id = ${work.connectionId} and p.actor_type = ${mapping.actorType}
        and p.resolved_at is null and p.next_try_at <= now() and p.reason <> 'refused' and p.link_id is not null
      union
      select e.link_id from field_error e join link l on l.id = e.link_id
      where l.connection_id = ${work.connectionId} and l.actor_type = ${mapping.actorType}
        and e.code = 'refused' and e.next_try_at <= now()
      limit ${pageSize}`.execute(work.parts.store.db)
    await lookAt(
      work,
      mapping,
      rows.map(({ linkId }) => linkId),
    )
  }
}
