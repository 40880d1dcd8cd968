import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import { type Db, measureAnew, writtenUntil } from '../../store/index.ts'
import type { Erp } from '../erp-calls.ts'
import type { RowToJudge } from './look-up.ts'

/** How the actors of some rows, and their parents, are linked now. */
export interface ActorLinks {
  /** By row. */
  readonly recordOf: ReadonlyMap<number, number>
  readonly companyOf: ReadonlyMap<number, number>
  /** The clock of the database. */
  readonly at: string
  /** Everything that was written before is seen by whoever looks from now on. */
  readonly asOf: string
}

/** Which actors are linked, and to which companies their parents are. */
export async function actorLinks(
  db: Db,
  { connectionId, actorType }: TypeMapping,
  rows: readonly RowToJudge[],
): Promise<ActorLinks> {
  // One by one, by the index: joined with all of them, each thousand would read every link of the connection.
  const given = rows.map(({ id, actor }) => ({
    id,
    key: actor.key,
    parentType: actor.parent?.type ?? null,
    parentKey: actor.parent?.key ?? null,
  }))
  const { rows: found } = await sql<{
    id: number | null
    recordId: number | null
    companyId: number | null
    at: string
    asOf: string
  }>`
    select clock_timestamp() as at, ${writtenUntil} as as_of, x.* from (select) one left join (
      select g.id, l.record_id, p.record_id as company_id
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g (id bigint, key text, "parentType" text, "parentKey" text)
      left join lateral (
        select l.record_id from link l where l.connection_id = ${connectionId} and l.actor_type = ${actorType}
          and l.actor_key = g.key and l.ended_at is null offset 0
      ) l on true
      left join lateral (
        select p.record_id from link p where p.connection_id = ${connectionId} and p.actor_type = g."parentType"
          and p.actor_key = g."parentKey" and p.record_type = 'company' and p.ended_at is null offset 0
      ) p on true
      where l.record_id is not null or p.record_id is not null
    ) x on true`.execute(db)
  const pairs = (of: 'recordId' | 'companyId') =>
    found.flatMap(({ id, [of]: record }): [number, number][] =>
      id === null || record === null ? [] : [[id, record]],
    )
  const [first] = found
  if (!first) throw new Error('PostgreSQL answered without a row.')
  return {
    recordOf: new Map(pairs('recordId')),
    companyOf: new Map(pairs('companyId')),
    at: first.at,
    asOf: first.asOf,
  }
}

const batches = new WeakMap<Erp, number>()

/**
 * Between two transactions that make links: PostgreSQL takes a table of which the rows are just being written for empty.
 * Asked as the table may have doubled.
 */
export async function measureLinks(db: Db, erp: Erp): Promise<void> {
  const before = batches.get(erp) ?? 0
  batches.set(erp, before + 1)
  if (!Number.isInteger(Math.log2(before))) return
  await measureAnew(db, 'link', {
    grown: 4,
    columns: ['connection_id', 'actor_type', 'actor_key', 'record_type', 'record_id', 'ended_at'],
  })
}
