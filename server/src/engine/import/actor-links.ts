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
      select g.id, l.record_id, p.record_id as company_id
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as g (id bigint, key text, "parentType" text, "parentKey" text)
      left join link l on l.connection_id = ${connectionId} and l.actor_type = ${actorType} and l.actor_key = g.key
        and l.ended_at is null
      left join link p on p.connection_id = ${connectionId} and p.actor_type = g."parentType"
        and p.actor_key = g."parentKey" and p.record_type = 'company' and p.ended_at is null
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
