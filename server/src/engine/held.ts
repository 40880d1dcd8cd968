import type { Actor } from '@koppel/sdk'
import { sql } from 'kysely'
import { readRecords } from '../crm/index.ts'
import type { TypeMapping } from '../erp/index.ts'
import type { Tx } from '../store/index.ts'
import {
  type Base,
  baseFrom,
  planBeginning,
  type Starts,
  type StoredBase,
  storedBase,
} from '../sync/index.ts'
import { nextOwed } from './links.ts'
import { recordset, transact, type Work } from './work.ts'

const batchSize = 1_000

/** SQL: `l` is a link that is held and has fields of which only later changes count, without what they are later than. */
export const beginsHeld = sql`
  l.ended_at is null and l.broken_at is null and l.held_at is not null and l.start @? '$.* ? (@ == "asIs")'`

/**
 * Notes of links that are held what both sides have, in the fields of which only later changes count. Nothing is
 * written on either side: what is changed while they are held travels once they are released.
 */
export async function beginHeld(work: Work): Promise<void> {
  for (const mapping of work.mappings) {
    for (let after = 0; ; ) {
      const links = await nextToBegin(work, mapping, after)
      const last = links.at(-1)
      if (!last) break
      after = last.id
      await beginThese(work, mapping, links)
    }
  }
}

interface ToBegin {
  readonly id: number
  readonly actorKey: string
}

// Not where the ERP may be taking a value right now: what it has is then known only once that is found out. Nor of a
// record in the bin, which has nothing to begin with.
async function nextToBegin(
  work: Work,
  { actorType, recordType, fields }: TypeMapping,
  after: number,
): Promise<readonly ToBegin[]> {
  const { rows } = await sql<ToBegin>`
    select l.id, l.actor_key from link l
    where l.connection_id = ${work.connectionId} and l.actor_type = ${actorType} and l.id > ${after}
      and ${beginsHeld}
      and ${leftToBegin(fields)} and (l.owed_at is null or l.owed_at <= now())
      and not exists (select from ${sql.table(recordType)} r where r.id = l.record_id and r.deleted_at is not null)
      and not exists (select from erp_write w where w.link_id = l.id and w.sent_at is not null)
    order by l.id limit ${batchSize}`.execute(work.parts.store.db)
  return rows
}

async function beginThese(work: Work, mapping: TypeMapping, links: readonly ToBegin[]): Promise<void> {
  const keys = links.map(({ actorKey }) => actorKey)
  const fields = mapping.fields.map(({ erpField }) => erpField)
  const actors = new Map(
    (await work.erp.get(mapping.actorType, keys, fields)).map((actor) => [actor.key, actor]),
  )
  const ids = links.filter(({ actorKey }) => actors.has(actorKey)).map(({ id }) => id)
  await transact(work, async (tx) => {
    if (ids.length > 0) await storeBeginning(tx, mapping, ids, actors)
    await storeOwed(tx, mapping, links)
  })
}

/** SQL: of the link `l`, one of these fields has yet to begin. */
function leftToBegin(fields: TypeMapping['fields']) {
  const mapped = fields.map(({ erpField }) => erpField)
  return sql`exists (select from jsonb_each(l.start) s
    where s.value = '"asIs"' and s.key = any(${mapped}::text[]) and not l.base ? s.key)`
}

/** Of those of which the ERP left something out, it is not asked in every pass. */
async function storeOwed(tx: Tx, { fields }: TypeMapping, links: readonly ToBegin[]): Promise<void> {
  await sql`
    update link l set owed_tries = owed_tries + 1, owed_at = ${nextOwed}
    where id = any(${links.map(({ id }) => id)}::bigint[]) and ${beginsHeld} and ${leftToBegin(fields)}`.execute(
    tx,
  )
}

async function storeBeginning(
  tx: Tx,
  mapping: TypeMapping,
  ids: readonly number[],
  actors: ReadonlyMap<string, Actor>,
): Promise<void> {
  const links = await lockHeld(tx, ids)
  const records = await readRecords(tx, mapping.recordType, [...new Set(links.map(recordOf))], {
    lock: true,
    fields: mapping.crmFields,
  })
  const begun = links.flatMap((link) => {
    const actor = actors.get(link.actorKey)
    const record = records.get(link.recordId)
    if (!actor || !record) return []
    const { nextBase } = planBeginning({
      ...{ fields: mapping.fields, base: link.base, start: link.start, times: {} },
      ...{ actor: actor.fields, record: record.fields },
    })
    const base = Object.fromEntries(
      Object.entries(nextBase).filter(([key]) => !Object.hasOwn(link.base, key)),
    )
    return [{ id: link.id, base: storedBase(base) }]
  })
  if (begun.length === 0) return
  await sql`
    update link l set base = l.base || x.base, start = l.start - array(select jsonb_object_keys(x.base))
    from ${recordset(begun)} as x (id bigint, base jsonb) where l.id = x.id and x.base <> '{}'`.execute(tx)
}

interface Held {
  readonly id: number
  readonly actorKey: string
  readonly recordId: number
  readonly base: Base
  readonly start: Starts
}

/** Those that somebody released meanwhile have been looked at, or will be. */
async function lockHeld(tx: Tx, ids: readonly number[]): Promise<readonly Held[]> {
  const { rows } = await sql<Omit<Held, 'base'> & { readonly base: StoredBase }>`
    select l.id, l.actor_key, l.record_id, l.base, l.start from link l
    where l.id = any(${[...ids]}::bigint[]) and ${beginsHeld}
    order by l.id for no key update`.execute(tx)
  return rows.map((row) => ({ ...row, base: baseFrom(row.base) }))
}

function recordOf({ recordId }: Held): number {
  return recordId
}
