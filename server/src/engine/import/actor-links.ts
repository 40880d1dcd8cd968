import { sql } from 'kysely'
import type { TypeMapping } from '../../erp/index.ts'
import { type Db, writtenUntil } from '../../store/index.ts'
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
      -- Asked one by one: links that are being made are more than PostgreSQL knows of, and it would read all of them.
      select g.id,
        (select l.record_id from link l where l.connection_id = ${connectionId} and l.actor_type = ${actorType}
          and l.actor_key = g.key and l.ended_at is null limit 1) as record_id,
        (select p.record_id from link p where p.connection_id = ${connectionId} and p.actor_type = g."parentType"
          and p.actor_key = g."parentKey" and p.record_type = 'company' and p.ended_at is null limit 1) as company_id
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g (id bigint, key text, "parentType" text, "parentKey" text)
      offset 0
    ) x on x.record_id is not null or x.company_id is not null`.execute(db)
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
