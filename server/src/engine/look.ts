import { sql } from 'kysely'
import type { TypeMapping } from '../erp/index.ts'
import { breakLinks } from './broken.ts'
import { applyActors, pageSize } from './read-erp.ts'
import type { Work } from './work.ts'

/** Reads the actors of these links and plans them on what is really there. */
export async function lookAt(work: Work, mapping: TypeMapping, linkIds: readonly number[]): Promise<void> {
  if (linkIds.length === 0) return
  const { rows } = await sql<{ actorKey: string }>`
    select actor_key from link
    where id = any(${[...linkIds]}::bigint[]) and ended_at is null and broken_at is null and held_at is null`.execute(
    work.parts.store.db,
  )
  const keys = rows.map(({ actorKey }) => actorKey)
  if (keys.length === 0) return
  const fields = mapping.fields.map(({ erpField }) => erpField)
  const actors = await work.erp.get(mapping.actorType, keys, fields)
  await applyActors(work, mapping, actors)
  const found = new Set(actors.map(({ key }) => key))
  const missing = keys.filter((key) => !found.has(key))
  if (missing.length > 0) await breakLinks(work, mapping, missing)
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
      limit ${pageSize}`.execute(work.parts.store.db)
    await lookAt(
      work,
      mapping,
      rows.map(({ linkId }) => linkId),
    )
  }
}
